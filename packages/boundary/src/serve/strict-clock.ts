import { CodedError } from '@gait/canon';

/** How far a clock may go back before it is no longer believed: corrections of NTP are smaller. */
const TOLERANCE = 1_000_000_000n;

/**
 * A clock that never gives a moment twice: the event id of a decision follows from it, and two
 * events with one id would be one. A clock that was set back is refused, because a decision
 * dated before its predecessor could revive what had expired.
 *
 * @param now nanoseconds since 1970.
 * @throws CodedError (from the clock) `clock_set_back`.
 */
export function strictClock(now: () => bigint): () => bigint {
  let last = 0n;
  return () => {
    const moment = now();
    if (moment + TOLERANCE < last) {
      throw new CodedError('clock_set_back', 'the clock of this machine was set back', {
        hint: 'set the clock right; the gate blocks until it has passed its last decision',
      });
    }
    last = moment > last ? moment : last + 1n;
    return last;
  };
}
