import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { compareVersions, inRange, isRange, parseVersion, type Version } from './version.ts';

const version = (text: string): Version => {
  const parsed = parseVersion(text);
  if (parsed === undefined) throw new Error(text);
  return parsed;
};

test('the order is the one of SemVer 2.0', () => {
  const ordered = [
    '0.9.9',
    '1.0.0-alpha',
    '1.0.0-alpha.1',
    '1.0.0-alpha.beta',
    '1.0.0-beta',
    '1.0.0-beta.2',
    '1.0.0-beta.11',
    '1.0.0-rc.1',
    '1.0.0',
    '1.0.1',
    '1.10.0',
    '2.0.0',
  ];
  expect(ordered.map(version).toSorted(compareVersions)).toEqual(ordered.map(version));
  expect(ordered.toReversed().map(version).toSorted(compareVersions)).toEqual(ordered.map(version));
});

test.each([
  '1',
  '1.0',
  '01.0.0',
  '1.0.0-',
  '1.0.0-01',
  '1.0.0+x',
  'v1.0.0',
  ' 1.0.0',
  '1.0.0-a..b',
  `1.0.0-${'a'.repeat(64)}`,
  '9999999999.0.0',
])('%j is no version', (text) => expect(parseVersion(text)).toBeUndefined());

test('two different texts are never equal in order', () => {
  const part = fc.nat(12);
  const text = fc
    .tuple(part, part, part, fc.constantFrom('', '-a', '-a.1', '-1', '-rc.2'))
    .map(([a, b, c, pre]) => `${a}.${b}.${c}${pre}`);
  fc.assert(
    fc.property(text, text, (a, b) => {
      const order = compareVersions(version(a), version(b));
      expect(order === 0).toBe(a === b);
      expect(Math.sign(order)).toBe(-Math.sign(compareVersions(version(b), version(a))) + 0 || 0);
    }),
  );
});

test('a range holds what all its conditions hold, a malformed one nothing', () => {
  expect(inRange(version('1.5.0'), '>=1.0.0 <2.0.0')).toBe(true);
  expect(inRange(version('2.0.0'), '>=1.0.0 <2.0.0')).toBe(false);
  expect(inRange(version('1.0.0'), '=1.0.0')).toBe(true);
  expect(inRange(version('1.0.0'), '*')).toBe(true);
  for (const range of [
    '',
    '^1.0.0',
    '>=1',
    '>=1.0.0  <2.0.0',
    Array.from({ length: 9 }, () => '>0.0.0').join(' '),
  ]) {
    expect([range, isRange(range), inRange(version('1.0.0'), range)]).toEqual([
      range,
      false,
      false,
    ]);
  }
});
