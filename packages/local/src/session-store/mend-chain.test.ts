import { describe, expect, test } from 'bun:test';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { appendEvent } from './append-event.ts';
import { checkpointSession } from './checkpoint-session.ts';
import { compactSession } from './compact-session.ts';
import { sealSession } from './seal-session.ts';
import { sessionFiles } from './session-files.ts';
import {
  begin,
  codeOf,
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

describe('a chain that a killed checkpoint left behind its journal', () => {
  /** Two checkpoints, and the chain as it was before the second: `absent` for none at all. */
  function leaveBehind(path: (name: string) => string, absent = false): string {
    const journal = path('j.jsonl');
    const { chain } = sessionFiles(journal);
    begin(journal);
    if (!absent) {
      append(journal);
      checkpoint(journal, path('cp1.zip'));
    }
    const older = absent ? undefined : readFileSync(chain);
    append(journal, 2);
    checkpoint(journal, path('cp2.zip'));
    if (older === undefined) rmSync(chain);
    else writeFileSync(chain, older);
    return journal;
  }

  const seal = testKey();
  type Command = (journal: string) => unknown;
  const compact: Command = (journal) => compactSession(journal, { dryRun: false }, CONTEXT);
  const commands: readonly (readonly [string, Command, absent: boolean])[] = [
    ['sealing', (journal) => sealSession(journal, seal.signing, CONTEXT), true],
    ['the next checkpoint', (journal) => codeOf(() => checkpoint(journal, `${journal}.zip`)), true],
    // Compaction makes none where there is none: the reference's vectors want it so.
    ['compaction', compact, false],
  ];
  for (const [name, run, makes] of commands) {
    test(`is completed by ${name}`, async () => {
      using dir = scratch();
      const journal = leaveBehind(dir.path);
      const { chain } = sessionFiles(journal);
      const before = await verifyFiles(journal, { chain });
      expect(before.refusals.map(({ code }) => code)).toEqual(['session_chain_truncated']);
      run(journal);
      const after = await verifyFiles(journal, { chain });
      expect(after).toMatchObject({ ok: true, checkpointsChecked: 2 });
    });
    test(`that is not there at all is ${makes ? '' : 'not '}made by ${name}`, () => {
      using dir = scratch();
      const journal = leaveBehind(dir.path, true);
      run(journal);
      expect(existsSync(sessionFiles(journal).chain)).toBe(makes);
    });
  }
  test('is left by a dry run, and by compaction to another file', () => {
    using dir = scratch();
    const journal = leaveBehind(dir.path);
    const { chain } = sessionFiles(journal);
    const before = readFileSync(chain);
    compactSession(journal, { dryRun: true }, CONTEXT);
    compactSession(journal, { dryRun: false, outputFile: dir.path('other.jsonl') }, CONTEXT);
    expect(readFileSync(chain).equals(before)).toBe(true);
  });
  test('is left where it is not the beginning of what the journal holds: it is evidence', () => {
    using dir = scratch();
    const journal = leaveBehind(dir.path);
    const { chain } = sessionFiles(journal);
    const other = dir.path('other/j.jsonl');
    begin(other);
    appendEvent(other, { ...EVENT, toolName: 'tool.other' }, CONTEXT);
    checkpoint(other, dir.path('other/cp1.zip'));
    for (const text of [readFileSync(sessionFiles(other).chain), Buffer.from('{')]) {
      writeFileSync(chain, text);
      compactSession(journal, { dryRun: false }, CONTEXT);
      expect(readFileSync(chain).equals(text)).toBe(true);
    }
  });
  test('is left to the byte where nothing is missing', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    const { chain } = sessionFiles(journal);
    begin(journal);
    append(journal);
    checkpoint(journal, dir.path('cp1.zip'));
    const spelled = Buffer.from(`${readFileSync(chain, 'utf8')}\n`);
    writeFileSync(chain, spelled);
    compactSession(journal, { dryRun: false }, CONTEXT);
    expect(readFileSync(chain).equals(spelled)).toBe(true);
  });
  test('is left where it holds more than the journal: that was cut', () => {
    using dir = scratch();
    const journal = dir.path('j.jsonl');
    const { chain } = sessionFiles(journal);
    begin(journal);
    append(journal);
    checkpoint(journal, dir.path('cp1.zip'));
    append(journal);
    const before = readFileSync(journal);
    checkpoint(journal, dir.path('cp2.zip'));
    const longer = readFileSync(chain);
    writeFileSync(journal, before);
    compactSession(journal, { dryRun: false }, CONTEXT);
    sealSession(journal, seal.signing, CONTEXT);
    expect(readFileSync(chain).equals(longer)).toBe(true);
  });
});
