import { sha256Hex, type JsonObject } from '@gait/canon';
import { bindContext, type BoundEnvelope } from './bind-context.ts';
import { checkTargetLimits, checkUnambiguous } from './check-unambiguous.ts';
import { refuse } from './intent-fault.ts';
import {
  INTENT_SCHEMA_ID,
  type ReadCommandFacts,
  type Intent,
  type PreparedIntent,
  type ScriptStep,
  type Target,
} from './intent-record.ts';
import { intentText } from './intent-text.ts';
import { normalizeContext } from './normalize-context.ts';
import { normalizeArguments, type CanonicalArguments } from './normalize-arguments.ts';
import { normalizeDelegation } from './normalize-delegation.ts';
import { normalizeArgProvenance, normalizeSkillProvenance } from './normalize-provenance.ts';
import { normalizeScript } from './normalize-script.ts';
import { normalizeTargets } from './normalize-targets.ts';
import { strictnessOf, type Profile, type Strictness } from './strictness.ts';
import type { ToolTables } from './tool-tables.ts';
import { cleanLower } from '../text/clean-text.ts';
import { enrichWithInventory, type WrkrTool } from './wrkr-inventory.ts';

export interface PrepareOptions extends ToolTables {
  /** Default `standard`. */
  readonly profile?: Profile;
  /** A context envelope that was verified; without one all claims of context are removed. */
  readonly envelope?: BoundEnvelope | undefined;
  /** Merged into `auth_context` before digesting; leave it out where the decision merges it. */
  readonly inventory?: ReadonlyMap<string, WrkrTool> | undefined;
  /** Reads what the call's command would do; undefined: nobody reads it. */
  readonly commandOf?: ReadCommandFacts | undefined;
}

/**
 * Makes of an intent what is decided, approved and recorded: normalised, claims about context
 * removed or replaced by a verified envelope's, and digested (gait-formats §4.2, §4.3, §4.6.2).
 *
 * The result shares unchanged parts with the given intent. An intent that cannot be normalised
 * is never decided. Errors: `intent_*`, each with the field.
 */
export function prepareIntent(intent: Intent, options: PrepareOptions = {}): PreparedIntent {
  const strictness = strictnessOf(options.profile);
  if (strictness.refuseAmbiguous) checkTargetLimits(intent);
  const digested = normalizeAndDigest(intent, strictness, options, true, options.envelope);
  const command = options.commandOf?.(digested.intent);
  const prepared = command === undefined ? digested : { ...digested, command };
  if (strictness.refuseAmbiguous) checkUnambiguous(prepared.intent);
  return options.inventory === undefined
    ? prepared
    : enrichWithInventory(prepared, options.inventory);
}

/**
 * Normalises an intent and fills in its digests, with the caller's claims about context left in:
 * what `policy test` digests (gait-formats §4.2, §4.3). Errors: `intent_*`.
 */
export function normalizeIntent(
  intent: Intent,
  options: Pick<PrepareOptions, 'profile' | keyof ToolTables> = {},
): Intent {
  const strictness = { ...strictnessOf(options.profile), sandboxPasses: 1 };
  return normalizeAndDigest(intent, strictness, options, false).intent;
}

function normalizeAndDigest(
  given: Intent,
  strictness: Strictness,
  tables: ToolTables,
  bind: boolean,
  envelope?: BoundEnvelope,
): PreparedIntent {
  const script = given.script === null ? null : normalizeScript(given.script, strictness, tables);
  const tool = script === null ? cleanLower(given.tool_name) : 'script';
  if (tool === '') refuse('intent_tool_missing', 'tool_name', 'is required');
  const args = normalizeArguments(given.args, 'args', true, strictness);
  const auth = normalizeAuth(given.context.auth_context, strictness);
  const claimed = normalizeContext(given.context, auth?.value ?? null, strictness.sandboxPasses);
  const context = bind ? bindContext(claimed, envelope, strictness) : claimed;
  const intent = {
    schema_id: given.schema_id || INTENT_SCHEMA_ID,
    schema_version: given.schema_version || '1.0.0',
    created_at: given.created_at,
    producer_version: given.producer_version,
    tool_name: tool,
    args: args.value,
    args_digest: sha256Hex(args.text),
    intent_digest: '',
    script_hash: script?.hash ?? '',
    script: script === null ? null : { steps: script.steps },
    targets: normalizeTargets(
      tool,
      script === null || isSet(given.targets) ? given.targets : targetsOf(script.steps),
      'targets',
      tables,
    ),
    arg_provenance: normalizeArgProvenance(
      script === null || isSet(given.arg_provenance)
        ? given.arg_provenance
        : script.steps.flatMap((step) => step.arg_provenance ?? []),
      'arg_provenance',
    ),
    skill_provenance: normalizeSkillProvenance(given.skill_provenance),
    delegation: normalizeDelegation(given.delegation),
    relationship: given.relationship,
    context,
  };
  const ordered = args.ordered && (script?.ordered ?? true) && (auth?.ordered ?? true);
  intent.intent_digest = sha256Hex(intentText(intent, ordered));
  return {
    intent,
    argsDigest: intent.args_digest,
    scriptHash: intent.script_hash,
    intentDigest: intent.intent_digest,
    contextBound: envelope !== undefined,
    contextAgeSeconds: envelope?.ageSeconds,
    inventoryApplied: false,
    ordered,
  };
}

/** Null when nothing is in it, so that it is not digested. */
function normalizeAuth(
  given: JsonObject | null,
  strictness: Strictness,
): CanonicalArguments | null {
  if (given === null) return null;
  const auth = normalizeArguments(given, 'context.auth_context', true, strictness);
  return auth.text === '{}' ? null : auth;
}

function targetsOf(steps: readonly ScriptStep[]): readonly Target[] {
  return steps.flatMap((step) => step.targets ?? []);
}

function isSet<T>(list: readonly T[] | null): list is readonly T[] {
  return list !== null && list.length > 0;
}
