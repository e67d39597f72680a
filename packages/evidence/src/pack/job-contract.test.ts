import { describe, expect, test } from 'bun:test';
import { alterJson, alterLines, readJson, remake, type Files } from './testing/forge-pack.ts';
import { expectFault, expectStricter, judge } from './testing/judge.ts';
import { samplePack } from './testing/sample-packs.ts';

const PAYLOAD = 'job_payload.json';
const STATE = 'job_state.json';
const EVENTS = 'job_events.jsonl';

async function altered(alter: (files: Files) => void): Promise<Uint8Array> {
  return remake(await samplePack('job'), alter);
}

describe('a job pack', () => {
  for (const name of [PAYLOAD, STATE, EVENTS]) {
    test(`without ${name} is false`, async () => {
      await expectFault(await altered((files) => files.delete(name)), 'pack_payload_missing');
    });
  }

  const invalid: readonly (readonly [string, Record<string, unknown>])[] = [
    [PAYLOAD, { schema_id: 'x' }],
    [PAYLOAD, { schema_version: '2' }],
    [PAYLOAD, { created_at: undefined }],
    [PAYLOAD, { job_id: '' }],
    [PAYLOAD, { status: 'odd' }],
    [PAYLOAD, { stop_reason: ' ' }],
    [PAYLOAD, { status_reason_code: '' }],
    [PAYLOAD, { environment_fingerprint: '' }],
    [PAYLOAD, { safety_invariant_version: '1', safety_invariant_hash: 'x' }],
    [PAYLOAD, { checkpoint_count: -1 }],
    [PAYLOAD, { note: 1 }],
    [STATE, { job_id: '' }],
    [STATE, { status: '' }],
    [STATE, { stop_reason: '' }],
    [STATE, { safety_invariant_version: '1', safety_invariant_hash: 'x' }],
    [STATE, { note: 1 }],
    [STATE, { revision: 'x' }],
  ];
  for (const [name, members] of invalid) {
    test(`with ${JSON.stringify(members)} in ${name} is false`, async () => {
      await expectFault(await altered(alterJson(name, members)), 'pack_payload_invalid');
    });
  }

  const mismatched: readonly (readonly [string, Record<string, unknown>])[] = [
    [PAYLOAD, { job_id: 'job_other' }],
    [STATE, { job_id: 'job_other' }],
    [PAYLOAD, { checkpoint_count: 2 }],
    [PAYLOAD, { approval_count: 2 }],
  ];
  for (const [name, members] of mismatched) {
    test(`with ${JSON.stringify(members)} in ${name} contradicts itself`, async () => {
      await expectFault(await altered(alterJson(name, members)), 'pack_payload_mismatch');
    });
  }

  test('with an event of another job contradicts itself', async () => {
    const alter = alterLines(EVENTS, (lines) =>
      lines.map((line, i) => (i === 1 ? line.replace('job_sample', 'job_x') : line)),
    );
    await expectFault(await altered(alter), 'pack_payload_mismatch');
  });

  test('with a line that is no event names the line', async () => {
    const bytes = await altered(alterLines(EVENTS, (lines) => [lines[0] ?? '', '', '{"x":1}']));
    expect((await judge(bytes)).fault).toMatchObject({
      code: 'pack_payload_invalid',
      where: { entry: EVENTS, line: 3, field: 'x' },
    });
  });

  test('whose payload says another status than its state is refused', async () => {
    for (const members of [
      { status: 'paused' },
      { stop_reason: 'x' },
      { status_reason_code: 'x' },
      { environment_fingerprint: 'x' },
      { created_at: '2020-01-01T00:00:00Z' },
      { safety_invariant_hash: 'x' },
    ]) {
      await expectStricter(await altered(alterJson(PAYLOAD, members)), 'job_state_mismatch');
    }
  });

  test('whose events go back in time is refused', async () => {
    await expectStricter(
      await altered(
        alterLines(EVENTS, (lines) => [lines[1] ?? '', lines[0] ?? '', lines[2] ?? '']),
      ),
      'job_events_mismatch',
    );
  });

  test('may hold no event at all', async () => {
    const bytes = await altered((files) => files.set(EVENTS, new Uint8Array()));
    expect((await judge(bytes)).ok).toBe(true);
  });

  test('may keep an offset in its state, the payload is in UTC', async () => {
    const bytes = await altered((files) => {
      const state = readJson(files, STATE);
      expect(state['created_at']).toBe('2026-03-07T10:00:01Z');
      alterJson(STATE, { created_at: '2026-03-07T12:00:01+02:00' })(files);
    });
    expect((await judge(bytes)).ok).toBe(true);
  });
});
