import { trimSpace } from '@gait/canon';
import { fillAgentIdentity, prepareIntent, type PreparedIntent, type Profile } from '@gait/gate';
import { PROJECT_CONFIG, readWhole, type GateDefaults } from '@gait/local';
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
  readonly 'context-envelope': string;
  readonly 'wrkr-inventory': string;
  readonly 'tool-classes': string;
  readonly config: string;
  readonly 'no-config': boolean;
}

/**
 * Reads an intent and makes of it what the gate will judge: with the agents of the project, the
 * classes of tools, the inventory and the envelope. An approval binds the digest of exactly that.
 * Undefined when no intent is named.
 *
 * @param profile of the gate that will decide: `strict` digests some intents differently
 * @throws CodedError those of `loadIntent`, `prepareIntent`, `readAgents` and of each file
 */
export async function viewIntent(
  context: Context,
  flags: ViewRequest,
  profile: Profile,
): Promise<PreparedIntent | undefined> {
  const path = trimSpace(flags.intent);
  if (path === '') return undefined;
  const intent = loadIntent(context, path, profile);
  const defaults = await gateDefaults(context, flags);
  const named = (given: string, name: 'policy' | 'tool_classes' | 'wrkr_inventory_path'): string =>
    trimSpace(given) || fromHome(defaults?.[name] ?? '', context.home);
  const policyPath = named(flags.policy, 'policy');
  const { agentSet, warnings } = readAgents(context, { profile, policyPath, flags });
  for (const warning of warnings) context.warn(`warning: ${warning}`);
  const envelope = trimSpace(flags['context-envelope']);
  return prepareIntent(agentSet === undefined ? intent : fillAgentIdentity(intent, agentSet), {
    profile,
    toolClasses: await toolClasses(context, named(flags['tool-classes'], 'tool_classes')),
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

async function inventory(context: Context, path: string, profile: Profile) {
  if (path === '') return undefined;
  const { loadInventory } = await import('../gate/load-inventory.ts');
  // The gate may go on without it; nobody should approve what he cannot see.
  return loadInventory(context, path, { strictly: true, profile }, () => undefined).tools;
}
