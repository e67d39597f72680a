import { expect, test } from 'bun:test';
import { memoryTree } from './memory-tree.ts';
import { rememberFiles } from './remember-files.ts';

test('a file is read once, also one that cannot be read, as long as there is room', () => {
  const tree = memoryTree({ a: 'abc', b: 'defgh', c: { kind: 'link' } });
  const asked: string[] = [];
  const once = rememberFiles(
    {
      ...tree,
      read: (path) => {
        asked.push(path);
        return tree.read(path);
      },
    },
    7,
  );
  for (const path of ['a', 'a', 'c', 'c', 'b', 'b', 'a']) once.read(path);
  expect(asked).toEqual(['a', 'c', 'b', 'b']);
  expect(once.read('a')).toEqual(new TextEncoder().encode('abc'));
  expect(once.read('c')).toBeUndefined();
  expect(once.entries).toBe(tree.entries);
});
