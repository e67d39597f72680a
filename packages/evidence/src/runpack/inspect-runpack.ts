import { compareUtf8, normalizeList, sortUtf8, toUtc, trimSpace, type Json } from '@gait/canon';
import type { Result, Runpack } from './runpack-records.ts';

/** What came of an intent. */
export interface InspectedOutcome {
  readonly status: string;
  readonly result_digest: string;
  /** From the result payload; empty when capture kept none. */
  readonly verdict: string;
  readonly reason_codes: readonly string[];
  readonly violations: readonly string[];
}

/** One call: what was wanted and what came of it. */
export interface InspectedCall {
  /** From 1. */
  readonly index: number;
  readonly intent_id: string;
  readonly tool_name: string;
  /** UTC. */
  readonly created_at: string;
  readonly args_digest: string;
  readonly outcome: InspectedOutcome | undefined;
}

/** A result no intent asked for. */
export interface UnmatchedResult extends InspectedOutcome {
  readonly intent_id: string;
}

/** A run as a list of calls. */
export interface RunInspection {
  readonly runId: string;
  readonly captureMode: string;
  readonly intentsTotal: number;
  readonly resultsTotal: number;
  readonly entries: readonly InspectedCall[];
  readonly unmatchedResults: readonly UnmatchedResult[];
  /** Intent ids with more than one result; the first one is shown. */
  readonly repeatedResults: readonly string[];
}

/** Lays a run out call by call (gait-formats §2.11). */
export function inspectRunpack(runpack: Runpack): RunInspection {
  const { run, manifest, intents, results } = runpack;
  const first = new Map<string, InspectedOutcome>();
  const repeated = new Set<string>();
  for (const result of results) {
    if (first.has(result.intent_id)) repeated.add(trimSpace(result.intent_id) || '(empty)');
    else first.set(result.intent_id, readOutcome(result));
  }
  const asked = new Set(intents.map(({ intent_id }) => intent_id));
  return {
    runId: run.run_id,
    captureMode: manifest.capture_mode,
    intentsTotal: intents.length,
    resultsTotal: results.length,
    entries: intents.map((intent, i) => ({
      index: i + 1,
      intent_id: intent.intent_id,
      tool_name: intent.tool_name,
      created_at: toUtc(intent.created_at),
      args_digest: intent.args_digest,
      outcome: first.get(intent.intent_id),
    })),
    unmatchedResults: results
      .filter(({ intent_id }) => !asked.has(intent_id))
      .map((result) => ({ intent_id: result.intent_id, ...readOutcome(result) }))
      .sort(compareUnmatched),
    repeatedResults: sortUtf8([...repeated]),
  };
}

function compareUnmatched(left: UnmatchedResult, right: UnmatchedResult): number {
  return (
    compareUtf8(left.intent_id, right.intent_id) ||
    compareUtf8(left.result_digest, right.result_digest)
  );
}

function readOutcome(result: Result): InspectedOutcome {
  return {
    status: result.status,
    result_digest: result.result_digest,
    verdict: verdictOf(result),
    reason_codes: listField(result, 'reason_codes'),
    violations: listField(result, 'violations'),
  };
}

/** The verdict in a result's payload; empty when there is none or capture kept no payload. */
export function verdictOf(result: Result): string {
  return textField(result, 'verdict');
}

function payloadField({ result }: Result, key: string): Json | undefined {
  return result !== null && Object.hasOwn(result, key) ? result[key] : undefined;
}

function textField(result: Result, key: string): string {
  const value = payloadField(result, key);
  return typeof value === 'string' ? trimSpace(value) : '';
}

function listField(result: Result, key: string): readonly string[] {
  const value = payloadField(result, key);
  if (typeof value === 'string') return normalizeList([value]);
  if (!Array.isArray(value)) return [];
  return normalizeList(value.filter((item) => typeof item === 'string'));
}
