import { toLower, trimSpace } from '@gait/canon';
import {
  compilePolicy,
  fillAgentIdentity,
  parsePolicy,
  prepareIntent,
  refuseConflict,
  type Intent,
  type PreparedIntent,
  type Profile,
} from '@gait/gate';
import { isThere, PROJECT_CONFIG, readWhole, type GateDefaults } from '@gait/local';
import { boolFlag, textFlag } from '../command.ts';
import type { Context } from '../context.ts';
import { readAgents } from '../gate/agent-set.ts';
import { loadIntent } from '../gate/load-intent.ts';
import { placedConfig } from '../gate/placed-config.ts';
import { fromHome } from '../home-path.ts';

/** Flags for what the gate adds to an intent before it digests it; named as in `gate eval`. */
export const VIEW_FLAGS = {
  'context-envelope': textFlag({ value: 'FILE', help: 'verified context envelope of the call' }),
  'wrkr-inventory': textFlag({ value: 'FILE', help: 'inventory of tools that the gate uses' }),
  'tool-classes': textFlag({ value: 'FILE', help: 'endpoint class by tool that the gate uses' }),
  config: textFlag({ default: PROJECT_CONFIG, value: 'FILE', help: 'defaults of the project' }),
  'no-config': boolFlag({ help: 'take no defaults from a file' }),
} as const;

/** What a person gives so that he sees what the gate will see. */
export interface ViewRequest {
  readonly intent: string;
  readonly policy: string;
  /** Of the policy, where it is not named by its file. */
  readonly 'policy-digest'?: string;
  readonly 'context-envelope': string;
  readonly 'wrkr-inventory': string;
  readonly 'tool-classes': string;
  readonly config: string;
  readonly 'no-config': boolean;
}

/** What the gate will judge. */
export interface IntentView {
  readonly prepared: PreparedIntent;
  /** What the policy says that tools do. */
  readonly policyClasses: ReadonlyMap<string, string> | undefined;
}

/**
 * Reads an intent and makes of it what the gate will judge: with the agents of the project, the
 * classes of tools (the policy's own, too), the inventory and the envelope. An approval binds the
 * digest of exactly that.
 * Undefined when no intent is named.
 *
 * @param profile of the gate that will decide: `strict` digests some intents differently
 * @throws CodedError those of `loadIntent`, `prepareIntent`, `readAgents` and of each file;
 *   `tool_classes_conflict`
 */
export async function viewIntent(
  context: Context,
  flags: ViewRequest,
  profile: Profile,
): Promise<IntentView | undefined> {
  const path = trimSpace(flags.intent);
  if (path === '') return undefined;
  return await viewOf(context, loadIntent(context, path, profile), flags, profile);
}

/** `viewIntent` of an intent that was read before. */
export async function viewOf(
  context: Context,
  intent: Intent,
  flags: ViewRequest,
  profile: Profile,
): Promise<IntentView> {
  const defaults = await gateDefaults(context, flags);
  const named = (given: string, name: 'policy' | 'tool_classes' | 'wrkr_inventory_path'): string =>
    trimSpace(given) || fromHome(defaults?.[name] ?? '', context.home);
  const policyPath = named(flags.policy, 'policy');
  const { agentSet, warnings } = readAgents(context, { profile, policyPath, flags });
  for (const warning of warnings) context.warn(`warning: ${warning}`);
  const envelope = trimSpace(flags['context-envelope']);
  const tables = {
    toolClasses: await toolClasses(context, named(flags['tool-classes'], 'tool_classes')),
    policyClasses: policyClasses(context, policyPath, flags),
  };
  refuseConflict(tables, { file: policyPath });
  const asked = agentSet === undefined ? intent : fillAgentIdentity(intent, agentSet);
  const prepared = prepareIntent(asked, {
    profile,
    ...tables,
    inventory: await inventory(
      context,
      named(flags['wrkr-inventory'], 'wrkr_inventory_path'),
      profile,
    ),
    envelope:
      envelope === ''
        ? undefined
        : (await import('../gate/read-envelope.ts')).readEnvelope(context, envelope, context.now()),
  });
  return { prepared, policyClasses: tables.policyClasses };
}

/** The project's defaults that the flags allow. Errors as `placedConfig`. */
export async function gateDefaults(
  context: Context,
  flags: Pick<ViewRequest, 'config' | 'no-config'>,
): Promise<GateDefaults | undefined> {
  if (flags['no-config']) return undefined;
  return (await placedConfig(context, flags.config)).defaults;
}

async function toolClasses(context: Context, path: string) {
  if (path === '') return undefined;
  const { parseToolClasses } = await import('../gate/tool-classes.ts');
  return parseToolClasses(readWhole(context.resolve(path)), path);
}

/**
 * What the policy says that tools do. Of the project's policy where another is meant, by its
 * digest, nothing: an approval that the gate does not recognise permits nothing.
 */
function policyClasses(context: Context, path: string, flags: ViewRequest) {
  const file = context.resolve(path);
  const isNamed = trimSpace(flags.policy) !== '';
  if (path === '' || (!isNamed && !isThere(file))) return undefined;
  const compiled = compilePolicy(parsePolicy(readWhole(file), { file: path }));
  const wanted = toLower(trimSpace(flags['policy-digest'] ?? ''));
  return isNamed || wanted === '' || wanted === compiled.digest ? compiled.toolClasses : undefined;
}

async function inventory(context: Context, path: string, profile: Profile) {
  if (path === '') return undefined;
  const { loadInventory } = await import('../gate/load-inventory.ts');
  // The gate may go on without it; nobody should approve what he cannot see.
  return loadInventory(context, path, { strictly: true, profile }, () => undefined).tools;
}
