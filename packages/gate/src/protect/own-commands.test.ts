import { expect, test } from 'bun:test';
import { holdsChangingOwnCommand, isReadingOwnCommand } from './own-commands.ts';

test.each([
  'verify a.zip',
  'policy fmt a.yaml',
  'policy validate a.yaml --json',
  'kill-switch list',
  'trust list',
  'approve --help',
  'help approve',
  '--version',
  'run session status --x',
  'gate eval --simulate --policy p',
])('gait %s only reads', (text) => {
  expect(isReadingOwnCommand(text.split(' '))).toBe(true);
});

test.each([
  'approve --intent x',
  'approve --approver --help',
  'policy fmt --write a.yaml',
  'policy init',
  'kill-switch disable',
  'keys init',
  'ui',
  'approvals approve 3f9a0c2d11ab',
  'trust a.yaml',
  'gate eval --policy p',
  'pack inspect a --html b',
  'nobody-knows',
])('gait %s does not', (text) => {
  expect(isReadingOwnCommand(text.split(' '))).toBe(false);
});

test.each([
  'gait trust x',
  'a && /usr/bin/gait approve',
  'sh -c "gait keys rotate"',
  'echo approve | xargs gait',
  'alias g=gait',
  '$(which gait) approve',
  'GAIT.EXE init',
  'krci-ai install x',
])('%p changes what the gate stands on', (text) => {
  expect(holdsChangingOwnCommand(text)).toBe(true);
});

test.each([
  'git commit -m "gait: fix it"',
  'cd packages/gait && npm test',
  'npm install gait',
  'gait verify a.zip',
  'gait regress run',
  'cat gait.md',
])('%p does not', (text) => {
  expect(holdsChangingOwnCommand(text)).toBe(false);
});
