import { CodedError, normalizeList, type JsonObject } from '@gait/canon';
import { diffRunpacks, type DiffSummary, type Runpack } from '@gait/evidence';
import { asSameRun } from './as-same-run.ts';
import { callChanges } from './call-changes.ts';
import {
  failed,
  failedCandidate,
  hasRun,
  type CandidateFault,
  type Grader,
  type GraderResult,
  type Subject,
} from './grader.ts';

type Changes = Pick<
  DiffSummary,
  | 'manifest_changed'
  | 'intents_changed'
  | 'results_changed'
  | 'refs_changed'
  | 'files_changed'
  | 'context_drift_classification'
>;

const SAME: Changes = {
  manifest_changed: false,
  intents_changed: false,
  results_changed: false,
  refs_changed: false,
};

/** Only the allowed parts of the candidate differ from the recorded run. */
export const diff: Grader = {
  name: 'diff',
  deterministic: true,
  grade: (subject) => {
    const { run } = subject.candidate;
    if (!hasRun(run)) return failedDiff(run);
    try {
      return compare(subject, run);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      return failed('diff', 'diff_error', { error: error.message });
    }
  },
};

/** The reference reads the candidate inside the comparison, so an unreadable one is `diff_error`. */
function failedDiff(fault: CandidateFault): GraderResult {
  return fault.reason === 'candidate_runpack_invalid'
    ? failed('diff', 'diff_error', { error: fault.message })
    : failedCandidate('diff', fault);
}

function compare(subject: Subject, run: Runpack): GraderResult {
  const { source, candidate, fixture } = subject;
  const again = candidate.origin === 'exec';
  const found = isSame(run, source)
    ? SAME
    : diffRunpacks(source, again ? asSameRun(run, source) : run, 'full').summary;
  const changed = changedFiles(found, again);
  const unexpected = changed.filter((file) => !fixture.allowedChanges.includes(file));
  return {
    name: 'diff',
    status: unexpected.length === 0 ? 'pass' : 'fail',
    reason_codes: unexpected.length === 0 ? [] : ['unexpected_diff'],
    details: {
      candidate_runpack: candidate.path,
      changed_files: changed,
      allowed_files: fixture.allowedChanges,
      ...(unexpected.length === 0 ? {} : { unexpected_files: unexpected }),
      ...(again ? { context_drift: found.context_drift_classification ?? 'none' } : {}),
      // Of a candidate file the result is byte for byte what the reference writes.
      ...(again ? changedCalls(source, run, unexpected) : {}),
    },
  };
}

/** Calls that a result names; how many there are in all is said beside them. */
const MOST_CALLS = 100;

function changedCalls(source: Runpack, run: Runpack, files: readonly string[]): JsonObject {
  const calls = callChanges(source, run, files);
  if (calls.length === 0) return {};
  return {
    changed_calls: calls.slice(0, MOST_CALLS).map((call) => ({
      ...call,
      fields: call.fields.map((field) => ({ ...field })),
    })),
    changed_call_count: calls.length,
  };
}

/**
 * Both were read and verified: equal digests of their manifests are equal digests of all their
 * files, and what the comparison would hash once more is the same.
 */
function isSame(run: Runpack, source: Runpack): boolean {
  return run === source || run.manifest.manifest_digest === source.manifest.manifest_digest;
}

/**
 * A command that runs the agent again fetches its context again: that alone is no
 * difference here, and the context grader judges it.
 */
function changedFiles(found: Changes, again: boolean): string[] {
  const refetched = again && found.context_drift_classification === 'runtime_only';
  return normalizeList([
    ...(found.files_changed ?? []),
    ...(found.manifest_changed ? ['manifest.json'] : []),
    ...(found.intents_changed ? ['intents.jsonl'] : []),
    ...(found.results_changed ? ['results.jsonl'] : []),
    ...(found.refs_changed && !refetched ? ['refs.json'] : []),
  ]);
}
