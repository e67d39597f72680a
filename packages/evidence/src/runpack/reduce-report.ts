import { CodedError, compactJson, toUtc } from '@gait/canon';
import { selectIntent, type ReducedRun, type ReducePredicate } from './reduce-runpack.ts';
import type { Runpack } from './runpack-records.ts';

/** What reducing a run kept, as it is stored (gait-formats §2.10). */
export interface ReduceReport {
  readonly schema_id: 'gait.runpack.reduce_report';
  readonly schema_version: '1.0.0';
  readonly created_at: string;
  readonly producer_version: string;
  readonly run_id: string;
  readonly reduced_run_id: string;
  readonly predicate: ReducePredicate;
  readonly selected_intent_id: string;
  readonly original_intent_count: number;
  readonly reduced_intent_count: number;
  readonly original_result_count: number;
  readonly reduced_result_count: number;
  readonly original_ref_count: number;
  readonly reduced_ref_count: number;
  readonly still_failing: boolean;
}

/**
 * The report about a reduction, from the run and the reduced runpack as it was read back.
 * Error: `reduce_not_failing` when the reduced run no longer shows what was asked for.
 */
export function reportReduction(
  original: Runpack,
  reduced: Runpack,
  { reducedRunId, selectedIntentId }: ReducedRun,
  predicate: ReducePredicate,
): ReduceReport {
  requireStillFailing(reduced, predicate);
  return {
    schema_id: 'gait.runpack.reduce_report',
    schema_version: '1.0.0',
    created_at: toUtc(reduced.run.created_at),
    producer_version: reduced.run.producer_version,
    run_id: original.run.run_id,
    reduced_run_id: reducedRunId,
    predicate,
    selected_intent_id: selectedIntentId,
    original_intent_count: original.intents.length,
    reduced_intent_count: reduced.intents.length,
    original_result_count: original.results.length,
    reduced_result_count: reduced.results.length,
    original_ref_count: (original.refs.receipts ?? []).length,
    reduced_ref_count: (reduced.refs.receipts ?? []).length,
    still_failing: true,
  };
}

/** The report's bytes: one line without newline. */
export function encodeReduceReport(report: ReduceReport): string {
  return compactJson({ ...report });
}

function requireStillFailing(reduced: Runpack, predicate: ReducePredicate): void {
  try {
    selectIntent(reduced, predicate);
  } catch (cause) {
    throw new CodedError(
      'reduce_not_failing',
      `the reduced run no longer fits the predicate ${predicate}`,
      { cause },
    );
  }
}
