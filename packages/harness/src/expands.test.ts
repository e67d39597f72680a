import { expect, test } from 'bun:test';
import { HARNESSES } from './index.ts';

const expandsOf = (id: 'claude' | 'gemini' | 'opencode', kind: 'skills' | 'commands'): RegExp => {
  const { expands } = HARNESSES[id][kind].places[0] ?? {};
  if (expands === undefined) throw new Error(`${id} expands nothing in ${kind}`);
  return expands;
};

test.each([
  ['claude', 'skills'],
  ['claude', 'commands'],
  ['opencode', 'commands'],
] as const)('%s replaces in its %s what marks a command, a file or an argument', (id, kind) => {
  const expands = expandsOf(id, kind);
  for (const text of ['!`x`', 'see @./x', '@src/x', '$ARGUMENTS', '$1', '${2}'])
    expect([text, expands.test(text)]).toEqual([text, true]);
  for (const text of ['wow! `x`', 'a@b.example', '$HOME', 'US$ 1'])
    expect([text, expands.test(text)]).toEqual([text, false]);
});

test('Gemini CLI replaces in its commands each of three forms', () => {
  const expands = expandsOf('gemini', 'commands');
  for (const text of ['!{x}', '@{x}', '{{args}}'])
    expect([text, expands.test(text)]).toEqual([text, true]);
  for (const text of ['! {x}', '{args}', '@x', '{{other}}'])
    expect([text, expands.test(text)]).toEqual([text, false]);
});
