import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { appendEvent } from './append-event.ts';
import { checkpointSession } from './checkpoint-session.ts';
import { compactSession } from './compact-session.ts';
import { sealSession } from './seal-session.ts';
import { sessionFiles } from './session-files.ts';
import { begin, codeOf, scratch, testContext, testKey } from './testing/store-fixture.ts';

const CONTEXT = testContext();
const EVENT = { toolName: 'tool.read', verdict: 'allow' };

/** What each command does when somebody removes its lock while it prepares what it will write. */
describe('a session whose lock was taken away in the middle of a command', () => {
  const removed = (journal: string): (() => bigint) => {
    return () => {
      rmSync(sessionFiles(journal).lock);
      return CONTEXT.now();
    };
  };
  const commands: readonly (readonly [string, (journal: string, out: string) => unknown])[] = [
    ['append', (journal) => appendEvent(journal, EVENT, testContext({ now: removed(journal) }))],
    [
      'checkpoint',
      (journal, out) =>
        checkpointSession(
          journal,
          { runpackFile: out, runpackPath: out, os: 'linux', arch: 'amd64' },
          testContext({ now: removed(journal) }),
        ),
    ],
    [
      'seal',
      (journal) => sealSession(journal, testKey().signing, testContext({ now: removed(journal) })),
    ],
    [
      'compact',
      (journal, out) =>
        compactSession(
          journal,
          {
            outputFile: out,
            // Asked for when the new content is ready: the last moment before it is written.
            get dryRun() {
              rmSync(sessionFiles(journal).lock);
              return false;
            },
          },
          CONTEXT,
        ),
    ],
  ];
  const cases = commands.flatMap(([name, command]) => [
    [name, command, false] as const,
    [`${name}, which finds a chain to complete`, command, true] as const,
  ]);
  for (const [name, command, behind] of cases) {
    test(`${name}: it fails with lock_lost and nothing is written`, () => {
      using dir = scratch();
      const journal = dir.path('j.jsonl');
      begin(journal);
      appendEvent(journal, EVENT, CONTEXT);
      if (behind) {
        const cp = dir.path('cp.zip');
        const given = { runpackFile: cp, runpackPath: cp, os: 'linux', arch: 'amd64' };
        checkpointSession(journal, given, CONTEXT);
        const older = readFileSync(sessionFiles(journal).chain);
        appendEvent(journal, EVENT, CONTEXT);
        const cp2 = dir.path('cp2.zip');
        checkpointSession(journal, { ...given, runpackFile: cp2, runpackPath: cp2 }, CONTEXT);
        writeFileSync(sessionFiles(journal).chain, older);
        appendEvent(journal, EVENT, CONTEXT);
      }
      const files = (): Record<string, string> =>
        Object.fromEntries(
          readdirSync(dir.path('.')).map((file) => [file, readFileSync(dir.path(file), 'utf8')]),
        );
      const before = files();
      expect(codeOf(() => command(journal, dir.path('out')))).toBe('lock_lost');
      expect(files()).toEqual(before);
      expect(existsSync(dir.path('out'))).toBe(false);
    });
  }
});
