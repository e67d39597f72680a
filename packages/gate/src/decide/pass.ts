import { formatTime } from '@gait/canon';
import type { SessionView } from './session-view.ts';

/** One evaluation of a policy against one intent. */
export interface Pass {
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** Constraints only ever tighten; false: as the reference, its defects included. */
  readonly mended: boolean;
  readonly session: SessionView | undefined;
  /** Set when mended constraints might judge differently than the reference's. */
  defect: boolean;
  /** `now` as text, once somebody needed it. */
  nowText: string;
}

export function startPass(now: bigint, mended: boolean, session: SessionView | undefined): Pass {
  return { now, mended, session, defect: false, nowText: '' };
}

/** The time of the pass as decisions record it. */
export function evaluatedAt(pass: Pass): string {
  if (pass.nowText === '') pass.nowText = formatTime(pass.now);
  return pass.nowText;
}
