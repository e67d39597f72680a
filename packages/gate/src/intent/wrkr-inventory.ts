import {
  decodeRecord,
  isCodedError,
  isJsonObject,
  record,
  sha256Hex,
  str,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { cleanLower } from '../text/clean-text.ts';
import { refuse } from './intent-fault.ts';
import type { PreparedIntent } from './intent-record.ts';
import { intentText } from './intent-text.ts';
import { sortMembers } from './normalize-arguments.ts';

const itemRecord = record('inventory item', {
  tool_name: str(),
  data_class: str(),
  endpoint_class: str(),
  autonomy_level: str(),
});

/** What an inventory says of a tool; all in lower case (gait-formats §7.10). */
export interface WrkrTool {
  readonly tool_name: string;
  readonly data_class: string;
  readonly endpoint_class: string;
  readonly autonomy_level: string;
}

/**
 * Reads an inventory, `{"items": […]}` or a bare list, by tool name. Of two items for one tool
 * the later counts; items without a name are ignored. Errors: `intent_inventory`.
 */
export function parseInventory(json: Json): ReadonlyMap<string, WrkrTool> {
  const items = isJsonObject(json) ? json['items'] : (json ?? []);
  if (!Array.isArray(items)) {
    return refuse(
      'intent_inventory',
      'items',
      'must be a list',
      'write {"items": [{"tool_name": …}]}',
    );
  }
  const tools = new Map<string, WrkrTool>();
  for (const [i, item] of (items as readonly Json[]).entries()) {
    const given = decodeItem(item ?? {}, i);
    const name = cleanLower(given.tool_name);
    if (name === '') continue;
    tools.set(name, {
      tool_name: name,
      data_class: cleanLower(given.data_class),
      endpoint_class: cleanLower(given.endpoint_class),
      autonomy_level: cleanLower(given.autonomy_level),
    });
  }
  return tools;
}

function decodeItem(item: Json, index: number): WrkrTool {
  try {
    return decodeRecord(itemRecord, item, { fold: true });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return refuse('intent_inventory', `items[${index}]`, error.message);
  }
}

/** `auth_context` with what the inventory says of `tool`; null when it does not list the tool. */
export function inventoryContext(
  auth: JsonObject | null,
  tool: string,
  inventory: ReadonlyMap<string, WrkrTool>,
): JsonObject | null {
  const found = inventory.get(tool);
  if (found === undefined) return null;
  return sortMembers({
    ...auth,
    'wrkr.tool_name': found.tool_name,
    'wrkr.data_class': found.data_class,
    'wrkr.endpoint_class': found.endpoint_class,
    'wrkr.autonomy_level': found.autonomy_level,
  });
}

/**
 * A prepared intent with what the inventory says of its tool, digested anew; the same one when
 * the inventory does not list the tool, and for scripts, whose steps are looked up one by one.
 *
 * A call that is blocked for missing fields is recorded under its digest before this step, as
 * the reference does (gait-formats §4.6.3, §4.6.5).
 */
export function enrichWithInventory(
  prepared: PreparedIntent,
  inventory: ReadonlyMap<string, WrkrTool> | undefined,
): PreparedIntent {
  const { intent } = prepared;
  if (inventory === undefined || inventory.size === 0 || intent.script !== null) return prepared;
  const auth = inventoryContext(intent.context.auth_context, intent.tool_name, inventory);
  if (auth === null) return prepared;
  const enriched = { ...intent, context: { ...intent.context, auth_context: auth } };
  const digest = sha256Hex(intentText(enriched, prepared.ordered));
  return {
    ...prepared,
    intent: { ...enriched, intent_digest: digest },
    intentDigest: digest,
    inventoryApplied: true,
  };
}
