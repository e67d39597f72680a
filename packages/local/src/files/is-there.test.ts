import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSurelyMissing, isThere } from './is-there.ts';

let folder = '';
const at = (name: string): string => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-there-'));
  mkdirSync(at('real'));
  writeFileSync(at('file'), 'x');
  symlinkSync('real', at('link'));
  symlinkSync('not-mounted', at('dead'));
  symlinkSync('file', at('to-file'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function codeOf(path: string): string {
  try {
    return String(isThere(path));
  } catch (error) {
    return (error as { code: string }).code;
  }
}

describe('something', () => {
  test.each([
    ['a file', 'file', 'true'],
    ['a link that leads nowhere', 'dead', 'true'],
    ['nothing in a folder', 'real/no', 'false'],
    ['nothing in a folder behind a link', 'link/no', 'false'],
    ['nothing in folders that are not there', 'real/no/no/no', 'false'],
    ['something behind a link that leads nowhere', 'dead/no', 'file_unreachable'],
    ['something further behind it', 'dead/no/no', 'file_unreachable'],
    ['something behind a file', 'file/no', 'false'],
    ['something behind a link to a file', 'to-file/no', 'false'],
  ])('%s', (_, name, said) => {
    expect(codeOf(at(name))).toBe(said);
    expect(isSurelyMissing(at(name))).toBe(said === 'false' && !name.includes('file'));
  });
});
