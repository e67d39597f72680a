import { isCodedError } from '@gait/canon';
import { bytesSource, type Runpack } from '@gait/evidence';
import type { Candidate } from '../graders/grader.ts';
import { schemaReasons } from '../graders/schema-validation.ts';
import type { RegressProfile } from '../profile.ts';
import { describeFault, readRun, sameRun } from '../run/read-run.ts';
import type { ExecOutcome, ExecReason } from './exec-outcome.ts';

/** How a command ended, and the file it was to write. */
export interface CommandEnding {
  /** Why the command could not be started; undefined: it was. */
  readonly startFault?: string;
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly timeLimitMs: number;
  readonly produced: ProducedFile;
}

/** The file that a command left where it was told to write its run. */
export type ProducedFile =
  | { readonly kind: 'missing' }
  | { readonly kind: 'not_regular' }
  | { readonly kind: 'too_large'; readonly limit: number }
  | { readonly kind: 'file'; readonly bytes: Uint8Array };

/** A judged ending: what the grader says, and the run to grade, where there is one to trust. */
export interface JudgedEnding {
  readonly outcome: ExecOutcome;
  readonly candidate: Candidate;
}

/** Unpacked bytes of a run that a command made: its zip is in memory at the same time. */
const MAX_PRODUCED_BYTES = 256 * 1024 * 1024;

/** Stands for the path of a run that a command made: its real path is another every time. */
export const EXEC_PATH = '<exec>';

/**
 * Decides whether a command made a run to compare with. A command that failed but left
 * a whole run is graded on it too: where it went another way is then to be seen. After
 * a time limit or a signal nothing it left is trusted to be finished.
 */
export function judgeEnding(
  ending: CommandEnding,
  recorded: Runpack,
  profile: RegressProfile,
): JudgedEnding {
  const early = earlyFault(ending);
  if (early !== undefined) return judged(ending, early);
  const made = readProduced(ending.produced, profile);
  const failed: Fault | undefined =
    ending.exitCode === 0
      ? undefined
      : {
          reason: 'exec_exit_nonzero',
          message: `the command ended with status ${ending.exitCode}`,
        };
  if (!('runpack' in made)) return judged(ending, failed ?? made);
  return judged(ending, failed, made.runpack, sameRun(made.runpack, recorded));
}

interface Fault {
  readonly reason: ExecReason;
  readonly message: string;
  readonly code?: string;
  readonly entry?: string;
}

function earlyFault(ending: CommandEnding): Fault | undefined {
  if (ending.startFault !== undefined) {
    return {
      reason: 'exec_start_failed',
      message: `the command could not be started: ${ending.startFault}`,
    };
  }
  if (ending.timedOut) {
    return {
      reason: 'exec_timeout',
      message: `the command was ended at its time limit of ${ending.timeLimitMs / 1000} s`,
    };
  }
  if (ending.signal !== null) {
    return { reason: 'exec_signal', message: `the command was ended by ${ending.signal}` };
  }
  return undefined;
}

function readProduced(
  produced: ProducedFile,
  profile: RegressProfile,
): Fault | { readonly runpack: Runpack } {
  switch (produced.kind) {
    case 'missing':
      return {
        reason: 'exec_runpack_missing',
        message: 'the command wrote no run to the file named by GAIT_RUNPACK_OUT',
      };
    case 'not_regular':
      return {
        reason: 'exec_runpack_not_regular',
        message: 'GAIT_RUNPACK_OUT is a link, folder or device, a plain file is needed',
      };
    case 'too_large':
      return {
        reason: 'exec_runpack_too_large',
        message: `the run that the command wrote is over the limit of ${produced.limit} bytes`,
      };
    case 'file':
      return readWritten(produced.bytes, profile);
  }
}

function readWritten(
  bytes: Uint8Array,
  profile: RegressProfile,
): Fault | { readonly runpack: Runpack } {
  const invalid = (message: string, code: string, entry: string | undefined): Fault => ({
    reason: 'exec_runpack_invalid',
    message: `the run that the command wrote cannot be used: ${message}`,
    code,
    ...(entry === undefined ? {} : { entry }),
  });
  try {
    const file = { ...bytesSource(bytes), close: () => undefined };
    const run = readRun(file, profile, MAX_PRODUCED_BYTES);
    const [refusal] = run.refusals;
    if (refusal !== undefined) return invalid(describeFault(refusal), refusal.code, refusal.entry);
    const [wrong] = schemaReasons(run.runpack);
    if (wrong !== undefined && profile !== 'compat') return invalid(wrong, wrong, undefined);
    return { runpack: run.runpack };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return invalid(describeFault(error), error.code, error.where.entry);
  }
}

function judged(
  ending: CommandEnding,
  fault: Fault | undefined,
  run?: Runpack,
  identical = false,
): JudgedEnding {
  const { message, ...facts } = fault ?? {
    reason: 'candidate_recorded' as const,
    message: 'the command wrote a run',
  };
  return {
    outcome: {
      ...facts,
      message,
      exitCode:
        ending.signal === null && !ending.timedOut && ending.startFault === undefined
          ? ending.exitCode
          : null,
      signal: ending.timedOut ? null : ending.signal,
      timeLimitMs: ending.timeLimitMs,
      identical,
    },
    candidate: {
      origin: 'exec',
      path: EXEC_PATH,
      run: run ?? { reason: 'candidate_unavailable', message },
    },
  };
}
