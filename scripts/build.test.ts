import { afterAll, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildExecutables } from './build.ts';
import { runCommand } from './run-command.ts';
import { ROOT } from './source-files.ts';

const scratch = mkdtempSync(join(tmpdir(), 'gait-build-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});
const first = await buildExecutables({ out: join(scratch, 'a'), version: '9.8.7-test' });

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

test('the same source gives the same executable, in another folder and at another time', async () => {
  const second = await buildExecutables({ out: join(scratch, 'b'), version: '9.8.7-test' });
  expect(hashOf(second)).toBe(hashOf(first));
});

test('gait and krci-ai are one file, and it calls itself what it was told to', async () => {
  const krci = join(scratch, 'a', 'krci-ai');
  expect(hashOf(krci)).toBe(hashOf(first));
  expect(statSync(krci).ino).toBe(statSync(first).ino);
  const { status, output } = await runCommand([first, 'version', '--json']);
  expect({ status, version: (JSON.parse(output) as { version: string }).version }).toEqual({
    status: 0,
    version: '9.8.7-test',
  });
});

test('the executable names no folder of the machine it was built on', () => {
  const bytes = readFileSync(first);
  expect(bytes.includes(ROOT)).toBeFalse();
  expect(bytes.includes(scratch)).toBeFalse();
  if (homedir().length > 6) expect(bytes.includes(homedir())).toBeFalse();
});

test('a version that is not one is refused', () => {
  const build = buildExecutables({ out: join(scratch, 'c'), version: '1.0"; x' });
  return expect(build).rejects.toThrow('not a version');
});

test('code planted in the folder it starts in does not run', async () => {
  const planted = join(scratch, 'planted');
  mkdirSync(planted);
  const proof = join(scratch, 'proof');
  const code = `require('node:fs').writeFileSync(${JSON.stringify(proof)}, 'ran');`;
  writeFileSync(join(planted, 'p.ts'), code);
  writeFileSync(
    join(planted, 'bunfig.toml'),
    'preload = ["./p.ts"]\n[run]\npreload = ["./p.ts"]\n',
  );
  writeFileSync(join(planted, '.env'), 'BUN_OPTIONS="--preload ./p.ts"\nNO_COLOR=\n');
  writeFileSync(join(planted, 'package.json'), '{"name":"x","type":"module"}');
  writeFileSync(join(planted, 'tsconfig.json'), '{"compilerOptions":{"paths":{"*":["./p.ts"]}}}');
  for (const args of [['--version'], ['help'], ['verify', 'none.zip']]) {
    await runCommand([first, ...args], { cwd: planted });
  }
  expect(() => statSync(proof)).toThrow();
});
