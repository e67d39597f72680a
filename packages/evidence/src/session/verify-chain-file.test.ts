import { describe, expect, test } from 'bun:test';
import { CodedError, parseJson, prettyJson, type JsonObject } from '@gait/canon';
import { verifyRunpack } from '../runpack/verify-runpack.ts';
import { bytesSource } from '../zip/byte-source.ts';
import { hashCheckpoint, hashEvent } from './session-hash.ts';
import {
  changeChain,
  edit,
  factsOf,
  makeSession,
  payloadOf,
  testKey,
  type Step,
  utf8,
  verify,
} from './testing/session-fixture.ts';
import type { SessionReport } from './verify-session.ts';

const { signing, keys } = testKey();
const OTHER = testKey();
const STEPS: readonly Step[] = [
  'event',
  'event',
  'checkpoint',
  'event',
  'signed checkpoint',
  'event',
  'event',
];
const SESSION = makeSession(STEPS, signing);

function refused({ refusals }: SessionReport): readonly string[] {
  return refusals.map(({ code }) => code);
}

/** The record with the hashes of its place behind these lines. */
function follow(lines: readonly string[], line: string): string {
  const { facts } = factsOf(lines);
  if (payloadOf(line)['sequence'] === undefined) {
    const place = { chain_head: facts.head, prev_checkpoint_hash: facts.lastCheckpointHash };
    const payload = { ...payloadOf(line), ...place };
    const checkpoint_hash = hashCheckpoint(payload, facts.head, facts.lastCheckpointHash);
    return edit(line, { ...place, checkpoint_hash });
  }
  return edit(line, {
    prev_hash: facts.head,
    event_hash: hashEvent(payloadOf(line), facts.head),
  });
}

describe('the chain file', () => {
  test('may not change a checkpoint that carries its hash', async () => {
    const chain = changeChain(SESSION.chain, ([first = {}, ...rest]) => [
      { ...first, producer_version: '9' },
      ...rest,
    ]);
    expect(refused(await verify(SESSION, { chain }))).toEqual(['session_edited']);
  });
  test('may not change a signed checkpoint', async () => {
    const chain = changeChain(SESSION.chain, ([first = {}, second = {}]) => [
      first,
      { ...second, producer_version: '9' },
    ]);
    expect(refused(await verify(SESSION, { chain, keys }))).toEqual([
      'session_edited',
      'session_signature',
      'signature_stripped',
    ]);
  });
  test('belongs to the session of its checkpoints', async () => {
    const chain = changeChain(SESSION.chain, (all) => all, { session_id: 'other' });
    expect(refused(await verify(SESSION, { chain }))).toEqual([
      'session_identity_mismatch',
      'session_identity_mismatch',
    ]);
  });
  test('belongs to the session of the journal', async () => {
    const other = makeSession(['event']).lines.map((line) => line.replaceAll('"sess"', '"sess2"'));
    expect(refused(await verify(SESSION, { chain: SESSION.chain, lines: other }))).toContain(
      'session_identity_mismatch',
    );
  });
  test('may not leave a gap between two ranges', async () => {
    const theirs = makeSession([
      'reference event',
      'reference checkpoint',
      'reference event',
      'reference event',
      'reference checkpoint',
    ]);
    const { checkpoint_digest: _, ...rest } = payloadOf(theirs.lines[5] ?? '');
    const value = parseJson(theirs.chain) as JsonObject;
    const [first = {}] = value['checkpoints'] as JsonObject[];
    const { checkpointDigest } = await import('./checkpoint-digest.ts');
    const moved = { ...rest, sequence_start: 3 };
    const digest = checkpointDigest(moved as never);
    const chain = utf8(
      prettyJson({ ...value, checkpoints: [first, { ...moved, checkpoint_digest: digest }] }),
    );
    const report = await verify(theirs, { chain });
    expect(report.linkageErrors).toEqual([]);
    expect(refused(report)).toEqual(['session_checkpoint_gap']);
    expect(await verify(theirs, { chain, profile: 'compat' })).toMatchObject({
      ok: true,
      refusals: [],
      tolerated: [{ code: 'session_checkpoint_gap' }],
      completeness: { state: 'open' },
    });
  });
  test('names runpacks that must be there and be its own', async () => {
    const missing = {
      ...SESSION,
      runpacks: new Map([['cp1.zip', SESSION.runpacks.get('cp1.zip') ?? new Uint8Array(0)]]),
    };
    expect((await verify(missing, { chain: SESSION.chain })).checkpointErrors).toHaveLength(1);
    const swapped = {
      ...SESSION,
      runpacks: new Map([
        ...SESSION.runpacks,
        ['cp2.zip', SESSION.runpacks.get('cp1.zip') ?? new Uint8Array(0)],
      ]),
    };
    const report = await verify(swapped, { chain: SESSION.chain });
    expect(report.checkpointErrors).toEqual(['checkpoint 2 manifest digest mismatch']);
    expect(refused(report)).toContain('session_checkpoint_runpack');
  });
  test('with a runpack of another event is told so once, not that its events differ too', async () => {
    const runpacks = new Map([
      ...SESSION.runpacks,
      ['cp2.zip', SESSION.runpacks.get('cp1.zip') ?? new Uint8Array(0)],
    ]);
    const given = { chain: SESSION.chain, lines: SESSION.lines };
    const report = await verify({ ...SESSION, runpacks }, given);
    expect(report.checkpointErrors).toEqual(['checkpoint 2 manifest digest mismatch']);
    expect(refused(report)).toEqual(['session_checkpoint_runpack']);
  });
  test('that names one runpack again and again has it verified once, however it is spelled', async () => {
    const spelled = ['cp1.zip', './cp1.zip', 'x/../cp1.zip', 'gone.zip', './gone.zip'];
    const chain = changeChain(SESSION.chain, ([first = {}]) =>
      spelled.map((runpack_path, i) => ({ ...first, checkpoint_index: i + 1, runpack_path })),
    );
    const opened: string[] = [];
    const report = await verify(SESSION, {
      chain,
      fileOf: (path) => path.replace(/^.*\//, ''),
      verifyRunpack: async (path) => {
        opened.push(path);
        if (path === 'gone.zip') throw new CodedError('file_missing', 'not there');
        const source = bytesSource(SESSION.runpacks.get('cp1.zip') ?? new Uint8Array(0));
        return await verifyRunpack(source, { profile: 'standard' });
      },
    });
    expect(opened).toEqual(['cp1.zip', 'gone.zip']);
    expect(refused(report).filter((code) => code === 'session_checkpoint_runpack')).toHaveLength(2);
    expect(report.checkpointErrors).toEqual([
      'checkpoint 4 verify error: not there',
      'checkpoint 5 verify error: not there',
    ]);
  });
  test('of another header is a fork although every digest is the same', async () => {
    const later = makeSession(['event', 'checkpoint', 'event', 'checkpoint']);
    const lines = [edit(later.lines[0] ?? '', { created_at: '2026-01-01T00:00:09Z' })];
    for (const line of later.lines.slice(1)) lines.push(follow(lines, line));
    const report = await verify(later, { chain: later.chain, lines });
    expect(refused(report)).toEqual(['session_fork', 'session_fork']);
  });
  test('alone is open behind an expected head of an earlier checkpoint', async () => {
    const [first] = factsOf(SESSION.lines).checkpoints;
    const expectHead = first?.checkpoint_hash ?? '';
    expect((await verify(SESSION, { chain: SESSION.chain, expectHead })).completeness).toEqual({
      state: 'open',
      through: 2,
      by: ['expected_head'],
    });
  });
  test('must have signed runpacks only where that is asked for', async () => {
    expect((await verify(SESSION, { chain: SESSION.chain, keys })).ok).toBe(true);
    const given = { chain: SESSION.chain, keys };
    expect((await verify(SESSION, { ...given, requireSignature: true })).ok).toBe(true);
    const report = await verify(SESSION, { ...given, requireSignedRunpacks: true });
    expect(report.checkpointErrors).toEqual(['checkpoint 1 signature verification failed']);
    expect(
      (await verify(SESSION, { chain: SESSION.chain, keys: OTHER.keys })).refusals[0]?.code,
    ).toBe('session_signature');
  });
  test('that is none is a fault', async () => {
    expect((await verify(SESSION, { chain: utf8('[]') })).fault?.code).toBe('record_field_type');
    expect((await verify(SESSION, { chain: utf8('') })).fault?.code).toBe('json_syntax');
  });
});
