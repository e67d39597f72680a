import { describe, expect, test } from 'bun:test';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { parseJson, type JsonObject } from '@gait/canon';
import { appendEvent } from './append-event.ts';
import { checkpointSession } from './checkpoint-session.ts';
import { compactSession } from './compact-session.ts';
import { sealSession } from './seal-session.ts';
import { sessionFiles } from './session-files.ts';
import { sessionStatus } from './session-status.ts';
import { startSession } from './start-session.ts';
import {
  begin,
  codeOf,
  linesOf,
  scratch,
  testContext,
  testKey,
  verifyFiles,
} from './testing/store-fixture.ts';

const CONTEXT = testContext();
const EVENT = { toolName: 'tool.read', verdict: 'allow' };

function append(journal: string, count = 1): void {
  for (let i = 0; i < count; i++) appendEvent(journal, EVENT, CONTEXT);
}

function checkpoint(journal: string, out: string): void {
  checkpointSession(
    journal,
    { runpackFile: out, runpackPath: out, os: 'linux', arch: 'amd64' },
    CONTEXT,
  );
}

function stateOf(journal: string): JsonObject {
  return parseJson(readFileSync(sessionFiles(journal).state)) as JsonObject;
}

describe('the files of a session', () => {
  test('lie beside the journal', () => {
    expect(sessionFiles('a/b.c.jsonl')).toEqual({
      journal: 'a/b.c.jsonl',
      state: 'a/b.c.jsonl.state.json',
      seal: 'a/b.c.jsonl.seal.json',
      chain: 'a/b.c_chain.json',
      lock: 'a/b.c.jsonl.lock',
      turn: 'a/b.c.jsonl.turn.lock',
    });
    expect(sessionFiles('journal').chain).toBe('journal_chain.json');
    expect(sessionFiles('/x/.jsonl').chain).toBe('/x/session_chain.json');
  });
  test('are for the owner alone, and the lock is gone', () => {
    using dir = scratch();
    const journal = dir.path('deep/er/j.jsonl');
    begin(journal);
    append(journal);
    checkpoint(journal, dir.path('cp/1.zip'));
    const { state, chain, lock } = sessionFiles(journal);
    for (const file of [journal, state, chain, dir.path('cp/1.zip')])
      expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(dir.path('deep')).mode & 0o777).toBe(0o750);
    expect(existsSync(lock)).toBe(false);
  });
});

describe('starting', () => {
  test('twice with the same ids changes nothing', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    const before = readFileSync(journal);
    expect(startSession(journal, { sessionId: ' sess ', runId: 'run' }, CONTEXT).event_count).toBe(
      1,
    );
    expect(readFileSync(journal).equals(before)).toBe(true);
  });
  test('with other ids is refused', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    expect(
      codeOf(() => startSession(journal, { sessionId: 'sess', runId: 'other' }, CONTEXT)),
    ).toBe('session_already_started');
    expect(codeOf(() => startSession(dir.path('k'), { sessionId: ' ', runId: 'x' }, CONTEXT))).toBe(
      'invalid_input',
    );
  });
  test('never writes through a link', () => {
    using dir = scratch();
    writeFileSync(dir.path('victim'), 'precious');
    symlinkSync(dir.path('victim'), dir.path('j.jsonl'));
    expect(codeOf(() => begin(dir.path('j.jsonl')))).not.toBe('none');
    expect(readFileSync(dir.path('victim'), 'utf8')).toBe('precious');
  });
});

describe('appending', () => {
  test('needs a journal', () => {
    using dir = scratch();
    expect(codeOf(() => append(dir.path('j.jsonl')))).toBe('file_missing');
    expect(readdirSync(dir.path('.'))).toEqual([]);
  });
  test('counts and chains', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 3);
    expect(stateOf(journal)).toMatchObject({
      event_count: 3,
      last_sequence: 3,
      journal_size_bytes: statSync(journal).size,
    });
    expect((await verifyFiles(journal)).journal?.spans).toEqual([
      { from: 1, to: 3, status: 'chained' },
    ]);
  });
  test('does not read the journal while the state file fits', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    // The first event becomes unreadable without a change of size or tail: nobody looks at it.
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.replace('{"record_type":"event"', '["record_type":"event"'));
    expect(codeOf(() => append(journal))).toBe('none');
  });
  for (const [what, spoil] of [
    ['missing', (state: string) => rmSync(state)],
    ['no JSON', (state: string) => writeFileSync(state, '{')],
    ['empty after a power cut', (state: string) => truncateSync(state)],
    [
      'of another size',
      (state: string) =>
        writeFileSync(
          state,
          readFileSync(state, 'utf8').replace(
            /"journal_size_bytes": \d+/,
            '"journal_size_bytes": 7',
          ),
        ),
    ],
    [
      'of the reference, without head',
      (state: string) =>
        writeFileSync(state, readFileSync(state, 'utf8').replace(/,\n {2}"chain_head": "\w+"/, '')),
    ],
    [
      'one that counts further than the journal',
      (state: string) =>
        writeFileSync(
          state,
          readFileSync(state, 'utf8').replace(/"last_sequence": \d+/, '"last_sequence": 7'),
        ),
    ],
    [
      'that of another session',
      (state: string) =>
        writeFileSync(
          state,
          readFileSync(state, 'utf8').replace(/"session_id": "\w+"/, '"session_id": "other"'),
        ),
    ],
    [
      'of another journal of the same size',
      (state: string) =>
        writeFileSync(
          state,
          readFileSync(state, 'utf8').replace(
            /"chain_head": "\w+"/,
            `"chain_head": "${'f'.repeat(64)}"`,
          ),
        ),
    ],
  ] as const) {
    test(`goes on when the state file is ${what}`, async () => {
      using dir = scratch();
      const journal = dir.path('j.jsonl');
      begin(journal);
      append(journal, 2);
      spoil(sessionFiles(journal).state);
      append(journal);
      expect(stateOf(journal)).toMatchObject({ event_count: 3, last_sequence: 3 });
      expect(await verifyFiles(journal)).toMatchObject({
        ok: true,
        journal: { spans: [{ from: 1, to: 3, status: 'chained' }] },
      });
    });
  }
  test('refuses a journal that cannot be read', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    appendFileSync(journal, 'not json\n');
    expect(codeOf(() => append(journal))).toBe('json_syntax');
    expect(linesOf(journal)).toHaveLength(3);
  });
  test('names a full lock', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    const lock = { pid: 1, created_at: new Date().toISOString().replace(/\.\d+Z/, 'Z') };
    writeFileSync(sessionFiles(journal).lock, JSON.stringify(lock));
    const impatient = testContext({ lock: { ...CONTEXT.lock, timeoutMs: 50, retryMs: 10 } });
    expect(codeOf(() => appendEvent(journal, EVENT, impatient))).toBe('lock_contention');
    expect(existsSync(sessionFiles(journal).lock)).toBe(true);
  });
});

describe('a write that broke off', () => {
  test('is set aside by the next append when the state file shows that nobody was told of it', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    appendFileSync(journal, '{"record_type":"event","ev');
    expect(sessionStatus(journal, CONTEXT)).toMatchObject({ event_count: 2 });
    const { event, torn } = appendEvent(journal, EVENT, CONTEXT);
    expect(event.sequence).toBe(3);
    expect(torn?.action).toBe('set_aside');
    expect(readFileSync(torn?.savedAs ?? '', 'utf8')).toBe('{"record_type":"event","ev');
    expect(await verifyFiles(journal)).toMatchObject({ ok: true });
  });
  test('is left to a person when there is no state file', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    appendFileSync(journal, '{"record_type":"event","ev');
    rmSync(sessionFiles(journal).state);
    expect(codeOf(() => append(journal))).toBe('session_torn_line');
    expect(codeOf(() => sessionStatus(journal, CONTEXT))).toBe('session_torn_line');
  });
  test('inside what was acknowledged is never cut off', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    truncateSync(journal, statSync(journal).size - 10);
    expect(codeOf(() => append(journal))).toBe('session_torn_line');
  });
  test('is completed when only its line end is missing', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    truncateSync(journal, statSync(journal).size - 1);
    append(journal);
    expect(await verifyFiles(journal)).toMatchObject({
      ok: true,
      journal: { facts: { eventCount: 3 } },
    });
  });
  test('stands in the way of a seal', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    appendFileSync(journal, '{"record');
    expect(codeOf(() => sealSession(journal, testKey().signing, CONTEXT))).toBe(
      'session_torn_line',
    );
    expect(codeOf(() => compactSession(journal, { dryRun: false }, CONTEXT))).toBe(
      'session_torn_line',
    );
  });
  test('does not stand in the way of a checkpoint', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    appendFileSync(journal, '{"record');
    checkpoint(journal, dir.path('cp.zip'));
    expect(await verifyFiles(journal, { chain: sessionFiles(journal).chain })).toMatchObject({
      ok: true,
      checkpointsChecked: 1,
    });
  });
});

describe('a checkpoint', () => {
  test('covers what is new and is linked to the one before', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    checkpoint(journal, dir.path('1.zip'));
    append(journal);
    checkpoint(journal, dir.path('2.zip'));
    append(journal);
    expect(stateOf(journal)).toMatchObject({
      event_count: 4,
      last_sequence: 4,
      checkpoint_count: 2,
      last_checkpoint_sequence: 3,
    });
    const report = await verifyFiles(journal, { chain: sessionFiles(journal).chain });
    expect(report).toMatchObject({ ok: true, checkpointsChecked: 2 });
  });
  test('needs something new', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    expect(codeOf(() => checkpoint(journal, dir.path('1.zip')))).toBe('session_no_new_events');
    expect(existsSync(dir.path('1.zip'))).toBe(false);
  });
  test('never overwrites a file of the session', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    const { state, seal, chain, lock } = sessionFiles(journal);
    for (const file of [journal, state, seal, chain, lock])
      expect(codeOf(() => checkpoint(journal, file))).toBe('path_unsafe');
  });
  test('writes nothing when the folder of the second chain is missing', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    const request = {
      runpackFile: dir.path('1.zip'),
      runpackPath: '1.zip',
      chainFile: dir.path('no/c.json'),
      os: 'linux',
      arch: 'amd64',
    };
    expect(codeOf(() => checkpointSession(journal, request, CONTEXT))).toBe('file_missing');
    expect(existsSync(dir.path('1.zip'))).toBe(false);
    expect(linesOf(journal)).toHaveLength(2);
  });
  test('vouches for no event that was changed', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 2);
    const text = readFileSync(journal, 'utf8');
    writeFileSync(journal, text.replace('"verdict":"allow"', '"verdict":"block"'));
    expect(codeOf(() => checkpoint(journal, dir.path('1.zip')))).toBe('session_edited');
    expect(codeOf(() => compactSession(journal, { dryRun: false }, CONTEXT))).toBe(
      'session_edited',
    );
    expect(codeOf(() => sealSession(journal, testKey().signing, CONTEXT))).toBe('session_edited');
    expect(existsSync(dir.path('1.zip'))).toBe(false);
  });
});

describe('compaction', () => {
  test('in place keeps the chain, and events go on behind it', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal, 3);
    checkpoint(journal, dir.path('1.zip'));
    expect(compactSession(journal, { dryRun: false }, CONTEXT)).toMatchObject({
      compacted: true,
      eventsBefore: 3,
      eventsAfter: 0,
    });
    expect(sessionStatus(journal, CONTEXT)).toMatchObject({
      event_count: 0,
      last_sequence: 0,
      checkpoint_count: 1,
    });
    append(journal, 2);
    expect(sessionStatus(journal, CONTEXT)).toMatchObject({ event_count: 2, last_sequence: 5 });
    checkpoint(journal, dir.path('2.zip'));
    const report = await verifyFiles(journal, { chain: sessionFiles(journal).chain });
    expect(report).toMatchObject({ ok: true });
    expect(report.journal?.spans).toEqual([
      { from: 1, to: 3, status: 'compacted' },
      { from: 4, to: 5, status: 'chained' },
    ]);
  });
  test('to another file leaves the journal alone; a dry run leaves everything alone', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    begin(journal);
    append(journal);
    checkpoint(journal, dir.path('1.zip'));
    const before = readFileSync(journal);
    const dry = compactSession(journal, { dryRun: true, outputFile: dir.path('o.jsonl') }, CONTEXT);
    expect(existsSync(dir.path('o.jsonl'))).toBe(false);
    expect(
      compactSession(journal, { dryRun: false, outputFile: dir.path('o.jsonl') }, CONTEXT),
    ).toEqual(dry);
    expect(readFileSync(journal).equals(before)).toBe(true);
    expect(statSync(dir.path('o.jsonl')).size).toBe(dry.bytesAfter);
    expect(
      codeOf(() =>
        compactSession(journal, { dryRun: false, outputFile: dir.path('no/o.jsonl') }, CONTEXT),
      ),
    ).toBe('file_missing');
  });
});

describe('a seal', () => {
  test('makes the session complete and ends it', async () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    const { signing, keys } = testKey();
    begin(journal);
    append(journal, 2);
    sealSession(journal, signing, CONTEXT);
    const { seal } = sessionFiles(journal);
    expect(statSync(seal).mode & 0o777).toBe(0o600);
    expect(await verifyFiles(journal, { seal, keys })).toMatchObject({
      ok: true,
      completeness: { state: 'complete' },
    });
    expect(codeOf(() => append(journal))).toBe('session_sealed');
    expect(codeOf(() => checkpoint(journal, dir.path('1.zip')))).toBe('session_sealed');
    expect(codeOf(() => compactSession(journal, { dryRun: true }, CONTEXT))).toBe('session_sealed');
    expect(codeOf(() => sealSession(journal, signing, CONTEXT))).toBe('session_sealed');
    expect(sessionStatus(journal, CONTEXT).event_count).toBe(2);
  });
});

test('a journal that may not be written is named', () => {
  if (process.getuid?.() === 0) return;
  using dir = scratch();
  const journal = dir.path('j.jsonl');
  begin(journal);
  chmodSync(journal, 0o400);
  expect(codeOf(() => append(journal))).toBe('file_permission');
});
