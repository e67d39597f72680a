import { isJsonObject, list, map, record, str, struct, type Infer } from '@gait/canon';
import { decodeIntent } from '../intent/decode-intent.ts';
import { prepareIntent } from '../intent/prepare-intent.ts';
import { readingsByTable } from '../intent/readings-by-table.ts';
import type { Profile } from '../intent/strictness.ts';
import type { SessionEntry, SessionOutcome } from '../session-rules/session-call.ts';
import {
  EMPTY_HISTORY,
  extendHistory,
  type SessionHistory,
} from '../session-rules/session-history.ts';
import { sessionSteps } from '../session-rules/session-step.ts';

const earlierRecord = record('earlier call', {
  intent: map(),
  /** What was decided; `allow` when left out. */
  verdict: str().opt(),
  /** `success`, `failure` or `unknown`; nothing was told when left out. */
  outcome: str().opt(),
  /** Names the result for `source_ref` of later arguments. */
  ref: str().opt(),
  result_digest: str().opt(),
});

/** A call that happened in the session before the one a test asks about. */
export type EarlierCall = Infer<typeof earlierRecord>;

/** The field of a test that lists them. */
export const earlierCalls = list(struct(earlierRecord));

export const OUTCOMES: readonly string[] = ['success', 'failure', 'unknown'];

/**
 * The history that these calls make, in their order. Errors: `intent_*`, `record_*`.
 *
 * @param policyClasses what the policy that asks says that tools do
 */
export function historyOf(
  calls: readonly EarlierCall[],
  profile: Profile,
  field: string,
  policyClasses?: ReadonlyMap<string, string>,
): SessionHistory {
  let history = EMPTY_HISTORY;
  calls.forEach((call, at) => {
    const intent = decodeIntent(isJsonObject(call.intent) ? call.intent : {}, { field });
    const prepared = prepareIntent(intent, { profile, policyClasses });
    const sequence = at + 1;
    const entries: SessionEntry[] = [
      {
        kind: 'call',
        sequence,
        refs: [call.ref],
        verdict: call.verdict === '' ? 'allow' : call.verdict,
        tool: prepared.intent.tool_name,
        steps: sessionSteps(prepared, history, profile, readingsByTable(prepared, policyClasses)),
      },
    ];
    if (call.outcome !== '' || call.result_digest !== '') {
      const outcome = (call.outcome || 'unknown') as SessionOutcome['outcome'];
      const resultDigest = call.result_digest.toLowerCase();
      entries.push({ kind: 'outcome', of: sequence, outcome, resultDigest });
    }
    history = extendHistory(history, entries);
  });
  return history;
}
