import { isCodedError } from '@gait/canon';
import { caseSeed, Random } from './random.ts';

/** A reader under test. */
export interface FuzzTarget {
  readonly name: string;
  makeCase(random: Random): Uint8Array;
  /** Reads a case; throws a `CodedError` to refuse it, anything else is a finding. */
  read(bytes: Uint8Array): void | Promise<void>;
}

/** What to run. */
export interface FuzzPlan {
  readonly cases: number;
  readonly seed: number;
  /** Longest time of one case, in milliseconds. */
  readonly budgetMs: number;
}

/** What came out. */
export interface FuzzCounts {
  readonly target: string;
  readonly cases: number;
  readonly accepted: number;
  /** Refusals by code. */
  readonly refused: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

/** A case that broke the rules, with what is needed to run it again. */
export class FuzzFinding extends Error {
  override readonly name = 'FuzzFinding';

  constructor(
    target: string,
    seed: number,
    index: number,
    bytes: Uint8Array,
    what: string,
    cause?: unknown,
  ) {
    const shown = Buffer.from(bytes.subarray(0, 2000)).toString('base64');
    super(
      `${target}: ${what} (seed ${seed}, case ${index}, ${bytes.length} bytes, base64 ${shown})`,
      { cause },
    );
  }
}

/** Time this process worked, not waited: on a busy machine the clock says nothing about a reader. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs the cases of one target; throws `FuzzFinding` at the first that breaks a rule. */
export async function fuzz(target: FuzzTarget, plan: FuzzPlan): Promise<FuzzCounts> {
  const refused: Record<string, number> = {};
  let accepted = 0;
  let slowestMs = 0;
  for (let index = 0; index < plan.cases; index += 1) {
    const bytes = target.makeCase(new Random(caseSeed(plan.seed, index)));
    const start = cpuMs();
    try {
      await target.read(bytes);
      accepted += 1;
    } catch (error) {
      if (!isCodedError(error)) {
        throw new FuzzFinding(
          target.name,
          plan.seed,
          index,
          bytes,
          `an error without code: ${String(error)}`,
          error,
        );
      }
      refused[error.code] = (refused[error.code] ?? 0) + 1;
    }
    const took = cpuMs() - start;
    slowestMs = Math.max(slowestMs, took);
    if (took > plan.budgetMs) {
      throw new FuzzFinding(
        target.name,
        plan.seed,
        index,
        bytes,
        `${took.toFixed(0)} ms for one case`,
      );
    }
  }
  return { target: target.name, cases: plan.cases, accepted, refused, slowestMs };
}
