import { describe, expect, test } from 'bun:test';
import { getScalarValue } from 'js-yaml';
import { itemsOf, locateNode } from './locate-node.ts';
import { parseYaml, type ParsedYaml } from './parse-yaml.ts';

const TEXT = 'a:\n  b: [x, y, {Key: 1}]\n  c: 2\nd: word\n';

function parsed(): ParsedYaml {
  const result = parseYaml(TEXT, 100);
  if (!result.ok) throw new Error(result.fault.message);
  return result.parsed;
}

/** The scalar that stands at an event. */
function at(source: ParsedYaml, event: number): string | undefined {
  const found = source.events[event];
  return found !== undefined && 'valueStart' in found
    ? getScalarValue(source.text, found)
    : undefined;
}

describe('a part of a document', () => {
  test.each([
    [['a'], 'a'],
    [['a', 'b'], 'b'],
    [['a', 'b', 1], 'y'],
    [['a', 'b', 2, 'Key'], 'Key'],
    [['d'], 'd'],
    // What is absent is said to be where its parent stands.
    [['a', 'none'], 'a'],
    [['d', 'none'], 'd'],
    [['a', 'c', 'none', 3], 'c'],
  ])('%j is found', (path, text) => {
    const source = parsed();
    expect(at(source, locateNode(source, path))).toBe(text);
  });

  test('is found by a key in another spelling where spellings are folded', () => {
    const source = parsed();
    const path = ['a', 'b', 2, 'key'];
    expect(at(source, locateNode(source, path))).not.toBe('Key');
    const folded = locateNode(source, path, 1, (key) => key.toLowerCase());
    expect(at(source, folded)).toBe('Key');
  });

  test('has items when it is a list, and none when it is not', () => {
    const source = parsed();
    const list = locateNode(source, ['a', 'b']) + 1;
    const items = itemsOf(source, list);
    expect(items.map((item) => at(source, item))).toEqual(['x', 'y', undefined]);
    expect(itemsOf(source, 1)).toEqual([]);
  });
});
