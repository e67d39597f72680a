import { describe, expect, test } from 'bun:test';
import { locateNode } from '@gait/yaml';
import { codeOf } from '../testing/code-of.ts';
import { throughAlias } from './through-alias.ts';
import { openYaml, placeIn, refuse, scalarAt, skipNode } from './yaml-source.ts';

const LIMITS = { maxLength: 1000, maxDepth: 7 };
const open = (text: string) => openYaml(text, { file: 'f' }, LIMITS);

/** Line and column at which an error about a path would point. */
function placeOfPath(text: string, ...path: (string | number)[]): string {
  const source = open(text);
  const { where } = refuse(source, locateNode(source, path), 'yaml_syntax', 'x', 'y');
  return `${where.line}:${where.column}`;
}

test('a path is found where it is written, or at what holds it', () => {
  const text = 'a: 1\nb:\n  - c: x\n  - {c: y, d: [z]}\n';
  expect(placeOfPath(text, 'b')).toBe('2:1');
  expect(placeOfPath(text, 'b', 1, 'd', 0)).toBe('4:16');
  expect(placeOfPath(text, 'b', 0, 'missing')).toBe('3:5');
  expect(placeOfPath(text, 'missing')).toBe('1:1');
});

test('lines that lack room are read, and told at their own column', () => {
  const source = open('a: [\nb, c\n]\nd: 1\n');
  expect(placeOfPath('a: [\nb, c\n]\nd: 1\n', 'a', 1)).toBe('2:4');
  expect(placeIn(source, source.text.indexOf('d'))).toEqual({ line: 4, column: 1 });
});

describe('an alias', () => {
  /** The scalars of a list, aliases followed. */
  function scalarsOf(text: string): string[] {
    const source = open(text);
    source.at = 2;
    const out: string[] = [];
    while (source.events[source.at]?.type !== 6) {
      out.push(
        throughAlias(source, () => {
          const value = scalarAt(source)?.value ?? '';
          skipNode(source);
          return value;
        }),
      );
    }
    return out;
  }

  test('stands for the value above that carries its name', () => {
    expect(scalarsOf('[&x a, b, *x]')).toEqual(['a', 'b', 'a']);
  });

  test('of nothing, of something below, or of two values is refused', () => {
    expect(codeOf(() => scalarsOf('[*x]'))).toBe('yaml_alias');
    expect(codeOf(() => scalarsOf('[*x, &x a]'))).toBe('yaml_alias');
    expect(codeOf(() => scalarsOf('[&x a, &x b, *x]'))).toBe('yaml_alias');
  });
});

describe('refused', () => {
  test.each([
    ['a text over the limit', 'a'.repeat(1001), 'yaml_size'],
    ['more levels than allowed', '[[[[[[[[[a]]]]]]]]]', 'yaml_depth'],
    ['a second document', 'a\n---\nb', 'yaml_syntax'],
    ['a bracket that stays open', 'a: [', 'yaml_syntax'],
    ['a null character', 'a\0', 'yaml_syntax'],
  ])('%s', (_, text, code) => {
    expect(codeOf(() => open(text))).toBe(code);
  });

  test('a tag, but not the one for text', () => {
    const scalar = (text: string) => {
      const source = open(text);
      return scalarAt(source);
    };
    expect(scalar('!!str 1')).toEqual({ value: '1', plain: false });
    expect(codeOf(() => scalar('!!int 1'))).toBe('yaml_tag');
  });
});
