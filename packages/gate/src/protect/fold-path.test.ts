import { expect, test } from 'bun:test';
import { bareComponent, foldPath, isShortName } from './fold-path.ts';

test.each([
  ['capitals', '.GAIT.YAML', '.gait.yaml'],
  ['full width', '．ｇａｉｔ', '.gait'],
  ['a long s', 'ſ', 's'],
  ['a Kelvin sign', 'K', 'k'],
  ['characters that show nothing', '.ga\u200dit\ufeff', '.gait'],
  ['composed and decomposed', 'e\u0301', '\u00e9'],
])('%s fold away', (_, given, folded) => {
  expect(foldPath(given)).toBe(folded);
});

test.each([
  ['.gait.', '.gait'],
  ['.gait. .', '.gait'],
  ['.gait::$data', '.gait'],
  ['..', '..'],
  ['c:', 'c:'],
  ['...', '...'],
])('Windows opens %s as %s', (given, bare) => {
  expect(bareComponent(given)).toBe(bare);
});

test.each([
  ['gait~1.yam', '.gait.yaml', true],
  ['krci-a~1.jso', 'krci-ai.lock.json', true],
  ['ga12f3~1.yam', '.gait.yaml', true],
  ['other~1.yam', '.gait.yaml', false],
  ['gait.yaml', '.gait.yaml', false],
])('%s may be the short name of %s: %p', (short, name, expected) => {
  expect(isShortName(short, name)).toBe(expected);
});
