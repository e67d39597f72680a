import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { readPatch } from './read-patch.ts';

const patch = (...lines: readonly string[]) =>
  ['*** Begin Patch', ...lines, '*** End Patch'].join('\n');

test.each([
  [patch('*** Add File: a', '+x', '+*** Delete File: b'), [{ kind: 'add', path: 'a' }]],
  [patch('*** Delete File: /abs/a b'), [{ kind: 'delete', path: '/abs/a b' }]],
  [
    patch('*** Update File: a', '*** Move to: b', '@@', '-x', '+y', '*** End of File'),
    [{ kind: 'update', path: 'a', movedTo: 'b' }],
  ],
  [patch('*** Update File: a', '@@', ' ***', '-*** x', '+y'), [{ kind: 'update', path: 'a' }]],
  [`${patch('*** Add File: a', '+x')}\n\n`, [{ kind: 'add', path: 'a' }]],
  [patch('*** Add File: a', '+x').replaceAll('\n', '\r\n'), [{ kind: 'add', path: 'a' }]],
] as const)('%j changes %j', (text, changes) => {
  expect(readPatch(text) as unknown).toEqual(changes);
});

test.each([
  '',
  'x',
  patch(),
  patch('+x'),
  // The tools trim a header before they read it.
  patch('*** Add File: a', '+x', '  *** Delete File: /etc/passwd'),
  patch('*** Update File: a', '@@', '\t*** Update File: b'),
  patch('*** Rename File: a'),
  patch('***  Delete File: a'),
  patch('*** Delete File:a'),
  patch('*** Add File: a', '*** Move to: b'),
  patch('*** Update File: a', '*** Move to: b', '*** Move to: c'),
  patch('*** Environment ID: x', '*** Add File: a'),
  patch('*** Add File: a\0b'),
  patch('*** Add File:  '),
  `${patch('*** Add File: a')}\n${patch('*** Delete File: b')}`,
  `cat <<'EOF'\n${patch('*** Add File: a')}\nEOF`,
  ` ${patch('*** Add File: a')}`,
])('%j is not read', (text) => {
  expect(readPatch(text)).toBeUndefined();
});

test('every file that a patch names is among its changes', () => {
  const name = fc.stringMatching(/^[a-z]{1,8}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('Add', 'Update', 'Delete'), name)), (files) => {
      const text = patch(...files.map(([kind, path]) => `*** ${kind} File: ${path}`));
      expect(readPatch(text)?.map(({ path }) => path) ?? []).toEqual(files.map(([, path]) => path));
    }),
  );
});
