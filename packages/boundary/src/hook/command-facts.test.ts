import { expect, test } from 'bun:test';
import type { CommandReading } from '@gait/commands';
import { decodeIntent, prepareIntent } from '@gait/gate';
import { commandFactsBy } from './command-facts.ts';

const READING: CommandReading = {
  programs: ['Git', 'rm'],
  runs: [],
  effects: [
    {
      kind: 'delete',
      place: { kind: 'path', path: '/a', reach: 'file' },
      program: 'rm',
      destructive: true,
    },
    {
      kind: 'read',
      place: { kind: 'path', path: '/b', reach: 'file' },
      program: 'git',
      destructive: false,
    },
  ],
  obscurities: [],
};

function factsOf(tool: string, args: object, targets: object[] = []) {
  const read: string[][] = [];
  const commandOf = commandFactsBy((text, folder) => {
    read.push([text, folder]);
    return READING;
  });
  const intent = decodeIntent({
    tool_name: tool,
    args: args as never,
    targets: targets as never,
    context: { identity: 'a', workspace: '/w', risk_class: 'low' },
  });
  return { facts: prepareIntent(intent, { commandOf }).command, read };
}

test('a call that runs a program has its programs and effects', () => {
  const { facts, read } = factsOf('shell.exec', { command: 'git x', cwd: '/w/sub' });
  expect(facts).toEqual({ programs: ['git', 'rm'], effects: ['delete', 'read', 'destructive'] });
  expect(read).toEqual([['git x', '/w/sub']]);
});

test('a call that runs none has no facts', () => {
  expect(factsOf('fs.open', { path: 'x' }).facts).toBeUndefined();
});

test('a command that only a target names is read too', () => {
  const target = { kind: 'other', value: 'make', operation: 'exec', endpoint_class: 'proc.exec' };
  expect(factsOf('builder', {}, [target]).read).toEqual([['make', '/w']]);
});

test('a tool that runs something and says nothing is obscure', () => {
  expect(factsOf('run_shell', {}).facts).toEqual({ programs: [], effects: ['execute', 'obscure'] });
});
