import { formatTime } from '@gait/canon';
import type { BrokenCondition } from '../session-rules/session-call.ts';
import type { SessionHistory } from '../session-rules/session-history.ts';

/** One evaluation of a policy against one intent. */
export interface Pass {
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** Constraints only ever tighten; false: as the reference, its defects included. */
  readonly mended: boolean;
  /** What happened before; each step of a script meets the steps before it too. */
  session: SessionHistory | undefined;
  /** Conditions over earlier calls that the rules found broken. */
  broken: readonly BrokenCondition[];
  /** Set when mended constraints might judge differently than the reference's. */
  defect: boolean;
  /** `now` as text, once somebody needed it. */
  nowText: string;
}

/** Nothing is broken. */
export const NONE_BROKEN: readonly BrokenCondition[] = Object.freeze([]);

export function startPass(now: bigint, mended: boolean, session: SessionHistory | undefined): Pass {
  return { now, mended, session, broken: NONE_BROKEN, defect: false, nowText: '' };
}

/** The time of the pass as decisions record it. */
export function evaluatedAt(pass: Pass): string {
  if (pass.nowText === '') pass.nowText = formatTime(pass.now);
  return pass.nowText;
}
