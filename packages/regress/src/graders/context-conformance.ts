import { CodedError, toLower, trimSpace, type JsonObject } from '@gait/canon';
import { classifyDrift, type ContextDrift, type Refs } from '@gait/evidence';
import { asSameRun } from './as-same-run.ts';
import {
  failed,
  failedCandidate,
  hasRun,
  type GradeOptions,
  type Grader,
  type GraderResult,
  type Subject,
} from './grader.ts';

const NAME = 'context_conformance';

/** The candidate had the context that the recorded run had. */
export const contextConformance: Grader = {
  name: NAME,
  deterministic: true,
  grade: (subject, options) => {
    const { run, origin } = subject.candidate;
    if (!hasRun(run)) return { ...failedCandidate(NAME, run), context_conformance: 'missing' };
    const refs = origin === 'exec' ? asSameRun(run, subject.source).refs : run.refs;
    try {
      return judge(subject, refs, classifyDrift(subject.source.refs, refs), options);
    } catch (error) {
      if (!(error instanceof CodedError)) throw error;
      const result = failed(NAME, 'context_diff_error', { error: error.message });
      return { ...result, context_conformance: 'missing' };
    }
  },
};

function judge(
  subject: Subject,
  refs: Refs,
  drift: ContextDrift,
  options: GradeOptions,
): GraderResult {
  const { fixture, source, candidate } = subject;
  const expected = fixture.expectedContextSetDigest;
  const found = refs.context_set_digest;
  const details: JsonObject = {
    candidate_runpack: candidate.path,
    context_set_digest_fixture: source.refs.context_set_digest,
    context_set_digest_candidate: found,
    context_changed: drift !== 'none',
    context_runtime_only: drift === 'runtime_only',
  };
  const no = (
    reason: string,
    conformance: GraderResult['context_conformance'] & string,
  ): GraderResult => ({
    ...failed(NAME, reason, details),
    context_conformance: conformance,
  });
  const yes = (reason: string): GraderResult => ({
    name: NAME,
    status: 'pass',
    reason_codes: [reason],
    context_conformance: drift,
    details,
  });

  if (expected !== '' && toLower(found) !== toLower(expected) && drift !== 'runtime_only') {
    return no('context_set_digest_mismatch', 'semantic');
  }
  const required =
    options.contextConformance || fixture.contextConformance === 'required' || expected !== '';
  if (!required) return yes('context_conformance_not_required');
  if (trimSpace(found) === '') return no('context_evidence_missing', 'missing');
  if (drift === 'semantic') return no('context_semantic_drift', 'semantic');
  const allowed = options.allowContextRuntimeDrift || fixture.allowContextRuntimeDrift;
  if (drift === 'runtime_only' && !allowed)
    return no('context_runtime_drift_blocked', 'runtime_only');
  return yes('context_conformance_pass');
}

/** True when the flag or any fixture speaks of context: then every fixture is graded for it. */
export function wantsContextConformance(
  fixtures: readonly Subject['fixture'][],
  options: GradeOptions,
): boolean {
  return (
    options.contextConformance ||
    fixtures.some(
      (fixture) =>
        fixture.contextConformance !== '' ||
        fixture.expectedContextSetDigest !== '' ||
        fixture.allowContextRuntimeDrift,
    )
  );
}
