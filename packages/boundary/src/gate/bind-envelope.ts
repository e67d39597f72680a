import { isZeroTime, normalizeList, parseTime, toUtc } from '@gait/canon';
import type { ContextEnvelope } from '@gait/evidence';
import type { BoundEnvelope } from '@gait/gate';

/**
 * What a verified context envelope contributes to an intent (gait-formats §4.6.2). Its age is
 * that of its oldest record; a record from the future is 0 seconds old.
 *
 * @param now nanoseconds since 1970.
 */
export function bindEnvelope(envelope: ContextEnvelope, now: bigint): BoundEnvelope {
  const records = envelope.records ?? [];
  const times =
    records.length === 0
      ? [envelope.created_at]
      : records.map(({ retrieved_at: retrieved }) => retrieved);
  const refs = normalizeList(records.map(({ ref_id: id }) => id));
  return {
    contextSetDigest: envelope.context_set_digest,
    mode: envelope.evidence_mode,
    refs: refs.length === 0 ? null : refs,
    ageSeconds: Math.max(...times.map((time) => ageOf(time, now))),
  };
}

function ageOf(time: string, now: bigint): number {
  if (isZeroTime(time)) return 0;
  const taken = parseTime(toUtc(time))?.epochNanos ?? now;
  return taken >= now ? 0 : Number((now - taken) / 1_000_000_000n);
}
