import { expect, test } from 'bun:test';
import { chmodSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, sha256Hex } from '@gait/canon';
import {
  at,
  codeOf,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
  task,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

const ONE = '.krci-ai/tasks/one.md';
const MINE = `${task('oils.md')}\nMine.\n`;
const edit = (): void => put(`project/${ONE}`, MINE);

/** The words of a hint that are a command, as a person would type them. */
const commandIn = (hint: unknown): string[] =>
  /krci-ai ([^ ]+ [^ ,;:]+)/u.exec(String(hint))?.[1]?.split(' ') ?? [];

test('an accepted edit passes verify and a frozen install, which say so', async () => {
  await install('--ide', 'claude');
  edit();
  await install('--ide', 'claude');
  expect((await run('verify')).exit).toBe(2);
  const accepted = await run('accept', ONE, '--json');
  expect(accepted.json).toMatchObject({ ok: true, accepted: [ONE], written: true });
  expect(lock().files.find(({ path }) => path === ONE)).toMatchObject({
    sha256: sha256Hex(MINE),
    base: sha256Hex(task('oils.md')),
  });
  const verified = await run('verify');
  expect([verified.exit, verified.stdout.includes(`accepted edit  ${ONE}`)]).toEqual([0, true]);
  const frozen = await run('install', '--frozen');
  expect([frozen.exit, frozen.stdout.includes('accepted edits')]).toEqual([0, true]);
  expect((await run('status', '--json')).json).toMatchObject({ accepted: [ONE], findings: [] });
  expect((await install()).json).toMatchObject({ written: false });
  expect(read(ONE)).toBe(MINE);
});

test('what is made of an accepted edit follows at once', async () => {
  await install('--ide', 'claude');
  const path = '.krci-ai/agents/ada.yaml';
  put(`project/${path}`, read(path).replace('Keeps the', 'Still keeps the'));
  expect((await run('accept', path)).exit).toBe(0);
  expect((await run('verify')).exit).toBe(0);
  expect((await run('install', '--frozen', '--json')).exit).toBe(0);
  expect(read('.claude/agents/ada.md')).toContain('Still keeps the');
});

test('a dry run accepts nothing', async () => {
  await install();
  edit();
  const before = read('krci-ai.lock.json');
  expect((await run('accept', '--all', '--dry-run', '--json')).json).toMatchObject({
    accepted: [ONE],
    dry_run: true,
    written: false,
  });
  expect(read('krci-ai.lock.json')).toBe(before);
});

test('the hint of a frozen install works as it stands', async () => {
  await install();
  edit();
  const refused = await run('install', '--frozen', '--json');
  const words = commandIn(refused.json?.['hint']);
  expect(words).toEqual(['accept', ONE]);
  expect((await run(...words)).exit).toBe(0);
  expect((await run('install', '--frozen')).exit).toBe(0);
});

test('an update still merges with what was installed', async () => {
  await install();
  edit();
  await run('accept', '--all');
  put('source/tasks/one.md', task('oils.md').replace('Task: trim', 'Task: trim well'));
  const updated = await run('update', '--yes', '--json');
  expect(updated.exit).toBe(0);
  expect(read(ONE)).toBe(MINE.replace('Task: trim', 'Task: trim well'));
  expect((await run('verify')).exit).toBe(0);
});

test('what was accepted is in the audit, and what is as it was before is accepted no more', async () => {
  await install();
  edit();
  await run('accept', '--all');
  const records = (await run('audit', 'show', '--json')).json?.['records'];
  expect((records as object[]).at(-1)).toMatchObject({
    event: { action: 'accept', accepted: [ONE] },
  });
  expect((await run('audit', 'verify')).exit).toBe(0);
  rmSync(join(at.root, ONE));
  await install();
  expect([read(ONE), (await run('verify')).exit]).toEqual([task('oils.md'), 0]);
});

test.each([
  [['accept'], 6, 'arguments_invalid'],
  [['accept', ONE, '--all'], 6, 'arguments_invalid'],
  [['accept', '.krci-ai/tasks/other.md'], 6, 'agent_file_unlocked'],
  [['accept', '../source/tasks/one.md'], 6, 'agent_file_unlocked'],
  [['accept', '.krci-ai/data/wicks.md'], 6, 'file_missing'],
])('%j is refused', async (args, exit, code) => {
  await install();
  rmSync(join(at.root, '.krci-ai/data/wicks.md'));
  const before = read('krci-ai.lock.json');
  const ran = await run(...args, '--json');
  expect([ran.exit, codeOf(ran)]).toEqual([exit, code]);
  expect(read('krci-ai.lock.json')).toBe(before);
});

test('markers of a merge are not accepted', async () => {
  await install();
  put(`project/${ONE}`, '<<<<<<< yours\na\n=======\nb\n>>>>>>> theirs\n');
  const ran = await run('accept', '--all', '--json');
  expect([ran.exit, codeOf(ran)]).toEqual([2, 'conflict_unresolved']);
});

test('a signed lock asks for the key', async () => {
  const pair = generateKeyPair();
  put('sign.key', pair.privateKey);
  put('sign.pub', pair.publicKey);
  chmodSync(join(at.folder, 'sign.key'), 0o600);
  const key = ['--private-key', '../sign.key'];
  await install(...key);
  edit();
  const refused = await run('accept', '--all', '--json');
  expect([refused.exit, codeOf(refused)]).toEqual([6, 'key_missing']);
  expect((await run('accept', '--all', ...key)).exit).toBe(0);
  expect((await run('verify', '--public-key', '../sign.pub')).exit).toBe(0);
});
