import { describe, expect, test } from 'bun:test';
import { alterJson, alterLines, remake, type Files } from './testing/forge-pack.ts';
import { expectFault, expectStricter, judge } from './testing/judge.ts';
import { samplePack } from './testing/sample-packs.ts';

const PAYLOAD = 'call_payload.json';
const MANIFEST = 'callpack_manifest.json';

async function altered(alter: (files: Files) => void): Promise<Uint8Array> {
  return remake(await samplePack('call'), alter);
}

/** Sets members of the only, or the numbered, line of an entry. */
function alterRecord(
  name: string,
  members: Record<string, unknown>,
  index = 0,
): (files: Files) => void {
  return alterLines(name, (lines) =>
    lines.map((line, i) =>
      i === index ? JSON.stringify({ ...(JSON.parse(line) as object), ...members }) : line,
    ),
  );
}

/** Place of the emitted speech among the events. */
const EMITTED = 4;

describe('a call pack', () => {
  for (const name of [
    PAYLOAD,
    MANIFEST,
    'call_events.jsonl',
    'commitments.jsonl',
    'gate_decisions.jsonl',
    'speak_receipts.jsonl',
    'reference_digests.json',
    'source/runpack.zip',
  ]) {
    test(`without ${name} is false`, async () => {
      await expectFault(await altered((files) => files.delete(name)), 'pack_payload_missing');
    });
  }

  const invalid: readonly (readonly [string, Record<string, unknown>, number?])[] = [
    ['call_events.jsonl', { schema_id: 'x' }],
    ['call_events.jsonl', { call_id: 'x' }],
    ['call_events.jsonl', { call_seq: 0 }],
    ['call_events.jsonl', { turn_index: -1 }],
    ['call_events.jsonl', { event_type: ' ' }],
    ['call_events.jsonl', { event_type: 'odd' }],
    ['call_events.jsonl', { commitment_class: 'odd' }],
    ['call_events.jsonl', { intent_digest: 'x' }],
    ['call_events.jsonl', { created_at: null }],
    ['call_events.jsonl', { call_seq: 9 }],
    ['call_events.jsonl', { say_token_id: '' }, EMITTED],
    ['call_events.jsonl', { say_token_id: 'say_2' }, EMITTED],
    ['call_events.jsonl', { turn_index: 3 }, EMITTED],
    ['commitments.jsonl', { commitment_class: 'odd' }],
    ['commitments.jsonl', { call_id: '' }],
    ['commitments.jsonl', { context: { identity: 'a', workspace: '', risk_class: 'low' } }],
    ['commitments.jsonl', { quote_min_cents: -1 }],
    ['commitments.jsonl', { quote_min_cents: 300 }],
    ['commitments.jsonl', { utterance_digest: 'x' }],
    ['gate_decisions.jsonl', { verdict: 'maybe' }],
    ['gate_decisions.jsonl', { verdict: 'block' }],
    ['gate_decisions.jsonl', { call_seq: 6 }],
    ['gate_decisions.jsonl', { turn_index: 7 }],
    ['speak_receipts.jsonl', { say_token_id: '' }],
    ['speak_receipts.jsonl', { say_token_id: 'say_2' }],
    ['speak_receipts.jsonl', { spoken_digest: 'x' }],
    ['speak_receipts.jsonl', { emitted_at: null }],
    ['speak_receipts.jsonl', { call_seq: 6 }],
    ['speak_receipts.jsonl', { more: 1 }],
  ];
  for (const [name, members, index] of invalid) {
    test(`with ${JSON.stringify(members)} in ${name} breaks a rule`, async () => {
      await expectFault(
        await altered(alterRecord(name, members, index ?? 0)),
        'pack_payload_invalid',
      );
    });
  }

  for (const [name, members] of [
    [PAYLOAD, { schema_id: 'x' }],
    [PAYLOAD, { privacy_mode: 'open' }],
    [PAYLOAD, { event_count: -1 }],
    [MANIFEST, { producer_version: '' }],
    [MANIFEST, { created_at: undefined }],
    [MANIFEST, { call_id: '' }],
  ] as const) {
    test(`with ${JSON.stringify(members)} in ${name} is false`, async () => {
      await expectFault(await altered(alterJson(name, members)), 'pack_payload_invalid');
    });
  }

  for (const [name, members] of [
    [PAYLOAD, { call_id: 'call_x' }],
    [PAYLOAD, { event_count: 8 }],
    [PAYLOAD, { reference_digest_count: 2 }],
    [MANIFEST, { decision_count: 2 }],
    [MANIFEST, { call_id: 'call_x' }],
    [MANIFEST, { privacy_mode: 'dispute_encrypted' }],
    [MANIFEST, { environment_fingerprint: 'x' }],
    [MANIFEST, { created_at: '2020-01-01T00:00:00Z' }],
  ] as const) {
    test(`with ${JSON.stringify(members)} in ${name} contradicts itself`, async () => {
      await expectFault(await altered(alterJson(name, members)), 'pack_payload_mismatch');
    });
  }

  test('with a commitment of another call contradicts itself', async () => {
    await expectFault(
      await altered(alterRecord('commitments.jsonl', { call_id: 'call_x' })),
      'pack_payload_mismatch',
    );
  });

  test('in which the decision that allowed was overruled before the speech breaks a rule', async () => {
    const alter = alterLines('gate_decisions.jsonl', (lines) => {
      const later = { ...(JSON.parse(lines[0] ?? '') as object), call_seq: 4, verdict: 'block' };
      return [lines[0] ?? '', JSON.stringify(later), ''];
    });
    await expectFault(await altered(alter), 'pack_payload_invalid');
  });

  test('may say what commits to nothing without token or receipt', async () => {
    const bytes = await altered((files) => {
      alterRecord('call_events.jsonl', { commitment_class: '', say_token_id: '' }, EMITTED)(files);
    });
    expect((await judge(bytes)).ok).toBe(true);
  });

  test('counts only valid reference digests', async () => {
    const list = [
      { ref_id: 'kb.a', sha256: 'e'.repeat(64) },
      { ref_id: '', sha256: 'x' },
    ];
    const bytes = await altered((files) =>
      files.set('reference_digests.json', Buffer.from(JSON.stringify(list))),
    );
    expect((await judge(bytes)).ok).toBe(true);
  });

  test('around the runpack of another run is refused', async () => {
    await expectStricter(
      await altered(alterJson(PAYLOAD, { run_id: 'run_other' })),
      'pack_embedded_mismatch',
    );
  });
});
