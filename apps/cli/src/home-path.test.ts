import { expect, test } from 'bun:test';
import { fromHome, isInside, toHome } from './home-path.ts';

test('a path below the home folder is written with ~ and read back', () => {
  expect(toHome('/home/u/.config/gait', '/home/u')).toBe('~/.config/gait');
  expect(fromHome('~/.config/gait', '/home/u')).toBe('/home/u/.config/gait');
});

test('other paths stay, also where no home is known', () => {
  for (const path of ['/home/u2/x', '/home/u', 'relative', '~x/y', '~']) {
    expect(toHome(path, '')).toBe(path);
    expect(fromHome(path, '/home/u')).toBe(path);
  }
  expect(toHome('/home/u2/x', '/home/u')).toBe('/home/u2/x');
  expect(fromHome('~/x', '')).toBe('~/x');
});

test('a folder is not inside itself, nor is a name that only begins the same', () => {
  expect(isInside('/a/b', '/a')).toBe(true);
  expect(isInside('/a/..b', '/a')).toBe(true);
  expect(isInside('/a', '/a')).toBe(false);
  expect(isInside('/ab', '/a')).toBe(false);
});
