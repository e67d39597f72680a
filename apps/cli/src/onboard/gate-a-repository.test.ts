import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

let cwd = '';
let home = '';
folderForAll((folder) => {
  cwd = join(folder, 'repo');
  home = join(folder, 'home');
  mkdirSync(cwd);
  expect(spawnSync('git', ['init', '--quiet', cwd]).status).toBe(0);
});

const NOW = 1_780_488_000_000_000_000n;
let seconds = 0n;
const gait = async (...words: string[]) =>
  await runInProcess([...words, '--json'], {
    cwd,
    home,
    now: () => NOW + (seconds += 1n) * 1_000_000_000n,
  });

/** Writes a call and asks the gate for it with nothing but the defaults of the project. */
async function ask(tool: string, target: object, risk: string, ...words: string[]) {
  const intent = {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: '1.0.0',
    tool_name: tool,
    args: {},
    targets: [target],
    arg_provenance: [{ arg_path: '$', source: 'user' }],
    context: { identity: 'agent', workspace: cwd, risk_class: risk },
  };
  writeFileSync(join(cwd, `${tool}.json`), JSON.stringify(intent));
  const { exit, json } = await gait('gate', 'eval', '--intent', `${tool}.json`, ...words);
  return { exit, profile: json?.['profile'], reasons: json?.['reason_codes'] };
}
const deploy = async (...words: string[]) =>
  await ask(
    'tool.deploy',
    { kind: 'host', value: 'staging.example.com', operation: 'deploy', endpoint_class: 'other' },
    'high',
    ...words,
  );
const file = (operation: string, name: string) => ({
  kind: 'path',
  value: join(cwd, name),
  operation,
  endpoint_class: `fs.${operation}`,
});

test('a fresh repository is gated with three commands, and an approval works once', async () => {
  const made = await gait('init', '--template', 'coding-agent', '--approver', 'alice');
  expect(made.exit).toBe(0);
  expect(made.json?.['next_commands']).toContain('gait trust .gait.yaml');

  // Before a person trusted the policy it allows nothing.
  expect(await ask('fs.read', file('read', 'a.txt'), 'low')).toMatchObject({
    exit: 3,
    profile: 'strict',
    reasons: expect.arrayContaining(['policy_untrusted']),
  });
  expect((await gait('check', '--strict')).exit).toBe(2);
  expect((await gait('trust', '.gait.yaml')).exit).toBe(0);
  expect((await gait('check', '--strict')).exit).toBe(0);

  expect((await ask('fs.read', file('read', 'a.txt'), 'low')).exit).toBe(0);
  expect((await ask('fs.write', file('write', 'notes.md'), 'low')).exit).toBe(0);
  const command = { kind: 'other', value: 'rm -rf build', operation: 'exec' };
  expect((await ask('shell.exec', { ...command, endpoint_class: 'proc.exec' }, 'high')).exit).toBe(
    4,
  );
  // The gate itself is out of reach, whatever the policy says of writing.
  expect((await ask('fs.write', file('write', '.gait.yaml'), 'low')).exit).toBe(3);

  expect(await deploy()).toMatchObject({ exit: 4 });
  const approved = await gait(
    ...['approve', '--intent', 'tool.deploy.json', '--policy', '.gait.yaml', '--ttl', '1h'],
    ...['--approver', 'alice', '--reason-code', 'change_1', '--out', 'approval.json'],
    ...['--private-key', join(home, '.config/gait/keys/alice_private.key')],
  );
  // The profile of the project says that it works once.
  expect(approved.json).toMatchObject({ ok: true, single_use: true });
  const token = ['--approval-token', 'approval.json'];
  expect(await deploy(...token)).toMatchObject({ exit: 0 });
  expect(await deploy(...token)).toMatchObject({
    exit: 4,
    reasons: expect.arrayContaining(['approval_token_already_used']),
  });
  // The counters of limits come with the first call that has one; nothing else is left to repair.
  const { json } = await gait('doctor');
  const gate = ((json?.['checks'] ?? []) as { name: string; status: string }[]).filter(({ name }) =>
    /^gate_|^key_|^stale/u.test(name),
  );
  expect(gate.filter(({ status }) => status !== 'pass')).toEqual([]);
  expect(gate.map(({ name }) => name)).toContain('gate_policy');
});
