import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { CORE_SCHEMA, load } from 'js-yaml';
import { readYamlTree } from './read-yaml-tree.ts';
import {
  mergedEntries,
  typeOfScalar,
  valueOf,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from './yaml-node.ts';

const read = (text: string) => readYamlTree(text, { maxDepth: 20 });
const problems = (text: string) =>
  read(text).problems.map(({ code, line, column }) => `${code} ${line}:${column}`);

/** The tree as plain values, every scalar as its text. */
function plainOf(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.kind === 'scalar') return node.text;
  if (node.kind === 'list') return node.items.map(plainOf);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plainOf(value)]));
}

test('every part knows where it is written, quotes included', () => {
  const text = 'a: "x y"\nb:\r\n  - c: \'d\'\n  - e\n';
  const { root, placeAt } = read(text);
  expect(plainOf(root)).toEqual({ a: 'x y', b: [{ c: 'd' }, 'e'] });
  const a = valueOf(root as YamlMap, 'a') as YamlScalar;
  expect(text.slice(a.start, a.end)).toBe('"x y"');
  const b = valueOf(root as YamlMap, 'b');
  if (b?.kind !== 'list') throw new Error('no list');
  expect(placeAt((b.items[1] as YamlNode).start)).toEqual({ line: 4, column: 5 });
});

test('places are those of the given text where a line in brackets got room', () => {
  const text = 'a: [\nb, c\n]\nd: e\n';
  const { root, placeAt } = read(text);
  const d = (root as YamlMap).entries[1];
  expect(placeAt(d?.key.start ?? 0)).toEqual({ line: 4, column: 1 });
  const a = (root as YamlMap).entries[0]?.value;
  if (a?.kind !== 'list') throw new Error('no list');
  expect(a.items.map(({ start, end }) => text.slice(start, end))).toEqual(['b', 'c']);
});

test('what is in brackets ends behind them', () => {
  const text = 'a: [b, # ]\n  c , ]\nd: {e: [f] }\n';
  const { root } = read(text);
  const parts = (root as YamlMap).entries.map(({ value }) => text.slice(value.start, value.end));
  expect(parts).toEqual(['[b, # ]\n  c , ]', '{e: [f] }']);
});

test('what is wrong stands beside the tree, all of it', () => {
  expect(problems('a: 1\na: 2\nb: !!int 3\n? [x]\n: y\nc: *none\n')).toEqual([
    'yaml_duplicate_key 2:1',
    'yaml_tag 3:10',
    'yaml_key 4:3',
    'yaml_alias 6:4',
  ]);
  expect(plainOf(read('a: 1\na: 2\n').root)).toEqual({ a: '1' });
});

test('a text that is no YAML has one problem and no tree', () => {
  expect(problems('a: [b\nc: d')).toHaveLength(1);
  expect(read('a: "b').root).toBeUndefined();
  expect(problems('[[[[[[[[[[[[[[[[[[[[[[[[a]]]]]]]]]]]]]]]]]]]]]]]]')).toEqual([
    'yaml_depth 1:20',
  ]);
});

test('a second document is told and not read', () => {
  const tree = read('a: 1\n---\nb: 2\n');
  expect(plainOf(tree.root)).toEqual({ a: '1' });
  expect(tree.second).toEqual({ line: 3, column: 1 });
  expect(read('---\na: 1\n').second).toBeUndefined();
  expect(read('').root).toBeUndefined();
});

describe('aliases', () => {
  test('are the node they name', () => {
    const root = read('a: &x [1]\nb: *x\n').root as YamlMap;
    expect(valueOf(root, 'b')).toBe(valueOf(root, 'a') as YamlNode);
  });

  test('inside what they name are a problem', () => {
    expect(problems('a: &x [*x]')).toEqual(['yaml_alias 1:8']);
  });

  test('a bomb costs no time and is told', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 40; level++) {
      const inner = Array(9)
        .fill(`*a${level - 1}`)
        .join(', ');
      lines.push(`a${level}: &a${level} [${inner}]`);
    }
    const started = performance.now();
    const { problems: found } = read(lines.join('\n'));
    expect(performance.now() - started).toBeLessThan(500);
    expect(new Set(found.map(({ code }) => code))).toEqual(new Set(['yaml_alias']));
  });
});

describe('what repeats', () => {
  test('may come to a hundred thousand parts and no more', () => {
    const items = (count: number): string =>
      `a: &a [${Array.from({ length: count }, () => 'x').join(', ')}]\nb: *a\n`;
    expect(problems(items(99_990))).toEqual([]);
    expect(problems(items(100_010))).toEqual(['yaml_alias 2:4']);
  });

  test('is counted in maps as in lists', () => {
    const maps = ['m0: &m0 {a: x, b: x}'];
    for (let level = 1; level < 20; level++)
      maps.push(`m${level}: &m${level} {a: *m${level - 1}, b: *m${level - 1}}`);
    expect(problems(maps.join('\n')).some((one) => one.startsWith('yaml_alias'))).toBe(true);
    expect(problems(maps.slice(0, 8).join('\n'))).toEqual([]);
  });
});

test('a large text in which every list lacks room is refused in a bounded time', () => {
  const text = Array.from({ length: 15_000 }, (_, index) => `k${index}: [\nx\n]`).join('\n');
  const started = performance.now();
  expect(problems(text).map((one) => one.split(' ')[0])).toEqual(['yaml_syntax']);
  expect(performance.now() - started).toBeLessThan(30_000);
}, 60_000);

test('maps that are merged in give what a map lacks, the first of several wins', () => {
  const entries = (text: string): string[] => {
    const last = (read(text).root as YamlMap).entries.at(-1)?.value;
    return mergedEntries(last as YamlMap).map(
      ({ key, value }) => `${key.text} ${value.kind === 'scalar' ? value.text : value.kind}`,
    );
  };
  const heads = 'a: &a {k: 1, l: 2}\nb: &b {l: 3, m: 4, <<: *a}\n';
  expect(entries(`${heads}c: {<<: *b, k: 0}\n`)).toEqual(['k 0', 'l 3', 'm 4']);
  expect(entries(`${heads}c: {<<: [*a, *b]}\n`)).toEqual(['k 1', 'l 2', 'm 4']);
  expect(entries(`${heads}c: {"<<": *a}\n`)).toEqual(['<< map']);
  const bomb = Array.from(
    { length: 60 },
    (_, at) => `m${at + 1}: &m${at + 1} {<<: [${Array(9).fill(`*m${at}`).join(', ')}]}`,
  );
  expect(entries(`m0: &m0 {k: 1}\n${bomb.join('\n')}\n`).length).toBeLessThan(2);
});

test.each([
  ['x', 'text'],
  ['', 'nothing'],
  ['~', 'nothing'],
  ['True', 'truth'],
  ['yes', 'text'],
  ['1.0', 'number'],
  ['1.0.0', 'text'],
  ['-0x1f', 'text'],
  ['0x1f', 'number'],
  ['.5e3', 'number'],
] as const)('%p without quotes is %s', (text, type) => {
  expect(typeOfScalar({ kind: 'scalar', text, plain: true, start: 0, end: 0 })).toBe(type);
  expect(typeOfScalar({ kind: 'scalar', text, plain: false, start: 0, end: 0 })).toBe('text');
});

test('any text is read without an exception, and texts of letters as the library does', () => {
  const word = fc.stringMatching(/^[b-m]{1,8}$/);
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      word,
      fc.array(tie('node'), { maxLength: 4 }),
      fc.dictionary(word, tie('node'), { maxKeys: 4 }),
    ),
  })).node;
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
      read(text);
    }),
    { numRuns: 500 },
  );
  fc.assert(
    fc.property(fc.stringMatching(/^[-a:[\]{}&*!|>'"#\n \t,]{0,60}$/), (text) => {
      const { root, problems: found, second } = read(text);
      if (found.length > 0 || second !== undefined) return;
      for (const part of allOf(root)) expect(part.end).toBeGreaterThanOrEqual(part.start);
    }),
    { numRuns: 2000 },
  );
  fc.assert(
    fc.property(value, (data) => {
      const text = JSON.stringify(data);
      expect(plainOf(read(text).root)).toEqual(load(text, { schema: CORE_SCHEMA }));
    }),
    { numRuns: 300 },
  );
});

function allOf(node: YamlNode | undefined): YamlNode[] {
  if (node === undefined) return [];
  if (node.kind === 'scalar') return [node];
  const inner = node.kind === 'list' ? node.items : node.entries.map(({ value }) => value);
  return [node, ...inner.filter((part) => part.start >= node.start).flatMap(allOf)];
}
