import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshFiles, noteWrittenFiles } from './fresh-files.ts';

let project = '';
let journal = '';
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'gait-fresh-'));
  journal = join(project, 'j.jsonl');
  for (const folder of ['src', 'dist']) mkdirSync(join(project, folder));
  for (const name of ['src/a.mjs', 'dist/a.mjs', 'dist/b.mjs'])
    writeFileSync(join(project, name), '1');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const beginAt = (time: Date): void =>
  writeFileSync(journal, `{"created_at":"${time.toISOString()}","kind":"header"}\n{}\n`);
const isFresh = (name: string): boolean => freshFiles(journal, project)(join(project, name));
const MINUTE = 60_000;

describe('a file', () => {
  test('that changed since the session began is fresh, an older one is not', () => {
    beginAt(new Date(Date.now() - MINUTE));
    expect(isFresh('src/a.mjs')).toBe(true);
    beginAt(new Date(Date.now() + MINUTE));
    expect(isFresh('src/a.mjs')).toBe(false);
  });

  test('that a build made is fresh only when a call wrote it by name', () => {
    beginAt(new Date(Date.now() - MINUTE));
    noteWrittenFiles(journal, [join(project, 'dist/b.mjs'), join(project, 'notes.md')]);
    expect([isFresh('dist/a.mjs'), isFresh('dist/b.mjs')]).toEqual([false, true]);
    expect(readFileSync(`${journal}.written`, 'utf8')).toBe(`${join(project, 'dist/b.mjs')}\n`);
  });

  test('behind a link that is new is fresh', () => {
    beginAt(new Date(Date.now() - MINUTE));
    symlinkSync(join(project, 'src/a.mjs'), join(project, 'src/l.mjs'));
    expect(isFresh('src/l.mjs')).toBe(true);
  });

  test('is noted by name only where a session is kept', () => {
    const unkept = join(project, 'none', 'j.jsonl');
    noteWrittenFiles(unkept, [join(project, 'dist/b.mjs')]);
    expect(existsSync(join(project, 'none'))).toBe(false);
    expect(freshFiles(unkept, project)(join(project, 'src/a.mjs'))).toBe(true);
  });

  test('is fresh where nobody can tell when the session began, or that list was filled up', () => {
    expect(isFresh('src/a.mjs')).toBe(true);
    beginAt(new Date(Date.now() + MINUTE));
    writeFileSync(`${journal}.written`, 'x\n'.repeat(3 * 1024 * 1024));
    expect(isFresh('dist/a.mjs')).toBe(true);
  });
});
