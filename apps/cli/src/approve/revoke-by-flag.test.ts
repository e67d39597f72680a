import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
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

test('the key of an approver that the project names signs by itself', async () => {
  const config = join(cwd, '.gait/config.yaml');
  mkdirSync(dirname(config), { recursive: true });
  writeFileSync(config, `gate:\n  approval_private_key: ${key('alice')}\n`);
  expect((await revoke()).json).toMatchObject({ ok: true, key_id: expect.any(String) });
});
