import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'bun:test';
import { approvalFiles } from '@gait/local';
import { runInProcess, type Ran, type World } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

const ID = 'b'.repeat(24);
let cwd = '';
let home = '';
let world: World = {};
folderForEach((folder) => {
  cwd = join(folder, 'repo');
  home = join(folder, 'home');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  world = { cwd, home };
});
beforeEach(async () => {
  await gait('init', '--template', 'coding-agent', '--approver', 'alice');
  await gait('trust', '.gait.yaml');
});

const gait = (...words: string[]): Promise<Ran> => runInProcess([...words, '--json'], world);
const revoke = (...more: string[]) => gait('approve', '--revoke', ID, ...more);
const key = (name: string): string => join(home, `.config/gait/keys/${name}_private.key`);
const list = (): string => approvalFiles({ env: {}, home, platform: process.platform }).revocations;

/** Commands with which doctor and check would repair the list. */
async function repairs(): Promise<unknown[]> {
  const doctor = (await gait('doctor')).json?.['checks'] as Record<string, string>[];
  const check = ((await gait('check')).json?.['ungated'] ?? []) as Record<string, string>[];
  return [
    doctor.find(({ name }) => name === 'gate_revocations')?.['fix_command'],
    check.find(({ code }) => code === 'revocations_refused')?.['command'],
  ];
}

describe('a withdrawal in a strict project', () => {
  test('is refused without a key, and the answer names the key of an approver', async () => {
    const { exit, json } = await revoke();
    expect(exit).toBe(6);
    expect(json).toMatchObject({ detail: { code: 'key_missing' } });
    expect(json?.['hint']).toContain('(alice), like ~/.config/gait/keys/alice_private.key');
    expect(existsSync(list())).toBe(false);
  });

  test('is refused with a key whose approvals the gate does not believe', async () => {
    expect(await revoke('--private-key', key('gait'))).toMatchObject({
      exit: 2,
      json: { detail: { code: 'revocation_list_signature' } },
    });
    expect(existsSync(list())).toBe(false);
  });

  test('is signed by the key of an approver, and the gate believes it', async () => {
    expect((await revoke('--private-key', key('alice'))).json).toMatchObject({ ok: true });
    expect(await repairs()).toEqual([undefined, undefined]);
  });
});

test('a list without signature is found, and the command that is named repairs it', async () => {
  await revoke('--no-config');
  expect(JSON.parse(readFileSync(list(), 'utf8'))).not.toHaveProperty('signature');
  const command = `gait approve --revoke ${ID} --revocations ${list()} --key-mode prod --private-key FILE`;
  expect(await repairs()).toEqual([command, command]);
  await gait(...command.split(' ').slice(1, -1), key('alice'));
  expect(await repairs()).toEqual([undefined, undefined]);
});

test('a list that another project signed names the key to add, not to sign it anew', async () => {
  const trust = join(home, '.config/gait/approvers.json');
  const theirs = readFileSync(trust, 'utf8');
  const keyId = String((await revoke('--private-key', key('alice'))).json?.['key_id']);
  rmSync(trust);
  rmSync(join(home, '.config/gait/keys/alice_public.key'));
  rmSync(key('alice'));
  await gait('init', '--template', 'coding-agent', '--force', '--approver', 'bob');
  await gait('trust', '.gait.yaml');
  expect((await gait('doctor')).stdout).toContain(keyId);
  const open = `"\${EDITOR:-vi}" ${trust}`;
  expect(await repairs()).toEqual([open, open]);
  const both = JSON.parse(readFileSync(trust, 'utf8')) as { keys: unknown[] };
  both.keys.push(...(JSON.parse(theirs) as { keys: unknown[] }).keys);
  writeFileSync(trust, JSON.stringify(both));
  expect(await repairs()).toEqual([undefined, undefined]);
});

test('to sign a list with another key warns of the projects that know only the first', async () => {
  await gait('init', '--template', 'coding-agent', '--force', '--approver', 'bob');
  const first = String((await revoke('--private-key', key('alice'))).json?.['key_id']);
  const warned = async (name: string): Promise<string> =>
    (await runInProcess(['approve', '--revoke', ID, '--private-key', key(name)], world)).stderr;
  expect(await warned('alice')).not.toContain(first);
  expect(await warned('bob')).toContain(first);
});

test('the key of an approver that the project names signs by itself', async () => {
  const config = join(cwd, '.gait/config.yaml');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, `gate:\n  approval_private_key: ${key('alice')}\n`);
  expect((await revoke()).json).toMatchObject({ ok: true, key_id: expect.any(String) });
});
