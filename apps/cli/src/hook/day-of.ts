import type { Context } from '../context.ts';

/** The day of this machine's clock, UTC: `YYYY-MM-DD`. */
export function dayOf({ now }: Context): string {
  return new Date(Number(now() / 1_000_000n)).toISOString().slice(0, 10);
}
