import { expect, test } from 'bun:test';
import { findNearest } from './find-nearest.ts';

const KNOWN = ['verify', 'version', 'run', 'pack', 'doctor', 'completion'];

test.each([
  ['verfy', 'verify'],
  ['veirfy', 'verify'],
  ['VERIFY', 'verify'],
  ['doctro', 'doctor'],
  ['comp', 'completion'],
  ['pac', 'pack'],
])('%s means %s', (word, meant) => {
  expect(findNearest(word, KNOWN)).toBe(meant);
});

test.each(['', 'frobnicate', 'zzz', 've', 'x'.repeat(1_000_000)])(
  'nothing is suggested for a word that is far from all',
  (word) => {
    expect(findNearest(word, KNOWN)).toBeUndefined();
  },
);
