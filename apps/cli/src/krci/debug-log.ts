import type { Context } from '../context.ts';

/** Runs a part of a command; with `--debug` says on standard error how long it took. */
export function timePhase<T>(context: Context, phase: string, work: () => T): T {
  if (context.debug === undefined) return work();
  const { debug } = context;
  const start = context.now();
  try {
    return work();
  } finally {
    debug(`${phase}: ${milliseconds(context.now() - start)}`);
  }
}

/** As `timePhase`, for work that waits. */
export async function timePhaseAsync<T>(
  context: Context,
  phase: string,
  work: () => Promise<T>,
): Promise<T> {
  if (context.debug === undefined) return await work();
  const { debug } = context;
  const start = context.now();
  try {
    return await work();
  } finally {
    debug(`${phase}: ${milliseconds(context.now() - start)}`);
  }
}

function milliseconds(nanoseconds: bigint): string {
  return `${(Number(nanoseconds) / 1e6).toFixed(1)} ms`;
}
