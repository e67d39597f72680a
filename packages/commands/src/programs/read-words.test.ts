import { expect, test } from 'bun:test';
import { readWords } from './read-words.ts';
import type { Spec } from './row.ts';
import { splitWords } from './testing/describe-reading.ts';

const SPEC: Spec = {
  options: { flag: '-r -f --force --recursive', value: '-n --name --color?', write: '-o --output' },
};

function sorted(text: string, spec = SPEC) {
  const { options, operands, unknown, doubtful, help } = readWords([spec], splitWords(text));
  const given = options.map(({ name, word }) =>
    word === undefined ? name : `${name}=${word.value}`,
  );
  return [
    ...given,
    ...operands.map(({ value }) => value ?? '$'),
    ...[unknown && 'unknown', doubtful && 'doubtful', help && 'help'].filter(Boolean),
  ].join(' ');
}

test.each([
  ['-rf a', '-r -f a'],
  ['-rn5 a', '-r -n=5 a'],
  ['-rn 5 a', '-r -n=5 a'],
  ['--name=x a', '--name=x a'],
  ['--name x a', '--name=x a'],
  ['--nam x a', '--name=x a'],
  ['--color a', '--color a'],
  ['--color=never a', '--color=never a'],
  ['-- -r a', '-r a'],
  ['a -o b c', '-o=b a c'],
  ['--bogus a', 'a unknown'],
  ['-z a', 'a unknown'],
  ['-20 a', 'a'],
  ['- a', '- a'],
  ['$X a', '$ a doubtful'],
  ['--out$X', 'doubtful'],
  ['--output=$X', '--output=undefined'],
  ['-o$X', '-o=undefined'],
  ['-r$X', '-r doubtful'],
  ['--help', 'help'],
  ['--name --help', '--name=--help'],
])('%s is read as %s', (text, expected) => {
  expect(sorted(text)).toBe(expected);
});

test('where long options have one dash they are not clustered', () => {
  const spec: Spec = { single: true, options: { value: '-out -I', flag: '-json' } };
  expect(sorted('-json -out=x -out y -Iz a', spec)).toBe('-json -out=x -out=y -I=z a');
  expect(sorted('--out=x', spec)).toBe('-out=x');
});

test('options end at the first operand where what follows belongs to something else', () => {
  expect(sorted('-r a -f', { ...SPEC, stop: true })).toBe('-r a -f');
});
