import { expect, test } from 'bun:test';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isCodedError } from '@gait/canon';
import { openSessionJournal } from './open-session-journal.ts';
import { begin, linesOf, scratch, testContext } from './testing/store-fixture.ts';

const EVENT = { toolName: 'tool.read', verdict: 'allow' };

test('calls of one session are decided one after the other, each knowing those before', async () => {
  using folder = scratch();
  const journal = folder.path('s.jsonl');
  begin(journal);
  const open = openSessionJournal(journal, testContext());
  const seen: number[] = [];
  await Promise.all(
    Array.from({ length: 5 }, () =>
      open.inTurn(async (turn) => {
        if (isCodedError(turn)) throw turn;
        seen.push(turn.lastSequence);
        await Bun.sleep(2);
        turn.append(EVENT);
      }),
    ),
  );
  expect(seen).toEqual([0, 1, 2, 3, 4]);
  expect(linesOf(journal).length).toBe(6);
});

test('a journal that cannot be read is given to the work as its fault, each time anew', async () => {
  using folder = scratch();
  const journal = folder.path('s.jsonl');
  begin(journal);
  const open = openSessionJournal(journal, testContext());
  const before = readFileSync(journal);
  const ask = (): Promise<string> =>
    open.inTurn(async (turn) => (isCodedError(turn) ? turn.code : 'read'));
  expect(await ask()).toBe('read');
  writeFileSync(journal, 'not a journal\n');
  expect(await ask()).not.toBe('read');
  rmSync(journal);
  expect(await ask()).not.toBe('read');
  writeFileSync(journal, before);
  expect(await ask()).toBe('read');
});
