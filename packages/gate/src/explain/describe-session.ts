import type { CallSelector, SequencePolicy, TaintPolicy } from '../policy/policy.ts';
import { orList } from './describe-match.ts';

/** What a rule demands of the earlier calls of its session (schema 1.1.0), a sentence each. */
export function describeSequence(sequence: SequencePolicy): readonly string[] {
  const { after, requires_success: needed, counts, max_calls: most, action } = sequence;
  return [
    ...(after === null ? [] : [`no earlier call ${selected(after)}, else ${action}`]),
    ...(needed === null ? [] : [`an earlier call ${selected(needed)} succeeded, else ${action}`]),
    ...(counts === null
      ? []
      : [`fewer than ${most} earlier calls ${selected(counts)}, else ${action}`]),
  ];
}

/** What may not flow on from results of earlier calls. */
export function describeTaint(taint: TaintPolicy): string {
  const where = [
    ...taint.destination_kinds,
    ...taint.destination_values,
    ...taint.destination_operations,
  ];
  const to = where.length === 0 ? 'anything that leaves the machine' : orList(where);
  const what = taint.labels.length === 0 ? 'read from anywhere' : `that is ${orList(taint.labels)}`;
  return `nothing ${what} flows from an earlier result to ${to}, else ${taint.action}`;
}

function selected(selector: CallSelector): string {
  const { tool_names: tools, endpoint_classes: classes, data_classes: labels } = selector;
  const clauses = [
    ...(tools.length === 0 ? [] : [`of ${orList(tools)}`]),
    ...(classes.length === 0 ? [] : [`that did ${orList(classes)}`]),
    ...(labels.length === 0 ? [] : [`that touched data that is ${orList(labels)}`]),
    ...(selector.destructive === null
      ? []
      : [`that was ${selector.destructive ? '' : 'not '}destructive`]),
  ];
  return clauses.length === 0 ? 'of any kind' : clauses.join(' and ');
}
