import type { SessionCall, SessionEntry, SessionOutcome, SessionStep } from './session-call.ts';
import { ALL_LABELS, joinLabels, NO_LABELS, type Labels } from './labels.ts';

/**
 * What the earlier calls of one session were, as far as rules can ask. Never changed: `extend`
 * answers a new one, and the same entries always make the same history.
 *
 * It is bounded, whatever the journal's length. Beyond a bound the answer is the stricter one:
 * a call of a kind that has no room counts as selected by every condition that forbids and by
 * none that demands; a result that is forgotten counts as carrying every label seen so far; a
 * place that has no room makes every place hold every label seen so far.
 */
export interface SessionHistory {
  /** False: earlier calls are missing (a compacted journal), and every condition that forbids is broken. */
  readonly complete: boolean;
  /** Kinds of calls that happened, and how often. At most `MAX_KINDS`. */
  readonly kinds: ReadonlyMap<string, CallKind>;
  /** Calls that happened of which nothing is known, or of kinds without room. */
  readonly unknownCalls: number;
  /** The last calls that happened, by sequence. At most `MAX_CALLS`. */
  readonly calls: ReadonlyMap<number, RememberedCall>;
  /** Labels of results by each name of the calls above. */
  readonly results: ReadonlyMap<string, RememberedResult>;
  /** Labels of results by the digest of their content. At most `MAX_CALLS`. */
  readonly digests: ReadonlyMap<string, Labels>;
  /** Labels by place. At most `MAX_PLACES`. */
  readonly places: ReadonlyMap<string, Labels>;
  /** There was a place without room. */
  readonly anyPlace: boolean;
  /** All labels seen so far. */
  readonly labels: Labels;
  /** Calls up to this sequence, or contents of their results, may be forgotten; 0: nothing is. */
  readonly forgotten: number;
}

/** Calls that no selector can tell apart. */
export interface CallKind {
  /** Null: only the tool's name is known. */
  readonly step: Omit<SessionStep, 'labels' | 'places'> | null;
  readonly tool: string;
  readonly happened: number;
  readonly succeeded: number;
}

interface RememberedCall {
  readonly kinds: readonly string[];
  readonly labels: Labels;
  readonly refs: readonly string[];
  readonly outcome: SessionOutcome['outcome'] | null;
}

/** What a name stands for. Calls that share it share its labels. */
export interface RememberedResult {
  readonly labels: Labels;
  /** Digests of the content are known, so content with another digest is something else. */
  readonly digested: boolean;
  /** The last call of this name. */
  readonly sequence: number;
}

/** Bounds of a history. */
export const MAX_KINDS = 512;
export const MAX_CALLS = 1_024;
export const MAX_PLACES = 1_024;
const MAX_TEXT = 4_096;
const MAX_REFS = 8;

/** The history of a session that begins. */
export const EMPTY_HISTORY: SessionHistory = Object.freeze({
  complete: true,
  kinds: new Map(),
  unknownCalls: 0,
  calls: new Map(),
  results: new Map(),
  digests: new Map(),
  places: new Map(),
  anyPlace: false,
  labels: NO_LABELS,
  forgotten: 0,
});

/** What is left of a history when earlier calls are lost, as by compaction of the journal. */
export function cutHistory(history: SessionHistory): SessionHistory {
  return { ...history, complete: false, anyPlace: true, labels: ALL_LABELS };
}

/** A history of which only the end is known. */
export const CUT_HISTORY: SessionHistory = Object.freeze(cutHistory(EMPTY_HISTORY));

/** The history after one more entry. */
export function addCall(history: SessionHistory, entry: SessionEntry): SessionHistory {
  return extendHistory(history, [entry]);
}

/** The history after further entries, in the order of the journal. Costs what the history holds, once. */
export function extendHistory(
  history: SessionHistory,
  entries: Iterable<SessionEntry>,
): SessionHistory {
  const next = {
    ...history,
    kinds: new Map(history.kinds),
    calls: new Map(history.calls),
    results: new Map(history.results),
    digests: new Map(history.digests),
    places: new Map(history.places),
  };
  for (const entry of entries) {
    if (entry.kind === 'outcome') addOutcome(next, entry);
    else if (entry.verdict === 'allow') addHappened(next, entry);
  }
  return next;
}

/** A history that is being made. */
type Draft = {
  -readonly [Name in keyof SessionHistory]: SessionHistory[Name] extends ReadonlyMap<
    infer Key,
    infer Value
  >
    ? Map<Key, Value>
    : SessionHistory[Name];
};

function addHappened(draft: Draft, call: SessionCall): void {
  const kinds: string[] = [];
  let labels = NO_LABELS;
  if (call.steps === undefined) {
    kinds.push(...countKind(draft, call.tool, null));
    labels = ALL_LABELS;
    // Nobody said what it touched.
    draft.anyPlace = true;
  } else {
    for (const step of call.steps) {
      kinds.push(...countKind(draft, step.tool, step));
      labels = joinLabels(labels, step.labels);
      for (const place of step.places) putInto(draft, place, step.labels);
    }
  }
  draft.labels = joinLabels(draft.labels, labels);
  remember(draft, call, kinds, labels);
}

function countKind(draft: Draft, tool: string, step: SessionStep | null): readonly string[] {
  const key =
    step === null
      ? JSON.stringify([tool])
      : JSON.stringify([tool, step.endpointClasses, step.dataClasses, step.destructive]);
  const known = draft.kinds.get(key);
  if (known === undefined && (draft.kinds.size >= MAX_KINDS || key.length > MAX_TEXT)) {
    draft.unknownCalls += 1;
    return [];
  }
  draft.kinds.set(key, {
    step: known?.step ?? (step === null ? null : bare(step)),
    tool,
    happened: (known?.happened ?? 0) + 1,
    succeeded: known?.succeeded ?? 0,
  });
  return [key];
}

function bare({ tool, endpointClasses, dataClasses, destructive }: SessionStep) {
  return { tool, endpointClasses, dataClasses, destructive };
}

function putInto(draft: Draft, place: string, labels: Labels): void {
  if (labels.length === 0) return;
  const known = draft.places.get(place);
  if (known === undefined && (draft.places.size >= MAX_PLACES || place.length > MAX_TEXT)) {
    draft.anyPlace = true;
    return;
  }
  draft.places.set(place, joinLabels(known ?? NO_LABELS, labels));
}

function remember(
  draft: Draft,
  { sequence, refs }: SessionCall,
  kinds: readonly string[],
  labels: Labels,
): void {
  const named = refs.filter((ref) => ref !== '' && ref.length <= MAX_TEXT).slice(0, MAX_REFS);
  draft.calls.set(sequence, { kinds, labels, refs: named, outcome: null });
  for (const ref of named) {
    const known = draft.results.get(ref);
    draft.results.set(ref, {
      labels: joinLabels(known?.labels ?? NO_LABELS, labels),
      digested: known?.digested ?? false,
      sequence,
    });
  }
  if (draft.calls.size > MAX_CALLS) forgetOldest(draft);
}

function forgetOldest(draft: Draft): void {
  for (const [sequence, { refs }] of draft.calls) {
    draft.calls.delete(sequence);
    draft.forgotten = Math.max(draft.forgotten, sequence);
    for (const ref of refs) {
      if (draft.results.get(ref)?.sequence === sequence) draft.results.delete(ref);
    }
    return;
  }
}

/**
 * The first word on a call counts; a later one that contradicts it only takes a success back.
 * A call that nobody allowed and that is said to have run counts as happened.
 */
function addOutcome(draft: Draft, { of, outcome, resultDigest }: SessionOutcome): void {
  const call = draft.calls.get(of);
  if (call === undefined) {
    if (of > draft.forgotten && draft.complete) draft.unknownCalls += 1;
    return;
  }
  if (resultDigest !== '') addDigest(draft, call, resultDigest);
  if (call.outcome === outcome || (call.outcome !== null && call.outcome !== 'success')) return;
  const change = Number(outcome === 'success') - Number(call.outcome === 'success');
  for (const key of call.kinds) {
    const kind = draft.kinds.get(key);
    if (kind !== undefined) draft.kinds.set(key, { ...kind, succeeded: kind.succeeded + change });
  }
  draft.calls.set(of, { ...call, outcome });
}

function addDigest(draft: Draft, call: RememberedCall, digest: string): void {
  draft.digests.set(digest, joinLabels(draft.digests.get(digest) ?? NO_LABELS, call.labels));
  for (const ref of call.refs) {
    const result = draft.results.get(ref);
    if (result !== undefined) draft.results.set(ref, { ...result, digested: true });
  }
  if (draft.digests.size <= MAX_CALLS) return;
  for (const oldest of draft.digests.keys()) {
    draft.digests.delete(oldest);
    draft.forgotten = Math.max(draft.forgotten, 1);
    return;
  }
}
