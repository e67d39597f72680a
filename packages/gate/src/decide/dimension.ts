import { toLower, trimSpace } from '@gait/canon';
import type { Target } from '../intent/intent-record.ts';
import type { WrkrTool } from '../intent/wrkr-inventory.ts';
import type { Call } from './call.ts';

/**
 * One property of a call that rules list values of. A condition holds when any of the call's
 * values is listed. Values are read by position, so that nothing is allocated to compare them.
 */
export interface Dimension {
  readonly name: string;
  /** How many values the call has. */
  readonly count: (call: Call) => number;
  readonly at: (call: Call, index: number) => string;
  /** Listed values are prefixes of the call's value. */
  readonly prefix: boolean;
}

function single(name: string, read: (call: Call) => string, prefix = false): Dimension {
  return { name, count: () => 1, at: read, prefix };
}

/** A property that a call may lack: empty means it has none. */
function optional(name: string, read: (call: Call) => string): Dimension {
  return { name, count: (call) => (read(call) === '' ? 0 : 1), at: read, prefix: false };
}

function ofTargets(name: string, read: (target: Target) => string): Dimension {
  return {
    name,
    count: (call) => call.targets.length,
    at: (call, index) => read(call.targets[index] as Target),
    prefix: false,
  };
}

/** In `strict` a path also has its forms as values, so that `/a/../b` is `/b` too. */
function targetValue(name: string): Dimension {
  return {
    name,
    count: (call) => call.targetValues.length,
    at: (call, index) => call.targetValues[index] as string,
    prefix: false,
  };
}

function claim(name: string, key: string, field: keyof WrkrTool): Dimension {
  return optional(name, (call) => {
    if (call.claims !== null) return call.claims[field];
    const value = call.context.auth_context?.[key];
    return typeof value === 'string' ? toLower(trimSpace(value)) : '';
  });
}

function hint(
  name: string,
  field: 'read_only_hint' | 'destructive_hint' | 'idempotent_hint' | 'open_world_hint',
): Dimension {
  return ofTargets(name, (target) => (target[field] ? 'true' : 'false'));
}

const chainOf = (call: Call) => call.intent.delegation?.chain ?? [];

export const TOOL = single('tool_names', (call) => call.tool);
export const RISK = single('risk_classes', (call) => call.context.risk_class);
export const IDENTITY = single('identities', (call) => call.context.identity);
export const WORKSPACE = single('workspace_prefixes', (call) => call.workspace, true);
export const CONTEXT_TOOL = claim('context_tool_names', 'wrkr.tool_name', 'tool_name');
export const CONTEXT_DATA = claim('context_data_classes', 'wrkr.data_class', 'data_class');
export const CONTEXT_ENDPOINT = claim(
  'context_endpoint_classes',
  'wrkr.endpoint_class',
  'endpoint_class',
);
export const CONTEXT_AUTONOMY = claim(
  'context_autonomy_levels',
  'wrkr.autonomy_level',
  'autonomy_level',
);
export const TARGET_KIND = ofTargets('target_kinds', (target) => target.kind);
export const TARGET_VALUE = targetValue('target_values');
export const ENDPOINT_CLASS = ofTargets('endpoint_classes', (target) => target.endpoint_class);
export const DISCOVERY = ofTargets('discovery_methods', (target) => target.discovery_method);
export const READ_ONLY_HINT = hint('readOnlyHint', 'read_only_hint');
export const DESTRUCTIVE_HINT = hint('destructiveHint', 'destructive_hint');
export const IDEMPOTENT_HINT = hint('idempotentHint', 'idempotent_hint');
export const OPEN_WORLD_HINT = hint('openWorldHint', 'open_world_hint');
export const SKILL_PUBLISHER = optional('skill_publishers', (call) =>
  toLower(trimSpace(call.intent.skill_provenance?.publisher ?? '')),
);
export const SKILL_SOURCE = optional('skill_sources', (call) =>
  toLower(trimSpace(call.intent.skill_provenance?.source ?? '')),
);
export const DATA_CLASS = ofTargets('data_classes', (target) => target.sensitivity);
export const DESTINATION_KIND = ofTargets('destination_kinds', (target) => target.kind);
export const DESTINATION_VALUE = targetValue('destination_values');
export const OPERATION = ofTargets('destination_operations', (target) => target.operation);

export const PROVENANCE: Dimension = {
  name: 'provenance_sources',
  count: (call) => call.provenance.length,
  at: (call, index) => call.provenance[index]?.source ?? '',
  prefix: false,
};

export const COMMAND_PROGRAM: Dimension = {
  name: 'command.programs',
  count: (call) => call.command?.programs.length ?? 0,
  at: (call, index) => call.command?.programs[index] ?? '',
  prefix: false,
};

export const COMMAND_EFFECT: Dimension = {
  name: 'command.effects',
  count: (call) => call.command?.effects.length ?? 0,
  at: (call, index) => call.command?.effects[index] ?? '',
  prefix: false,
};

/** The value every delegated call has: rules that constrain delegation match no other. */
export const DELEGATED_VALUE = 'delegated';

export const DELEGATED: Dimension = {
  name: 'require_delegation',
  count: (call) => (call.intent.delegation === null ? 0 : 1),
  at: () => DELEGATED_VALUE,
  prefix: false,
};

export const DELEGATOR: Dimension = {
  name: 'allowed_delegator_identities',
  count: (call) => chainOf(call).length,
  at: (call, index) => trimSpace(chainOf(call)[index]?.delegator_identity ?? ''),
  prefix: false,
};

/** The requester, then the delegate of each link. */
export const DELEGATE: Dimension = {
  name: 'allowed_delegate_identities',
  count: (call) => (call.intent.delegation === null ? 0 : chainOf(call).length + 1),
  at: (call, index) =>
    trimSpace(
      index === 0
        ? (call.intent.delegation?.requester_identity ?? '')
        : (chainOf(call)[index - 1]?.delegate_identity ?? ''),
    ),
  prefix: false,
};

/** The scope class of the delegation, then that of each link. */
export const DELEGATION_SCOPE: Dimension = {
  name: 'delegation_scopes',
  count: (call) => (call.intent.delegation === null ? 0 : chainOf(call).length + 1),
  at: (call, index) =>
    toLower(
      trimSpace(
        index === 0
          ? (call.intent.delegation?.scope_class ?? '')
          : (chainOf(call)[index - 1]?.scope_class ?? ''),
      ),
    ),
  prefix: false,
};
