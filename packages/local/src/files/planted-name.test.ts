import { afterEach, beforeEach, expect, spyOn, test, type Mock } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExclusive } from '../locks/create-exclusive.ts';
import { codeOf } from '../testing/code-of.ts';
import { writeWhole } from './write-whole.ts';

/**
 * Somebody who guesses a temporary name puts a file of his own there, open for writing: what
 * is then written into it he can still change after it got its final name.
 */
let folder = '';
let random: Mock<typeof crypto.getRandomValues>;
/** How many names the guesser knows; the ones after them nobody can tell. */
let guessed = Infinity;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-planted-'));
  guessed = Infinity;
  random = spyOn(crypto, 'getRandomValues').mockImplementation((bytes) => {
    (bytes as unknown as Uint8Array).fill(guessed-- > 0 ? 0xab : 0xcd);
    return bytes;
  });
});
afterEach(() => {
  random.mockRestore();
  rmSync(folder, { recursive: true, force: true });
});
const at = (name: string): string => join(folder, name);

test('a file is never written through a temporary name that is taken', () => {
  writeFileSync(at('state'), 'old');
  writeFileSync(at(`.state.tmp-${'ab'.repeat(8)}`), 'planted');
  expect(codeOf(() => writeWhole(at('state'), 'new'))).toBe('file_exists');
  expect(readFileSync(at('state'), 'utf8')).toBe('old');
  expect(readFileSync(at(`.state.tmp-${'ab'.repeat(8)}`), 'utf8')).toBe('planted');
});

test('a lock is never made of a temporary name that is taken', () => {
  writeFileSync(at(`x.lock.tmp-${'ab'.repeat(6)}`), 'planted');
  expect(codeOf(() => createExclusive(at('x.lock'), 'mine'))).toBe('file_exists');
  expect(readdirSync(folder)).toEqual([`x.lock.tmp-${'ab'.repeat(6)}`]);
  expect(readFileSync(at(`x.lock.tmp-${'ab'.repeat(6)}`), 'utf8')).toBe('planted');
});

test('a temporary name that is taken once is left alone and another one used', () => {
  guessed = 1;
  writeFileSync(at(`.state.tmp-${'ab'.repeat(8)}`), 'planted');
  writeWhole(at('state'), 'new');
  guessed = 1;
  writeFileSync(at(`x.lock.tmp-${'ab'.repeat(6)}`), 'planted');
  expect(createExclusive(at('x.lock'), 'mine')).toBe(true);
  expect(readFileSync(at('state'), 'utf8')).toBe('new');
  expect(readFileSync(at('x.lock'), 'utf8')).toBe('mine');
  expect(readdirSync(folder).sort()).toEqual([
    `.state.tmp-${'ab'.repeat(8)}`,
    'state',
    'x.lock',
    `x.lock.tmp-${'ab'.repeat(6)}`,
  ]);
});
