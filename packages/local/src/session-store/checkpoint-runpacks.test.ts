import { describe, expect, test } from 'bun:test';
import { copyFileSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { appendEvent } from './append-event.ts';
import { checkpointSession } from './checkpoint-session.ts';
import { compactSession } from './compact-session.ts';
import { sealSession } from './seal-session.ts';
import { begin, codeOf, linesOf, scratch, testContext, testKey } from './testing/store-fixture.ts';

const CONTEXT = testContext();

function checkpoint(journal: string, out: string): void {
  appendEvent(journal, { toolName: 'tool.read', verdict: 'allow' }, CONTEXT);
  const request = { runpackFile: out, runpackPath: out, os: 'linux', arch: 'amd64' };
  checkpointSession(journal, request, CONTEXT);
}

/** A session with two checkpoints and an event behind them. */
function session(path: (name: string) => string): string {
  const journal = path('j.jsonl');
  begin(journal);
  checkpoint(journal, path('1.zip'));
  checkpoint(journal, path('2.zip'));
  appendEvent(journal, { toolName: 'tool.read', verdict: 'allow' }, CONTEXT);
  return journal;
}

describe('a checkpoint', () => {
  test('is not written over the runpack of an earlier one, however its file is named', () => {
    using dir = scratch();
    const journal = session(dir.path);
    const before = readFileSync(dir.path('1.zip'));
    linkSync(dir.path('1.zip'), dir.path('other.zip'));
    mkdirSync(dir.path('sub'));
    for (const name of ['1.zip', 'sub/../1.zip', 'other.zip', '2.zip'])
      expect(codeOf(() => checkpoint(journal, dir.path(name)))).toBe('session_runpack_overwrite');
    expect(readFileSync(dir.path('1.zip')).equals(before)).toBe(true);
    expect(codeOf(() => checkpoint(journal, dir.path('3.zip')))).toBe('none');
  });

  test('does not take the name of an earlier one that was moved away', () => {
    using dir = scratch();
    const journal = session(dir.path);
    rmSync(dir.path('1.zip'));
    expect(codeOf(() => checkpoint(journal, dir.path('1.zip')))).toBe('session_runpack_overwrite');
  });
});

describe('a session whose checkpoint lost its runpack', () => {
  const LOST = [
    ['is gone', 'session_runpack_missing', (path) => renameSync(path('1.zip'), path('away'))],
    [
      'is another one',
      'session_runpack_mismatch',
      (path) => copyFileSync(path('2.zip'), path('1.zip')),
    ],
  ] as const satisfies readonly (readonly [
    string,
    string,
    (path: (n: string) => string) => void,
  ])[];

  for (const [how, code, lose] of LOST) {
    test(`is neither compacted in place nor sealed when it ${how}`, () => {
      using dir = scratch();
      const journal = session(dir.path);
      lose(dir.path);
      const before = readFileSync(journal);
      expect(codeOf(() => compactSession(journal, { dryRun: false }, CONTEXT))).toBe(code);
      expect(codeOf(() => sealSession(journal, testKey().signing, CONTEXT))).toBe(code);
      expect(readFileSync(journal).equals(before)).toBe(true);
    });
  }

  test('is compacted into another file, and the answer says what is lost', () => {
    using dir = scratch();
    const journal = session(dir.path);
    rmSync(dir.path('1.zip'));
    const outputFile = dir.path('small.jsonl');
    expect(compactSession(journal, { dryRun: false, outputFile }, CONTEXT)).toMatchObject({
      compacted: true,
      lostRunpack: { code: 'session_runpack_missing' },
    });
    expect(linesOf(journal)).toHaveLength(6);
  });

  test('is compacted when its events are not in the journal any more', () => {
    using dir = scratch();
    const journal = session(dir.path);
    compactSession(journal, { dryRun: false }, CONTEXT);
    rmSync(dir.path('1.zip'));
    checkpoint(journal, dir.path('3.zip'));
    expect(codeOf(() => compactSession(journal, { dryRun: false }, CONTEXT))).toBe('none');
  });
});
