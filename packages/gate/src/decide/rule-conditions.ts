import type { PolicyMatch } from '../policy/policy.ts';
import { isAtOrBelow } from '../constraints/path-readings.ts';
import { goPathClean } from '../text/go-path.ts';
import type { Call } from './call.ts';
import * as dimension from './dimension.ts';
import type { Dimension } from './dimension.ts';

/** One list of a rule's `match`: any value of the call must be in it. */
export interface Condition {
  readonly dimension: Dimension;
  readonly values: readonly string[];
  /** The same values when there are many. */
  readonly lookup: ReadonlySet<string> | null;
  /** Prefixes as `strict` takes them: folders, cleaned. */
  readonly folders: readonly string[];
}

const NO_FOLDERS: readonly string[] = Object.freeze([]);

/** Below this a list is searched faster than a set. */
const FEW_VALUES = 8;

/** The conditions of a rule, those that usually decide first at the front (gait-formats §4.5). */
export function conditionsOf(match: PolicyMatch): readonly Condition[] {
  const conditions: Condition[] = [];
  const add = (of: Dimension, values: readonly string[]): void => {
    if (values.length === 0) return;
    const lookup = values.length > FEW_VALUES && !of.prefix ? new Set(values) : null;
    const folders = of.prefix ? values.map(goPathClean) : NO_FOLDERS;
    conditions.push({ dimension: of, values, lookup, folders });
  };
  add(dimension.TOOL, match.tool_names);
  add(dimension.IDENTITY, match.identities);
  add(dimension.RISK, match.risk_classes);
  add(dimension.TARGET_KIND, match.target_kinds);
  add(dimension.TARGET_VALUE, match.target_values);
  add(dimension.ENDPOINT_CLASS, match.endpoint_classes);
  add(dimension.DISCOVERY, match.discovery_method);
  add(dimension.DATA_CLASS, match.data_classes);
  add(dimension.DESTINATION_KIND, match.destination_kinds);
  add(dimension.DESTINATION_VALUE, match.destination_values);
  add(dimension.OPERATION, match.destination_operations);
  add(dimension.PROVENANCE, match.provenance_sources);
  add(dimension.COMMAND_PROGRAM, match.command?.programs ?? []);
  add(dimension.COMMAND_EFFECT, match.command?.effects ?? []);
  add(dimension.WORKSPACE, match.workspace_prefixes);
  add(dimension.SKILL_PUBLISHER, match.skill_publishers);
  add(dimension.SKILL_SOURCE, match.skill_sources);
  add(dimension.CONTEXT_TOOL, match.context_tool_names);
  add(dimension.CONTEXT_DATA, match.context_data_classes);
  add(dimension.CONTEXT_ENDPOINT, match.context_endpoint_classes);
  add(dimension.CONTEXT_AUTONOMY, match.context_autonomy_levels);
  const hints = match.tool_annotations;
  add(dimension.READ_ONLY_HINT, wanted(hints.readOnlyHint));
  add(dimension.DESTRUCTIVE_HINT, wanted(hints.destructiveHint));
  add(dimension.IDEMPOTENT_HINT, wanted(hints.idempotentHint));
  add(dimension.OPEN_WORLD_HINT, wanted(hints.openWorldHint));
  if (constrainsDelegation(match)) add(dimension.DELEGATED, [dimension.DELEGATED_VALUE]);
  add(dimension.DELEGATOR, match.allowed_delegator_identities);
  add(dimension.DELEGATE, match.allowed_delegate_identities);
  add(dimension.DELEGATION_SCOPE, match.delegation_scopes);
  return conditions;
}

function wanted(hint: boolean | null): readonly string[] {
  return hint === null ? [] : [String(hint)];
}

function constrainsDelegation(match: PolicyMatch): boolean {
  return (
    match.require_delegation ||
    match.max_delegation_depth !== null ||
    match.allowed_delegator_identities.length > 0 ||
    match.allowed_delegate_identities.length > 0 ||
    match.delegation_scopes.length > 0
  );
}

/** True when any value of the call is listed. */
export function holds(condition: Condition, call: Call): boolean {
  const { dimension: of, lookup } = condition;
  const count = of.count(call);
  for (let index = 0; index < count; index++) {
    const value = of.at(call, index);
    if (lookup !== null ? lookup.has(value) : isListed(condition, value, call)) return true;
  }
  return false;
}

/** In `strict` a prefix is a folder: `/repo` is not the beginning of `/repo-other`. */
function isListed(condition: Condition, value: string, call: Call): boolean {
  const { dimension: of, values, folders } = condition;
  if (!of.prefix) return values.includes(value);
  if (call.strict) return folders.some((folder) => isAtOrBelow(value, folder));
  return values.some((prefix) => value.startsWith(prefix));
}
