import type { Call } from '../decide/call.ts';
import type { Target } from '../intent/intent-record.ts';
import type { DataflowPolicy } from '../policy/policy.ts';
import { finding, type Constraint, type Finding } from './finding.ts';

/** Kinds that leave the machine: the destinations when a policy names none. */
const EGRESS_KINDS: readonly string[] = ['host', 'url', 'bucket', 'queue', 'topic'];

/** An argument from a tainted source may not flow to a listed destination (gait-formats §4.6). */
export function dataflowConstraint(policy: DataflowPolicy): Constraint {
  const found: Finding = {
    ...finding(policy.action, [policy.reason_code], [policy.violation]),
    dataflow: true,
  };
  return (call) => (isTainted(policy, call) && reachesDestination(policy, call) ? found : null);
}

function isTainted(policy: DataflowPolicy, call: Call): boolean {
  for (const entry of call.provenance) {
    if (policy.tainted_sources.includes(entry.source)) return true;
  }
  return false;
}

function reachesDestination(policy: DataflowPolicy, call: Call): boolean {
  return call.targets.some((target) => isDestination(policy, target));
}

/** One target must satisfy all lists that are given; without any, leave the machine. */
export function isDestination(
  policy: Pick<
    DataflowPolicy,
    'destination_kinds' | 'destination_operations' | 'destination_values'
  >,
  target: Target,
): boolean {
  const { destination_values: values, destination_operations: operations } = policy;
  const anywhere =
    policy.destination_kinds.length === 0 && values.length === 0 && operations.length === 0;
  const kinds = anywhere ? EGRESS_KINDS : policy.destination_kinds;
  return (
    isIn(kinds, target.kind) && isIn(values, target.value) && isIn(operations, target.operation)
  );
}

function isIn(list: readonly string[], value: string): boolean {
  return list.length === 0 || list.includes(value);
}
