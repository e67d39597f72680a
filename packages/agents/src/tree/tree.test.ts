import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { resolveReference } from '../graph/resolve-reference.ts';
import { joinInside } from './asset-places.ts';
import { findNameFaults, foldName } from './check-names.ts';
import { memoryTree } from './memory-tree.ts';

const faults = (...names: string[]) =>
  findNameFaults(memoryTree(Object.fromEntries(names.map((name) => [name, ''])))).map(
    ({ path, fault }) => `${fault} ${path}`,
  );

describe('names', () => {
  test.each([
    'a.md',
    'A b.md',
    'console.md',
    'com10',
    'ключ.md',
    '.hidden',
    'a.b.c',
    'lpt',
    '日本.md',
  ])('%s can stand anywhere', (name) => {
    expect(faults(name)).toEqual([]);
  });

  test.each([
    'a<b',
    'a>b',
    'a:b',
    'a"b',
    'a|b',
    'a?b',
    'a*b',
    'a\\b',
    'a\u0001b',
    'a.',
    'a ',
    'CON',
    'nul.txt',
    'Com1.md',
    'LPT9',
    'com\u00b9',
    'x'.repeat(256),
  ])('%j cannot stand on Windows', (name) => {
    expect(faults(name)).toEqual([`unportable ${name}`]);
  });

  test('names that some system takes for one', () => {
    expect(faults('a/x', 'A/y')).toEqual(['collision a']);
    expect(faults('é', 'e\u0301')).toEqual(['collision \u00e9']);
    expect(faults('straße', 'STRASSE')).toEqual(['collision stra\u00dfe']);
    expect(foldName('ÀB')).toBe(foldName('a\u0300b'));
  });
});

test('a path never leads above where it starts', () => {
  expect(joinInside('a', 'b/./c//d/../e')).toBe('a/b/c/e');
  expect(joinInside('a', '..')).toBeUndefined();
  expect(joinInside('a', 'b/../../a/c')).toBeUndefined();
  const part = fc.constantFrom('..', '.', '', 'a', 'b.md', '\\', '\0', 'C:', '.krci-ai', 'data');
  const tree = memoryTree({ '.krci-ai/data/a/b.md': 'x', '.env': 'SECRET' });
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 8 }),
      fc.constantFrom('', '/', './.krci-ai/data/'),
      (parts, prefix) => {
        const { reach, path } = resolveReference(tree, 'data', prefix + parts.join('/'));
        if (reach === 'found') expect(path).toBe('.krci-ai/data/a/b.md');
        if (reach === 'missing') expect(path.startsWith('.krci-ai/data/')).toBeTrue();
        if (reach === 'missing') expect(path.split('/')).not.toContain('..');
      },
    ),
    { numRuns: 2000 },
  );
});
