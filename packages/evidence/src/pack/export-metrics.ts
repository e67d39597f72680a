import { isJsonObject, toLower, trimSpace, type Json, type JsonObject } from '@gait/canon';
import type { Result, Runpack } from '../runpack/runpack-records.ts';

/** Counts over the calls of a run. */
export interface ExportMetrics {
  readonly toolCalls: number;
  readonly succeeded: number;
  readonly successRate: number;
  readonly policyBlocked: number;
  readonly approvalRequired: number;
  readonly regressFailures: number;
}

/** Metrics of a pack without a run. */
export const NO_METRICS: ExportMetrics = {
  toolCalls: 0,
  succeeded: 0,
  successRate: 0,
  policyBlocked: 0,
  approvalRequired: 0,
  regressFailures: 0,
};

/**
 * Counts results by status, verdict and signs of a failed regression (gait-formats §3.9).
 * A run captured by reference keeps no results' contents, so its verdicts count zero.
 */
export function measureRun({ intents, results }: Runpack): ExportMetrics {
  const toolCalls = results.length === 0 ? intents.length : results.length;
  const succeeded = results.filter(({ status }) => toLower(trimSpace(status)) === 'ok').length;
  const verdicts = results.map(({ result }) => verdictOf(result));
  return {
    toolCalls,
    succeeded,
    successRate: toolCalls === 0 ? 0 : succeeded / toolCalls,
    policyBlocked: verdicts.filter((verdict) => verdict === 'block').length,
    approvalRequired: verdicts.filter((verdict) => verdict === 'require_approval').length,
    regressFailures: results.filter(isRegressFailure).length,
  };
}

const APPROVAL_SPELLINGS = new Set([
  'require_approval',
  'approval_required',
  'needs_approval',
  'needsapproval',
]);

function verdictOf(result: JsonObject | null): string {
  const verdict = word(result?.['verdict']);
  return APPROVAL_SPELLINGS.has(verdict) ? 'require_approval' : verdict;
}

const FAILED = new Set(['fail', 'failed', 'regress_failed']);

function isRegressFailure({ result }: Result): boolean {
  if (!isJsonObject(result ?? undefined) || result === null) return false;
  if (wholePart(result['regress_failures']) > 0 || wholePart(result['failed']) > 0) return true;
  const states = [result['regress_status'], result['status'], result['result_status']];
  if (states.some((state) => FAILED.has(word(state)))) return true;
  const codes = result['reason_codes'];
  const reasons = [
    ...(Array.isArray(codes) ? (codes as readonly Json[]) : []),
    result['reason'],
    result['failure_reason'],
  ];
  return reasons
    .map(word)
    .some((reason) => reason.includes('regress') && /fail|drift/.test(reason));
}

function word(value: Json | undefined): string {
  return typeof value === 'string' ? toLower(trimSpace(value)) : '';
}

function wholePart(value: Json | undefined): number {
  return typeof value === 'number' ? Math.trunc(value) : 0;
}
