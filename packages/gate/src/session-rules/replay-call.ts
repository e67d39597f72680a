import { toLower, trimSpace } from '@gait/canon';
import type { PreparedIntent } from '../intent/intent-record.ts';
import { readingsByTable } from '../intent/readings-by-table.ts';
import type { Profile } from '../intent/strictness.ts';
import type { SessionEntry } from './session-call.ts';
import { extendHistory, type SessionHistory } from './session-history.ts';
import { sessionSteps } from './session-step.ts';

/** One call of a recorded session, in its order. */
export interface ReplayedCall {
  /** From 1. */
  readonly sequence: number;
  readonly tool: string;
  /** Undefined: the record does not hold the intent, and the call may have been anything. */
  readonly prepared: PreparedIntent | undefined;
  /** What was decided then; `''` when nobody decided, and the call ran. */
  readonly verdict: string;
  /** Status of its result; counts where nobody decided. */
  readonly status: string;
  readonly refs: readonly string[];
  readonly resultDigest: string;
}

/**
 * The history of a recorded session after one more of its calls.
 *
 * @param classes what the policy that asks says that tools do
 */
export function replayCall(
  history: SessionHistory,
  call: ReplayedCall,
  profile: Profile,
  classes?: ReadonlyMap<string, string>,
): SessionHistory {
  const { sequence, prepared, refs, resultDigest } = call;
  const verdict = toLower(trimSpace(call.verdict));
  const entries: SessionEntry[] = [
    {
      kind: 'call',
      sequence,
      refs,
      verdict: verdict === '' ? 'allow' : verdict,
      tool: toLower(trimSpace(call.tool)),
      steps:
        prepared === undefined
          ? undefined
          : sessionSteps(prepared, history, profile, readingsByTable(prepared, classes)),
    },
  ];
  if (verdict === '') {
    const outcome = toLower(trimSpace(call.status)) === 'ok' ? 'success' : 'failure';
    entries.push({ kind: 'outcome', of: sequence, outcome, resultDigest });
  }
  return extendHistory(history, entries);
}
