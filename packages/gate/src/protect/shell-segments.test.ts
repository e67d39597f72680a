import { expect, test } from 'bun:test';
import { shellSegments } from './shell-segments.ts';

test.each([
  ['cat a b', [['cat', 'a', 'b']]],
  ['cat a | grep "x y" && ls', [['cat', 'a'], ['grep', 'x y'], ['ls']]],
  ["sed -n '1,5p' a;pwd\nid", [['sed', '-n', '1,5p', 'a'], ['pwd'], ['id']]],
  ['ls > /dev/null 2>&1', [['ls']]],
  ['wc -l < a', [['wc', '-l', 'a']]],
  ['ls $HOME/a "${PWD}"', [['ls', '$HOME/a', '${PWD}']]],
])('%p is understood', (text, segments) => {
  expect(shellSegments(text)).toEqual(segments);
});

test.each([
  'cat a > b',
  'cat a >> b',
  'cat a >/dev/nullx',
  'cat `x`',
  'cat $(x)',
  'cat "$(x)"',
  'cat $X',
  'cat "$X"',
  'cat \\a',
  'cat <<EOF\nEOF',
  'cat <(x)',
  'sleep 1 & rm x',
  '(cd a)',
  '{ ls; }',
  '! ls',
  "cat 'a",
  "cat $'a'",
])('%p may hold anything', (text) => {
  expect(shellSegments(text)).toBeUndefined();
});
