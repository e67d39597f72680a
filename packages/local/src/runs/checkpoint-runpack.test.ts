import { expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkpointRunpack } from './checkpoint-runpack.ts';

function makeFolder(files: readonly string[]): string {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'gait-')));
  for (const file of files) {
    mkdirSync(join(root, file, '..'), { recursive: true });
    writeFileSync(join(root, file), '');
  }
  return root;
}

test('the current folder comes first, as in the reference', () => {
  const cwd = makeFolder(['cp.zip', 'day/cp.zip']);
  expect(checkpointRunpack('cp.zip', 'day/chain.json', cwd)).toBe('cp.zip');
});

test("a path that is not there counts from the chain's folder", () => {
  const cwd = makeFolder(['day/out/cp.zip']);
  expect(checkpointRunpack('out/cp.zip', 'day/chain.json', cwd)).toBe('day/out/cp.zip');
  expect(checkpointRunpack('out/cp.zip', join(cwd, 'day/chain.json'), '/')).toBe(
    join(cwd, 'day/out/cp.zip'),
  );
});

test('a session written into a folder below verifies inside of it', () => {
  const cwd = makeFolder(['cp.zip']);
  expect(checkpointRunpack('day/cp.zip', 'chain.json', cwd)).toBe('cp.zip');
});

test('an absolute path is looked for nowhere else, and a missing one keeps its name', () => {
  const cwd = makeFolder(['day/cp.zip']);
  expect(checkpointRunpack('/nowhere/cp.zip', 'day/chain.json', cwd)).toBe('/nowhere/cp.zip');
  expect(checkpointRunpack('gone.zip', 'day/chain.json', cwd)).toBe('gone.zip');
});
