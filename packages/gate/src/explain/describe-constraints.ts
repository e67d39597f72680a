import { constraintNames } from './constraint-names.ts';
import type { PolicyRule } from '../policy/policy.ts';
import { orList } from './describe-match.ts';
import { describeSequence, describeTaint } from './describe-session.ts';

/** What a rule demands of a call it matches, a sentence each, with what follows otherwise. */
export function describeConstraints(rule: PolicyRule): readonly string[] {
  const known = constraintNames(rule);
  return [
    ...(known.includes('dataflow') ? [describeDataflow(rule)] : []),
    ...(known.includes('endpoint') ? describeEndpoint(rule) : []),
    ...(known.includes('context evidence') ? ['a verified context envelope, else block'] : []),
    ...(known.includes('agent identity')
      ? ['an agent that is declared as demanded, else block']
      : []),
    ...(known.includes('credential') ? ['a credential of the demanded kind, else block'] : []),
    ...(known.includes('freeze window') ? [describeFreeze(rule)] : []),
    ...(rule.sequence === null ? [] : describeSequence(rule.sequence)),
    ...(rule.taint === null ? [] : [describeTaint(rule.taint)]),
    ...(known.includes('sandbox') ? ['a sandbox as demanded, else block'] : []),
    ...(rule.match.require_delegation ? ['a signed delegation, else block'] : []),
    ...(rule.require_broker_credential ? ['a credential from the broker, else block'] : []),
    ...describeLimit('at most', rule.rate_limit),
    ...describeLimit('destructive calls: at most', rule.destructive_budget),
  ];
}

function describeDataflow({ dataflow }: PolicyRule): string {
  const {
    destination_kinds: kinds,
    destination_values: values,
    destination_operations: operations,
  } = dataflow;
  const where = [...kinds, ...values, ...operations];
  const to = where.length === 0 ? 'anything that leaves the machine' : orList(where);
  return `nothing from ${orList(dataflow.tainted_sources)} flows to ${to}, else ${dataflow.action}`;
}

function describeEndpoint({ endpoint }: PolicyRule): readonly string[] {
  const { action } = endpoint;
  const clause = (text: string, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : [`${text} ${orList(list)}, else ${action}`];
  return [
    ...clause('every path is', endpoint.path_allowlist),
    ...clause('no path is', endpoint.path_denylist),
    ...clause('every domain is', endpoint.domain_allowlist),
    ...clause('no domain is', endpoint.domain_denylist),
    ...clause('network access only by', endpoint.egress_classes),
    ...(endpoint.destructive_action === ''
      ? []
      : [`nothing destructive, else ${endpoint.destructive_action}`]),
  ];
}

function describeFreeze({ freeze_window: freeze }: PolicyRule): string {
  const spans = freeze.windows.map(({ start, end }) => `${start} to ${end}`);
  const where = freeze.environments.length === 0 ? '' : ` in ${orList(freeze.environments)}`;
  return `not during ${spans.join(', ')} (${freeze.timezone})${where}, else ${freeze.effect}`;
}

function describeLimit(text: string, limit: PolicyRule['rate_limit']): readonly string[] {
  if (limit.requests === 0) return [];
  const who = limit.scope.replace('_', ' and ');
  const span = limit.window === 'hour' ? 'an hour' : 'a minute';
  return [`${text} ${limit.requests} ${span} for each ${who}, else block`];
}
