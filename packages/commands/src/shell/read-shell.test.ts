import { expect, test } from 'bun:test';
import { readCommand } from '../read-command.ts';
import { readShell } from './read-shell.ts';
import { shellContext } from './testing/describe-shell.ts';

test('a program that the table does not know is an execution', () => {
  expect(readShell('nice frobnicate a', shellContext(), () => undefined)).toEqual({
    effects: [
      {
        kind: 'execute',
        place: { kind: 'program', name: 'frobnicate' },
        program: 'frobnicate',
        destructive: false,
      },
    ],
    obscurities: [],
    programs: ['nice', 'frobnicate'],
    runs: [
      { program: 'nice', folders: ['/p'], words: [], variables: [], named: [] },
      { program: 'frobnicate', folders: ['/p'], words: ['a'], variables: [], named: [] },
    ],
  });
});

test('what the table says is started is read too', () => {
  const context = shellContext();
  const reading = readShell('start', context, ({ program }) =>
    program === 'start'
      ? { effects: [], nested: [{ kind: 'script', text: 'echo a > b', context }], obscurities: [] }
      : undefined,
  );
  expect(reading.effects.map(({ kind }) => kind)).toEqual(['write']);
});

test('a fault of the table is an obscurity', () => {
  const reading = readShell('ls', shellContext(), () => {
    throw new TypeError('x');
  });
  expect(reading.obscurities).toEqual(['syntax_error']);
});

test('each dialect has its reader', () => {
  const cmd = { ...shellContext(), dialect: 'cmd' } as const;
  expect(readCommand('del /q x', cmd).effects.map(({ kind }) => kind)).toContain('delete');
  const powershell = { ...shellContext(), dialect: 'powershell' } as const;
  const removed = readCommand('Remove-Item x', powershell);
  expect(removed.effects.map(({ kind }) => kind)).toContain('delete');
  expect(readCommand('ls', shellContext()).programs).toEqual(['ls']);
});
