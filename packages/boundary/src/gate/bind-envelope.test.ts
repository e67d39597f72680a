import { expect, test } from 'bun:test';
import type { ContextEnvelope } from '@gait/evidence';
import { bindEnvelope } from './bind-envelope.ts';
import { NOON } from './testing/sample-gate.ts';

type Record_ = NonNullable<ContextEnvelope['records']>[number];

function envelope(...retrieved: string[]): ContextEnvelope {
  const records = retrieved.map((at, index) => ({ ref_id: `r${index}`, retrieved_at: at }));
  return {
    created_at: '2026-06-03T11:30:00Z',
    context_set_digest: 'd',
    evidence_mode: 'required',
    records: records as unknown as readonly Record_[],
  } as unknown as ContextEnvelope;
}

test('an envelope is as old as its oldest record, wherever that stands', () => {
  const times = ['2026-06-03T11:59:00Z', '2026-06-03T11:00:00Z', '2026-06-03T11:58:00Z'];
  expect(bindEnvelope(envelope(...times), NOON).ageSeconds).toBe(3600);
  expect(bindEnvelope(envelope(...times.toReversed()), NOON).ageSeconds).toBe(3600);
});

test('a record from the future is new, and hides no older one', () => {
  const future = '2026-06-03T13:00:00Z';
  expect(bindEnvelope(envelope(future), NOON).ageSeconds).toBe(0);
  expect(bindEnvelope(envelope(future, '2026-06-03T11:59:50Z'), NOON).ageSeconds).toBe(10);
});

test('without records the envelope itself is as old as it says', () => {
  expect(bindEnvelope(envelope(), NOON).ageSeconds).toBe(1800);
});
