import type { CallSelector } from '../policy/policy.ts';
import type { CallKind, SessionHistory } from './session-history.ts';

/** How many calls that happened are selected, those included of which it is not known. */
export function countPossible(selector: CallSelector, history: SessionHistory): number {
  let count = history.unknownCalls;
  for (const kind of history.kinds.values()) {
    if (selects(selector, kind, true)) count += kind.happened;
  }
  return count;
}

/** True when a call that is certainly selected ended successfully. */
export function hasSucceeded(selector: CallSelector, history: SessionHistory): boolean {
  for (const kind of history.kinds.values()) {
    if (kind.succeeded > 0 && selects(selector, kind, false)) return true;
  }
  return false;
}

/** @param unlessKnown The answer where the call did not say what the selector asks. */
function selects(selector: CallSelector, { tool, step }: CallKind, unlessKnown: boolean): boolean {
  const { tool_names: tools, endpoint_classes: classes, data_classes: data } = selector;
  if (tools.length > 0 && !tools.includes(tool)) return false;
  if (classes.length === 0 && data.length === 0 && selector.destructive === null) return true;
  if (step === null) return unlessKnown;
  if (selector.destructive !== null && selector.destructive !== step.destructive) return false;
  return isAny(classes, step.endpointClasses) && isAny(data, step.dataClasses);
}

function isAny(wanted: readonly string[], found: readonly string[]): boolean {
  return wanted.length === 0 || found.some((word) => wanted.includes(word));
}
