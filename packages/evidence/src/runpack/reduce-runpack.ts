import { CodedError, isJsonObject, sortUtf8, toLower, trimSpace, type Json } from '@gait/canon';
import type { RecordRunInput } from './record-run.ts';
import type { Intent, Refs, Result, Run, Runpack } from './runpack-records.ts';

/** What makes a run worth keeping: a call without result, or one that did not end well. */
export type ReducePredicate = 'missing_result' | 'non_ok_status';

/** Reads a predicate without regard to case and white space. Error: `reduce_predicate_unknown`. */
export function parseReducePredicate(text: string): ReducePredicate {
  const name = toLower(trimSpace(text));
  if (name === 'missing_result' || name === 'non_ok_status') return name;
  throw new CodedError('reduce_predicate_unknown', `unknown predicate ${JSON.stringify(text)}`, {
    hint: 'use missing_result or non_ok_status',
  });
}

/** A run cut down to one call. */
export interface ReducedRun {
  readonly reducedRunId: string;
  readonly selectedIntentId: string;
  /** To be recorded. */
  readonly input: RecordRunInput;
}

/**
 * Keeps of a run the first call, by intent id, to which the predicate applies
 * (gait-formats §2.10). Receipts stay only where the kept payloads refer to them, so a run
 * captured by reference loses all of them.
 *
 * Errors: `reduce_not_triggered`.
 */
export function reduceRunpack(runpack: Runpack, predicate: ReducePredicate): ReducedRun {
  const selected = selectIntent(runpack, predicate);
  const runId = reducedRunId(runpack.run.run_id, predicate);
  const intents = runpack.intents.filter(({ intent_id }) => intent_id === selected).slice(0, 1);
  const results =
    predicate === 'missing_result'
      ? []
      : runpack.results
          .filter(({ intent_id, status }) => intent_id === selected && !isOk(status))
          .slice(0, 1);
  return {
    reducedRunId: runId,
    selectedIntentId: selected,
    input: {
      run: reduceTimeline(runpack.run, selected, runId),
      intents: intents.map((intent) => ({ ...intent, run_id: runId })),
      results: results.map((result) => ({ ...result, run_id: runId })),
      refs: keepReceipts(runpack.refs, referredIds(intents, results), runId),
      captureMode: runpack.manifest.capture_mode,
    },
  };
}

/** The intent a predicate picks. Error: `reduce_not_triggered` when it picks none. */
export function selectIntent({ intents, results }: Runpack, predicate: ReducePredicate): string {
  const failed = new Set<string>();
  const answered = new Set<string>();
  for (const { intent_id, status } of results) {
    answered.add(intent_id);
    if (!isOk(status)) failed.add(intent_id);
  }
  const applies = (id: string): boolean =>
    predicate === 'missing_result' ? !answered.has(id) : failed.has(id);
  const ids = sortUtf8(intents.map(({ intent_id }) => intent_id).filter((id) => id !== ''));
  const found = ids.find(applies);
  if (found !== undefined) return found;
  throw new CodedError(
    'reduce_not_triggered',
    `no call of the run fits the predicate ${predicate}`,
    {
      hint: 'nothing to reduce; try the other predicate',
    },
  );
}

function isOk(status: string): boolean {
  const name = toLower(trimSpace(status));
  return name === 'ok' || name === 'success';
}

function reducedRunId(runId: string, predicate: ReducePredicate): string {
  const base = trimSpace(runId);
  return `${base.startsWith('run_') ? '' : 'run_'}${base}_reduced_${predicate.replaceAll('_', '')}`;
}

function reduceTimeline(run: Run, intentId: string, runId: string): Run {
  const timeline = (run.timeline ?? []).filter(({ ref }) => ref === '' || ref === intentId);
  return { ...run, run_id: runId, timeline };
}

function keepReceipts(refs: Refs, ids: ReadonlySet<string>, runId: string): Refs {
  const receipts = (refs.receipts ?? []).filter(({ ref_id }) => ids.has(ref_id));
  return { ...refs, run_id: runId, receipts };
}

/** Every text that may be a reference: under a key with `ref` in its name, or beginning with `ref_`. */
function referredIds(intents: readonly Intent[], results: readonly Result[]): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { args } of intents) collectIds(args, ids);
  for (const { result } of results) collectIds(result, ids);
  return ids;
}

function collectIds(value: Json, ids: Set<string>): void {
  if (typeof value === 'string') {
    if (value.startsWith('ref_')) ids.add(value);
  } else if (Array.isArray(value)) {
    for (const item of value as readonly Json[]) collectIds(item, ids);
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (typeof item === 'string' && toLower(key).includes('ref') && trimSpace(item) !== '') {
        ids.add(trimSpace(item));
      }
      collectIds(item, ids);
    }
  }
}
