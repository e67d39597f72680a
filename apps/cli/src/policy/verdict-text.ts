import type { Verdict } from '@gait/gate';
import type { Paint } from '../paint.ts';

/** A verdict in the colour of what it means for the call. Any other text is left as it is. */
export function verdictText(verdict: string, paint: Paint): string {
  if (verdict === 'allow') return paint.good(verdict);
  if (verdict === 'block') return paint.bad(verdict);
  return verdict === 'require_approval' || verdict === 'dry_run' ? paint.warn(verdict) : verdict;
}

/** Exit status of each verdict. */
export const VERDICT_EXIT: Readonly<Record<Verdict, number>> = {
  allow: 0,
  dry_run: 0,
  block: 3,
  require_approval: 4,
};
