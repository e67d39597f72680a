import { expect, test } from 'bun:test';
import type { WaitingCall } from '@gait/gate';
import { callArguments } from './call-args.ts';

const of = (intent: object) => callArguments({ intent } as WaitingCall);

test('the folder is the first fact, and what else the gate bound the call to follows', () => {
  const gait = { scripts: { 'run.sh': 'a1', 'b.js': 'b2' }, folder: '/w/prod', more: 1 };
  expect(of({ tool_name: 'shell.exec', args: { command: './run.sh', gait } })).toEqual({
    args: { command: './run.sh' },
    facts: [
      ['folder', '/w/prod'],
      ['scripts run.sh', 'a1'],
      ['scripts b.js', 'b2'],
      ['more', '1'],
    ],
    isForeign: false,
  });
});

test('without it, and where it is something else, nothing is taken from the arguments', () => {
  for (const args of [{ command: 'x' }, { gait: 'x' }, { gait: { folder: 1 } }]) {
    expect(of({ tool_name: 'shell.exec', args })).toEqual({ args, facts: [], isForeign: false });
  }
});

test('of a script each step has the arguments of the whole', () => {
  const steps = [{ tool_name: 'shell.exec', args: { command: 'x' } }];
  expect(of({ tool_name: 'shell.exec', args: {}, script: { steps } }).args).toEqual({
    command: 'x',
  });
});

test('what is no intent has none', () => {
  expect(of([]).args).toEqual({});
  expect(of({ tool_name: 'mcp.a.b', args: [] })).toEqual({ args: {}, facts: [], isForeign: true });
});
