import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { hook, message, repo, setUp, useRepository, useWarm, type Ran } from './hook-place.ts';

/** Black-box tests of scripts that an agent writes and runs. */
useRepository();

const PLAIN = `
import { readFileSync, writeFileSync } from 'node:fs';
writeFileSync('size.txt', String(readFileSync('README.md', 'utf8').length));
console.log('done');
`;
const STARTS = `
import { execFileSync } from 'node:child_process';
console.log(execFileSync('git', ['log', '-1']).toString());
`;

const run = (command: string): Ran => hook(message('Bash', { command }));
const writeCall = (path: string, content: string): Ran =>
  hook(message('Write', { file_path: join(repo, path), content }));

/** As the tool does it when the call was let through. */
function put(path: string, content: string): void {
  const file = join(repo, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
}

/** Sessions are as old as their first call, to the second. */
const aSecondLater = (): Promise<void> => Bun.sleep(1100);

describe.each([
  ['a process of its own', false],
  ['the gate that stays', true],
])('answered by %s:', (_, warm) => {
  beforeAll(() => useWarm(warm));
  afterAll(() => useWarm(false));

  test('a script that the session wrote is judged by what it does, an older one is the project’s', async () => {
    setUp();
    put('scripts/old.mjs', STARTS);
    await aSecondLater();
    expect(writeCall('scripts/plain.mjs', PLAIN).exit).toBe(0);
    put('scripts/plain.mjs', PLAIN);
    expect(writeCall('scripts/starts.mjs', STARTS).exit).toBe(0);
    put('scripts/starts.mjs', STARTS);
    expect(run('node scripts/plain.mjs')).toEqual({ exit: 0, out: '', err: '' });
    expect(run('node scripts/old.mjs')).toEqual({ exit: 0, out: '', err: '' });
    const { exit, err } = run('node scripts/starts.mjs');
    expect(exit).toBe(2);
    expect(err).toContain("needs a person's approval");
  });

  test('where a build puts what it makes, only what a call wrote by name is new', async () => {
    setUp();
    expect(run('ls').exit).toBe(0);
    await aSecondLater();
    put('dist/built.js', STARTS);
    expect(run('node dist/built.js').exit).toBe(0);
    expect(writeCall('dist/own.js', STARTS).exit).toBe(0);
    put('dist/own.js', STARTS);
    expect(run('node dist/own.js').exit).toBe(2);
  });

  test('a time that was set back does not make a script old', async () => {
    setUp();
    expect(run('ls').exit).toBe(0);
    await aSecondLater();
    put('scripts/back.mjs', STARTS);
    utimesSync(join(repo, 'scripts/back.mjs'), new Date(0), new Date(0));
    expect(run('node scripts/back.mjs').exit).toBe(2);
  });

  test('a script that cannot be read waits, however old it is', () => {
    setUp();
    put('scripts/big.mjs', `console.log(1);\n//${'x'.repeat(300 * 1024)}\n`);
    writeFileSync(join(repo, 'scripts/latin.py'), Buffer.from([0x23, 0xe9, 0x0a]));
    for (const command of ['node scripts/big.mjs', 'python3 scripts/latin.py'])
      expect([command, run(command).exit]).toEqual([command, 2]);
    expect(run('node scripts/none.mjs').exit).toBe(0);
  });

  test('a long command that is not understood waits for a person', () => {
    setUp();
    const command = `frobnicate <<'END'\n${'all of it\n'.repeat(900)}END\n`;
    const { exit, err } = run(command);
    expect(exit).toBe(2);
    expect(err).toContain("needs a person's approval");
    expect(err).not.toContain('intent_target_limit');
  });
});
