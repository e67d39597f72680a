import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesMeant, searchedFiles } from './glob-targets.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-globs-'));
  writeFileSync(join(folder, '.env'), 'KEY=1\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a search in files with a pattern of files', () => {
  test.each([
    { glob: '.env' },
    { glob: '*.env' },
    { glob: '{.env,a.ts}' },
    { glob: '.e*' },
    { glob: '*' },
    { glob: '**/*' },
    { glob: '!*.md,.env' },
    { include: '.env' },
    { include: ['src/**', '.env'] },
    { file_pattern: '.[e]nv' },
    { includePattern: '**/.env' },
  ])('%j means the private file', (input) => {
    expect(searchedFiles(input, folder).map(({ value }) => value)).toContain(join(folder, '.env'));
  });

  test.each([
    {},
    { glob: '*.ts' },
    { glob: '**/*.{ts,tsx}' },
    { glob: 'src/**/*.md' },
    { glob: '!.env' },
    { glob: '' },
    { glob: 7 },
    { pattern: '.env' },
    { pattern: '**/*' },
    { include: '.env.example' },
  ])('%j does not', (input) => {
    expect(searchedFiles(input, folder)).toEqual([]);
  });
});

test('a private file is meant by its name though it lies elsewhere or is not there', () => {
  const meant = (glob: string) => filesMeant([glob], '/w').map(({ value }) => value);
  expect(meant('/homes/ada/.ssh/id_rsa')).toEqual(['/homes/ada/.ssh/id_rsa']);
  expect(meant('sub/.env.local')).toEqual(['/w/sub/.env.local']);
  expect(meant('keys/*.pem')).toEqual(['/w/keys/*.pem']);
  expect(meant('*.md')).toEqual([]);
});

test('a pattern of any length is read in time', () => {
  const started = performance.now();
  for (const piece of ['{a,', '*', '{.env,', '[', '?*']) filesMeant([piece.repeat(50_000)], '/w');
  expect(performance.now() - started).toBeLessThan(2_000);
});
