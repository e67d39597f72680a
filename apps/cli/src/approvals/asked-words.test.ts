import { expect, test } from 'bun:test';
import { askedWords } from './asked-words.ts';

test.each([
  ['Bash', { command: 'git push', description: 'Push' }, 'git push'],
  ['shell', { command: ['bash', '-lc', 'make'] }, 'bash -lc make'],
  ['Write', { file_path: '/w/a', content: 'x' }, '/w/a'],
  ['WebFetch', { url: 'https://h/', prompt: 'p' }, 'https://h/'],
  ['Bash', { command: 'one\ntwo\nthree' }, 'one … (2 more lines)'],
  ['Bash', { command: 'x'.repeat(400) }, `${'x'.repeat(300)}…`],
  ['Todo', {}, 'Todo'],
  ['Frob', { n: 1, gait: { folder: '/w' } }, 'Frob {"n":1}'],
])('%s %j is asked for as %j', (tool, args, words) => {
  expect(askedWords(tool, args, false)).toBe(words);
});

test('of a tool that is not the coding tool’s own all arguments are told', () => {
  expect(askedWords('mcp__fs__remove', { path: '/w/a', deep: true }, true)).toBe(
    'mcp__fs__remove {"path":"/w/a","deep":true}',
  );
});
