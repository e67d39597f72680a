import { expect, test } from 'bun:test';
import { openYaml } from '../../yaml/yaml-source.ts';
import { codeOf } from '../../testing/code-of.ts';
import { block, blocks, defineBlock, flag, list, number, text, whole } from './field-kinds.ts';
import type { Field } from './field-kinds.ts';
import { policyBlock } from './policy-blocks.ts';
import { readBlock } from './read-block.ts';

const about = '';
const inner = defineBlock('inner', { words: { digestName: 'Words', kind: list('lower'), about } });
const outer = defineBlock('outer', {
  name: { digestName: 'Name', kind: text('trim'), about },
  raw: { digestName: null, kind: text('raw'), about },
  count: { digestName: 'Count', kind: whole(), about },
  limit: { digestName: 'Limit', kind: whole(0, true), about },
  share: { digestName: 'Share', kind: number(), about },
  on: { digestName: 'On', kind: flag(), about },
  hint: { digestName: 'Hint', kind: flag(true), about },
  paths: { digestName: 'Paths', kind: list('path'), about },
  one: { digestName: 'One', kind: block(inner), about },
  many: { digestName: 'Many', kind: blocks(inner), about },
  newer: { digestName: 'Newer', kind: block(inner, true), since: '1.1.0', about },
});

function read(yaml: string) {
  const source = openYaml(yaml, {}, { maxLength: 1000, maxDepth: 9 });
  return readBlock({ source, newer: undefined }, outer);
}

test('what is not written, or written as nothing, is empty', () => {
  const empty = {
    name: '',
    raw: '',
    count: 0,
    limit: null,
    share: 0,
    on: false,
    hint: null,
    paths: null,
    one: { words: [] },
    many: [],
    newer: null,
  };
  expect(read('{}')).toEqual(empty);
  const nothing = Object.keys(empty).map((key) => `${key}: ~\n`);
  expect(read(nothing.join(''))).toEqual(empty);
});

test('values are brought to one spelling', () => {
  const yaml = `name: " a "\nraw: " a "\ncount: "7"\nlimit: 0x10\nshare: .5\non: True\nhint: false\npaths: [a//b/., .]\none: {words: [B, " a", b, ~]}\nmany: [{words: [1.50]}, ~]\nnewer: {}\n`;
  expect(read(yaml)).toEqual({
    name: 'a',
    raw: ' a ',
    count: 7,
    limit: 16,
    share: 0.5,
    on: true,
    hint: false,
    paths: ['a/b'],
    one: { words: ['a', 'b'] },
    many: [{ words: ['1.5'] }, { words: [] }],
    newer: { words: [] },
  });
});

test('reading changes no shared value', () => {
  const first = read('one: {words: [a]}');
  expect(first['one']).toEqual({ words: ['a'] });
  expect(read('{}')['one']).toEqual({ words: [] });
});

test('two fields cannot have one name in the digest', () => {
  const field = { digestName: 'A', kind: flag(), about };
  expect(codeOf(() => defineBlock('x', { a: field, b: field }).digested)).toContain('one name');
});

test('every field of the language says what it is for', () => {
  const silent: string[] = [];
  const visit = (fields: readonly Field[]): void => {
    for (const field of fields) {
      if (!field.about.endsWith('.') && field.name !== 'schema_id') silent.push(field.name);
      if (field.kind.kind === 'block' || field.kind.kind === 'blocks')
        visit(field.kind.block.fields);
    }
  };
  visit(policyBlock.fields);
  expect(silent).toEqual([]);
});
