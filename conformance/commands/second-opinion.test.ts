import { expect, test } from 'bun:test';
import { readCommand } from '@gait/commands';
import {
  disagreements,
  loadSecondReader,
} from '../../packages/commands/src/shell/testing/second-reader.ts';
import { contextOf } from '../../tests/soak/commands/read-case.ts';
import { sampleCommands } from '../../tests/soak/commands/samples.ts';

/** bash refuses it as well; tree-sitter, which is made for editors, goes on. */
const REFUSED = /;;rm/;

test('tree-sitter agrees on every command of the sets', async () => {
  const texts = sampleCommands()
    .filter(({ dialect, command }) => dialect === 'sh' && !REFUSED.test(command))
    .map(({ command }) => command);
  const read = (text: string): ReturnType<typeof readCommand> => readCommand(text, contextOf('sh'));
  expect(texts.length).toBeGreaterThan(3000);
  expect(disagreements(texts, read, await loadSecondReader())).toEqual([]);
});
