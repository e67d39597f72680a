import type { JsonObject } from '@gait/canon';

/** How a command that should write a run ended. Never holds its output: that may be secret. */
export interface ExecOutcome {
  /** `candidate_recorded`, or why there is no candidate to trust. */
  readonly reason: ExecReason;
  /** One sentence for a person. */
  readonly message: string;
  /** Exit status; null when a signal or the time limit ended it, or it never started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timeLimitMs: number;
  /** The run it wrote has the recorded one's manifest digest: the same run in every byte. */
  readonly identical: boolean;
  /** Code of the refusal when the run it wrote cannot be read. */
  readonly code?: string;
  /** Entry or line of that refusal. */
  readonly entry?: string;
}

/** Reason codes of the grader `candidate_exec`. */
export type ExecReason =
  | 'candidate_recorded'
  | 'exec_start_failed'
  | 'exec_timeout'
  | 'exec_signal'
  | 'exec_exit_nonzero'
  | 'exec_runpack_missing'
  | 'exec_runpack_not_regular'
  | 'exec_runpack_too_large'
  | 'exec_runpack_invalid';

/** The facts of an outcome that go into results: no output, no paths of this machine. */
export function execDetails(outcome: ExecOutcome): JsonObject {
  return {
    exit_code: outcome.exitCode,
    time_limit_ms: outcome.timeLimitMs,
    ...(outcome.signal === null ? {} : { signal: outcome.signal }),
    ...(outcome.code === undefined ? {} : { code: outcome.code }),
    ...(outcome.entry === undefined ? {} : { entry: outcome.entry }),
    ...(outcome.identical ? { identical: true } : {}),
  };
}
