import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { GatedProject } from '../testing/gated-project.ts';

const ASKS = 'schema_version: 1.0.0\ndefault_verdict: require_approval\n';

/** The lines that a person reads. */
async function textOf({ cwd, home }: GatedProject, ...words: string[]): Promise<string> {
  return (await runInProcess(words, { cwd, home })).stdout;
}

test('the command that is printed approves the call as it stands', async () => {
  using project = new GatedProject(ASKS);
  const { cwd, home } = project;
  await project.run(['init', '--setup', '--approver', 'alice']);
  await project.trust();
  const call = ['gate', 'eval', '--intent', 'call.json'];
  const text = await textOf(project, ...call);
  const printed = /approve it: gait (.*)$/mu.exec(text)?.[1] ?? '';
  expect(printed).toContain('--approver alice');
  expect(printed).toContain('--private-key ~/.config/gait/keys/alice_private.key');
  const words = printed.replace('~', home).replace('CODE', 'ok').split(' ');
  expect(await runInProcess([...words, '--out', 'a.json'], { cwd, home })).toMatchObject({
    exit: 0,
  });
  expect((await project.run([...call, '--approval-token', 'a.json'])).exit).toBe(0);
});

test('without an approver whose key lies here the command says what to fill in', async () => {
  using project = new GatedProject(ASKS);
  const call = ['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json'];
  expect(await textOf(project, ...call)).toContain('--approver NAME');
});

test('a call that a switch stopped names the entry and its reason, also when shown later', async () => {
  using project = new GatedProject();
  const state = ['--state', join(project.cwd, 'kill.json')];
  await project.run([
    ...['kill-switch', 'add', '--entry-id', 'e1', '--all', '--reason', 'incident 42', ...state],
  ]);
  const call = ['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json'];
  const flags = ['--kill-switch-state', 'kill.json', '--trace-out', 't.json'];
  expect(await textOf(project, ...call, ...flags)).toMatch(/stopped by +e1 \(incident 42\)/u);
  expect(await textOf(project, 'trace', 'show', 't.json')).toMatch(
    /kill switch +active: stopped by e1$/mu,
  );
});

test('nobody approves in the name of another than the trust file gives the key to', async () => {
  using project = new GatedProject(ASKS);
  await project.run(['init', '--setup', '--approver', 'alice']);
  const approve = (name: string) =>
    project.run([
      ...['approve', '--intent', 'call.json', '--policy', '.gait.yaml', '--ttl', '1h'],
      ...['--approver', name, '--reason-code', 'ok', '--out', `${name}.json`],
      ...['--private-key', join(project.home, '.config/gait/keys/alice_private.key')],
    ]);
  expect(await approve('bob')).toMatchObject({
    exit: 6,
    json: { detail: { code: 'token_request_invalid' }, error: expect.stringContaining('"alice"') },
  });
  expect((await approve('alice')).exit).toBe(0);
});

test('a key that the trust file does not hold signs no approval, and the gate says whose it is not', async () => {
  using project = new GatedProject(ASKS);
  const { cwd, home } = project;
  const call = ['--intent', 'call.json', '--policy', '.gait.yaml'];
  await project.run(['keys', 'init', '--out-dir', 'mine']);
  const approve = (...more: string[]) =>
    project.run([
      ...['approve', ...call, '--ttl', '1h', '--approver', 'alice', '--reason-code', 'ok'],
      ...['--key-mode', 'prod', '--private-key', 'mine/gait_private.key', ...more],
    ]);
  const made = await approve('--no-config', '--out', 't.json');
  const keyId = String(made.json?.['key_id']);
  await project.run(['init', '--setup', '--approver', 'alice']);
  await project.trust();
  const refused = await approve('--out', 'u.json');
  expect(refused).toMatchObject({ exit: 6, json: { detail: { code: 'token_request_invalid' } } });
  expect(refused.json?.['error']).toContain(keyId);
  expect(existsSync(join(cwd, 'u.json'))).toBe(false);
  const words = ['gate', 'eval', '--intent', 'call.json', '--approval-token', 't.json'];
  const answer = await project.run(words);
  expect(answer.json?.['reason_codes']).toContain('approval_token_signature_invalid');
  expect((await runInProcess(words, { cwd, home })).stdout).toContain(
    `its key ${keyId} is not an approver's`,
  );
});

test('a simulated block carries no mark of success', async () => {
  using project = new GatedProject('schema_version: 1.0.0\ndefault_verdict: block\n');
  const call = ['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json', '--simulate'];
  expect(await textOf(project, ...call)).toStartWith('✗ tool.read: block (simulated)');
});
