import type { Call } from '../decide/call.ts';
import type { ArgProvenance, Target } from '../intent/intent-record.ts';
import { joinLabels, NO_LABELS, type Labels } from './labels.ts';
import { placesOf, reaches } from './places.ts';
import type { SessionHistory } from './session-history.ts';

/** On targets of these kinds, a call that does not say what it does may read whatever lies around. */
const LIES_AROUND: ReadonlySet<string> = new Set(['other', 'path', 'repo']);

/**
 * The labels of the results that the arguments of a call came from, by recorded provenance.
 *
 * A reference or digest that names nothing this session remembers says nothing: what comes from
 * a tool or from outside then counts as carrying every label seen so far. In profile `strict` so
 * does a call that records no provenance at all.
 */
export function labelsOfArguments(call: Call, history: SessionHistory): Labels {
  if (call.provenance.length === 0) return call.strict ? history.labels : NO_LABELS;
  let labels = NO_LABELS;
  for (const entry of call.provenance) labels = joinLabels(labels, labelsOfSource(entry, history));
  return labels;
}

function labelsOfSource(entry: ArgProvenance, history: SessionHistory): Labels {
  const result = history.results.get(entry.source_ref);
  const content = history.digests.get(entry.integrity_digest);
  const labels = joinLabels(result?.labels ?? NO_LABELS, content ?? NO_LABELS);
  if (content !== undefined) return labels;
  const foreign = entry.source === 'tool_output' || entry.source === 'external';
  if (!foreign) return mayBeForgotten(entry, history) ? history.labels : labels;
  // The name of a harmless result beside content that it never had.
  const mismatch = entry.integrity_digest !== '' && result?.digested === true;
  return result === undefined || mismatch ? history.labels : labels;
}

/** Somebody claims to have typed it, but it looks like a result that is no longer remembered. */
function mayBeForgotten(entry: ArgProvenance, history: SessionHistory): boolean {
  if (history.forgotten === 0) return false;
  if (entry.integrity_digest !== '') return true;
  return /^[0-9a-f]{16,64}$/u.test(entry.source_ref) && !history.results.has(entry.source_ref);
}

/** The labels that a call may fetch from a target: its own sensitivity, and what calls put there. */
export function labelsOfTarget(target: Target, call: Call, history: SessionHistory): Labels {
  const own = target.sensitivity === '' ? NO_LABELS : [target.sensitivity];
  if (history.labels.length === 0) return own;
  return joinLabels(own, labelsPutInto(target, call, history));
}

function labelsPutInto(target: Target, call: Call, history: SessionHistory): Labels {
  if (history.anyPlace) return history.labels;
  let labels = NO_LABELS;
  if (history.places.size === 0) return labels;
  const anything = readsAnything(target);
  const touched = anything ? [] : placesOf(target, call.context.workspace);
  for (const [place, held] of history.places) {
    if (anything || touched.some((one) => reaches(one, place))) labels = joinLabels(labels, held);
  }
  return labels;
}

function readsAnything({ endpoint_class: known, kind }: Target): boolean {
  if (known === 'proc.exec') return true;
  return (known === '' || known === 'other') && LIES_AROUND.has(kind);
}

/** Everything that a call may hold: from its arguments and its targets. */
export function labelsOfCall(call: Call, history: SessionHistory): Labels {
  let labels = labelsOfArguments(call, history);
  for (const target of call.targets) {
    labels = joinLabels(labels, labelsOfTarget(target, call, history));
  }
  return labels;
}
