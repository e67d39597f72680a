import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, expect, test } from 'bun:test';
import { approvalFiles } from '@gait/local';
import { runInProcess, type World } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
let home = '';
let world: World = {};
folderForEach((folder) => {
  cwd = join(folder, 'repo');
  home = join(folder, 'home');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  world = { cwd, home, now: () => BigInt(Date.now()) * 1_000_000n };
});
beforeEach(async () => {
  await runInProcess(['init', '--template', 'coding-agent'], world);
  await runInProcess(['trust', '.gait.yaml'], world);
});

/** What is not in order, as `status name: repair`. */
async function wrong(): Promise<string[]> {
  const { json } = await runInProcess(['doctor', '--json'], world);
  const checks = json?.['checks'] as {
    name: string;
    status: string;
    fix_command?: string;
  }[];
  return checks
    .filter(({ name, status }) => status !== 'pass' && !/^(?:version|output_dir)$/u.test(name))
    .map(({ name, status, fix_command }) => `${status} ${name}: ${fix_command ?? ''}`);
}
function put(path: string, text: string, mode = 0o600): string {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  chmodSync(path, mode);
  return path;
}
/** Changes the configuration and trusts it with its policy. */
async function reconfigure(from: string | RegExp, to: string): Promise<void> {
  put(config(), readFileSync(config(), 'utf8').replace(from, to));
  await runInProcess(['trust', '.gait.yaml'], world);
}
const config = (): string => join(cwd, '.gait/config.yaml');
const files = () => approvalFiles({ env: {}, home, platform: process.platform });

test('a gate that was set up and trusted is in order', async () => {
  expect(await wrong()).toEqual([]);
});

test('a project without defaults has no gate to look at', async () => {
  rmSync(join(cwd, '.gait'), { recursive: true });
  rmSync(join(cwd, '.gait.yaml'));
  expect(await wrong()).toEqual([]);
});

test('defaults that cannot be read', async () => {
  put(config(), 'gate: {profil: strict}\n');
  expect(await wrong()).toEqual(['fail gate_config: "${EDITOR:-vi}" .gait/config.yaml']);
});

test('a policy that is missing, changed, or no policy', async () => {
  const policy = join(cwd, '.gait.yaml');
  put(policy, 'default_verdict: block\n');
  expect(await wrong()).toEqual(['fail gate_policy: gait trust .gait.yaml']);
  put(policy, 'nonsense: 1\n');
  expect(await wrong()).toEqual(['fail gate_policy: "${EDITOR:-vi}" .gait.yaml']);
  rmSync(policy);
  expect(await wrong()).toEqual(['fail gate_policy: gait init']);
});

test('a list of trusted policies that is empty, or that others can write to', async () => {
  const list = join(home, '.config/gait/trusted-policies.json');
  const kept = readFileSync(list, 'utf8');
  put(list, '');
  const command = `mv ${list} ${list}.broken && gait trust .gait.yaml`;
  expect(await wrong()).toEqual([`fail gate_policy: ${command}`]);
  const { json } = await runInProcess(['check', '--json'], world);
  expect(json?.['ungated']).toContainEqual(
    expect.objectContaining({ code: 'policy_untrusted', command }),
  );
  renameSync(list, `${list}.broken`);
  expect((await runInProcess(['trust', '.gait.yaml'], world)).exit).toBe(0);
  expect(await wrong()).toEqual([]);
  put(list, kept, 0o666);
  expect(await wrong()).toEqual([`fail gate_policy: chmod 600 ${list} && gait trust list`]);
});

test('the key mode of the project counts where no flag names a key', async () => {
  const keyConfig = async (...words: string[]): Promise<string> => {
    const { json } = await runInProcess(['doctor', ...words, '--json'], world);
    const checks = json?.['checks'] as { name: string; status: string; message: string }[];
    const found = checks.find(({ name }) => name === 'key_config');
    return `${found?.status} ${found?.message}`;
  };
  const key = join(home, '.config/gait/keys/gait_private.key');
  expect(await keyConfig()).toMatch(/^pass .*gait_private\.key \(key mode prod\)$/u);
  expect(await keyConfig('--private-key', key)).toStartWith('warn');
  await reconfigure(/key_mode:.*/u, 'key_mode: dev');
  expect(await keyConfig()).toEndWith('(key mode dev)');
  await reconfigure('key_mode: dev', 'key_mode: prod');
  await reconfigure(/ {2}private_key.*\n/u, '');
  expect(await keyConfig()).toStartWith('warn gate.key_mode is prod');
});

test('a key that is missing, or that others can read', async () => {
  const key = join(home, '.config/gait/keys/gait_private.key');
  chmodSync(key, 0o640);
  expect(await wrong()).toEqual([`fail key_permissions: chmod 600 ${key}`]);
  await reconfigure('gait_private', 'none_private');
  chmodSync(key, 0o600);
  expect(await wrong()).toEqual(['fail gate_key: gait init']);
});

test('a kill switch that is missing or cannot be read', async () => {
  const state = join(cwd, '.gait-out/kill_switch_state.json');
  put(state, '{');
  expect(await wrong()).toEqual([`fail gate_kill_switch: ls -l ${state}`]);
  rmSync(state);
  expect(await wrong()).toEqual(['fail gate_kill_switch: gait init']);
});

test('ledgers that others can write to, and lists that cannot be read', async () => {
  put(files().spent, '', 0o666);
  put(files().denials, '{\n');
  put(files().revocations, '{');
  expect(await wrong()).toEqual([
    `fail gate_ledger: chmod 600 ${files().spent}`,
    `fail gate_denials: ls -l ${files().denials}`,
    `fail gate_revocations: ls -l ${files().revocations}`,
  ]);
});

test('the lock of a dead process beside the counters, wherever they are', async () => {
  const state = join(home, 'limits/counters.json');
  await reconfigure('.gait-out/gate_rate_limits.json', state);
  const lock = put(`${state}.lock`, '{"pid":999999999}');
  const old = new Date(Date.now() - 3_600_000);
  utimesSync(lock, old, old);
  expect(await wrong()).toEqual([`warn stale_locks: rm ${lock}`]);
});
