import type { JsonObject } from '@gait/canon';
import type { Refusal, Runpack } from '@gait/evidence';
import type { Fixture } from '../fixture/fixture-record.ts';
import type { ExecOutcome } from '../exec/exec-outcome.ts';

/** What one grader says about one fixture (`gait.regress.result`, gait-formats §5.3). */
export interface GraderResult {
  readonly name: string;
  readonly status: 'pass' | 'fail';
  /** Sorted, each once. */
  readonly reason_codes: readonly string[];
  readonly context_conformance?: 'none' | 'runtime_only' | 'semantic' | 'missing';
  readonly details: JsonObject;
}

/** Why there is no run to compare with. */
export interface CandidateFault {
  readonly reason: 'candidate_path_invalid' | 'candidate_runpack_invalid' | 'candidate_unavailable';
  readonly message: string;
}

/** The run that a fixture is compared with. */
export interface Candidate {
  /** `self`: the fixture's own run or a copy, a comparison that cannot fail; `exec`: the command made it. */
  readonly origin: 'self' | 'file' | 'exec';
  /** As it appears in results. */
  readonly path: string;
  readonly run: Runpack | CandidateFault;
}

/** Everything that the graders of one fixture look at. */
export interface Subject {
  readonly fixture: Fixture;
  /** The recorded run. */
  readonly source: Runpack;
  /** What is wrong with the recorded run though the reference reads it. */
  readonly refusals: readonly Refusal[];
  readonly candidate: Candidate;
  /** How the command ended, where one was run. */
  readonly exec?: ExecOutcome;
}

/** Flags that change what graders ask for. */
export interface GradeOptions {
  /** Ask every fixture for context evidence. */
  readonly contextConformance: boolean;
  /** Context that differs only in when it was fetched is right. */
  readonly allowContextRuntimeDrift: boolean;
  /** A fixture that tests nothing fails. */
  readonly failVacuous: boolean;
}

/** One judge. */
export interface Grader {
  readonly name: string;
  /** The same subject always gets the same answer. */
  readonly deterministic: boolean;
  readonly grade: (subject: Subject, options: GradeOptions) => GraderResult;
}

/** True when there is a run to compare with. */
export function hasRun(run: Runpack | CandidateFault): run is Runpack {
  return !('reason' in run);
}

/** A result that fails for one reason. */
export function failed(name: string, reason: string, details: JsonObject): GraderResult {
  return { name, status: 'fail', reason_codes: [reason], details };
}

/** The result for a fixture whose candidate cannot be read. */
export function failedCandidate(name: string, fault: CandidateFault): GraderResult {
  return failed(name, fault.reason, { error: fault.message });
}
