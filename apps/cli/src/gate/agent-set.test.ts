import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digest, generateKeyPair } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';
import { agent } from '../testing/install-world.ts';

const SHA = createHash('sha256').update('agent').digest('hex');
const SET = digest([{ path: '.krci-ai/a.md', sha256: SHA }]);
const call = (agent: object | undefined): string =>
  JSON.stringify({
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: 'x',
    tool_name: 'tool.write',
    args: {},
    targets: [],
    context: { identity: 'a', workspace: '/repo', risk_class: 'low', agent_identity: agent },
  });
const POLICY = `schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: block
rules:
  - name: known
    effect: allow
    match: {tool_names: [tool.write]}
    required_agent_manifest_digest: ${SET}
    allowed_agent_manifest_publishers: [acme]
`;

const NAMES = POLICY.replace(/^.*required_agent_manifest_digest.*\n/mu, '');

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-agent-set-')));
  mkdirSync(join(folder, '.krci-ai'));
  mkdirSync(join(folder, '.gait-out'));
  put('.krci-ai/a.md', 'agent');
  put('sign.key', generateKeyPair().privateKey);
  put('policy.yaml', POLICY);
  lock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(name: string, text: string): void {
  writeFileSync(join(folder, name), text, { mode: 0o600 });
}
function lock(): void {
  put(
    'krci-ai.lock.json',
    JSON.stringify({
      publisher: 'ACME ',
      source: 'Registry',
      files: [{ path: '.krci-ai/a.md', sha256: SHA }],
    }),
  );
}
async function decide(
  agent?: object,
  profile = 'standard',
  trusts = profile === 'strict',
): Promise<Ran & { agent: unknown; document: unknown }> {
  // Under strict the evidence of an earlier call would stay.
  for (const name of ['trace.json', 'decision.json']) rmSync(join(folder, name), { force: true });
  put('call.json', call(agent));
  const env = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_STATE_HOME: join(folder, 'state') };
  const world = { cwd: folder, home: folder, env };
  if (trusts) await runInProcess(['trust', 'policy.yaml'], world);
  const ran = await runInProcess(
    [
      ...['gate', 'eval', '--policy', 'policy.yaml', '--intent', 'call.json', '--profile', profile],
      ...['--key-mode', 'prod', '--private-key', 'sign.key', '--trace-out', `${folder}/trace.json`],
      ...['--decision-out', `${folder}/decision.json`, '--json'],
    ],
    world,
  );
  const read = (name: string): Record<string, unknown> =>
    JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
  return {
    ...ran,
    agent: ran.exit === 6 ? undefined : read('trace.json')['agent_identity'],
    document: profile === 'strict' ? read('decision.json')['agent_set'] : undefined,
  };
}

describe('a project with a lock', () => {
  test('says itself which agents it has', async () => {
    const { json, agent } = await decide();
    expect(json).toMatchObject({ verdict: 'allow' });
    expect(agent).toMatchObject({ manifest_digest: SET, publisher: 'ACME', source: 'registry' });
  });

  test('does not believe what the caller claims', async () => {
    const { agent } = await decide({
      manifest_digest: 'f'.repeat(64),
      publisher: 'liar',
      source: 'x',
      owner: 'o',
    });
    expect(agent).toMatchObject({ manifest_digest: SET, publisher: 'ACME', owner: 'o' });
  });

  test('whose files changed says nothing, and believes nobody', async () => {
    put('.krci-ai/a.md', 'evil');
    const { json, agent } = await decide({ manifest_digest: SET, publisher: 'acme' });
    expect(json).toMatchObject({ verdict: 'block' });
    expect(json?.['warnings']).toContainEqual(expect.stringContaining('agent_file_changed'));
    expect(agent).not.toHaveProperty('manifest_digest');
  });

  test('whose lock cannot be read decides nothing', async () => {
    put('krci-ai.lock.json', '{"files": 1}');
    const { json, exit } = await decide();
    expect(exit).not.toBe(0);
    expect(json).toMatchObject({ detail: { code: 'agent_lock_invalid' } });
  });

  test('says in the decision document of strict what it found', async () => {
    const { json, document } = await decide(undefined, 'strict');
    expect(json).toMatchObject({ verdict: 'allow' });
    expect(document).toEqual({ set_digest: SET, publisher: 'ACME', source: 'Registry' });
  });

  test.each(['standard', 'strict'])('without files gives nobody a name: %s', async (profile) => {
    put('policy.yaml', NAMES);
    for (const files of [{}, { files: [] }]) {
      put('krci-ai.lock.json', JSON.stringify({ publisher: 'acme', ...files }));
      const ran = await decide({ manifest_digest: SET, publisher: 'acme' }, profile);
      expect(ran.json).toMatchObject({ verdict: 'block' });
      expect(ran.json?.['warnings']).toContainEqual(expect.stringContaining('agent_files_none'));
      expect(ran.agent ?? {}).not.toHaveProperty('publisher');
    }
  });

  test('under strict names no publisher that was written into it after it was trusted', async () => {
    put('policy.yaml', NAMES);
    const before = readFileSync(join(folder, 'krci-ai.lock.json'), 'utf8');
    put('krci-ai.lock.json', before.replace('ACME ', 'mallory'));
    expect((await decide(undefined, 'strict')).json).toMatchObject({ verdict: 'block' });
    put('krci-ai.lock.json', before);
    const forged = await decide(undefined, 'strict', false);
    expect(forged.json?.['reason_codes']).toContain('agent_set_unverified');
    expect(forged.json?.['warnings']).toContainEqual(expect.stringContaining('gait trust'));
    expect(forged.agent).toMatchObject({ manifest_digest: SET });
    expect(forged.agent).not.toHaveProperty('publisher');
    expect((await decide(undefined, 'strict')).json).toMatchObject({ verdict: 'allow' });
  });

  test('that changed is a reason of its own under strict', async () => {
    rmSync(join(folder, '.krci-ai/a.md'));
    const { json } = await decide(undefined, 'strict');
    expect(json?.['reason_codes']).toContain('agent_set_unverified');
  });
});

describe('a project with agents of several sources', () => {
  const krci = (...words: readonly string[]): Promise<Ran> =>
    runInProcess(words, { program: 'krci-ai', cwd: folder, home: join(folder, 'home') });
  const setOf = (): string =>
    (JSON.parse(readFileSync(join(folder, 'krci-ai.lock.json'), 'utf8')) as { set_digest: string })
      .set_digest;

  beforeEach(async () => {
    rmSync(join(folder, 'krci-ai.lock.json'));
    rmSync(join(folder, '.krci-ai'), { recursive: true });
    mkdirSync(join(folder, 'team/agents'), { recursive: true });
    put('team/agents/cleo.yaml', agent('Cleo', []).replace('  tasks:\n', ''));
    put('policy.yaml', NAMES.replace('acme', 'krci-ai'));
    expect((await krci('install', '--agent', 'dev', '--level', '1', '--json')).exit).toBe(0);
  });

  test('is one set, of a publisher only while he gave all of it', async () => {
    const before = setOf();
    const alone = await decide();
    expect(alone.json).toMatchObject({ verdict: 'allow' });
    expect(alone.agent).toMatchObject({ manifest_digest: before, publisher: 'krci-ai' });
    expect((await krci('install', '--from', 'team', '--json')).exit).toBe(0);
    const both = await decide();
    expect(both.json).toMatchObject({ verdict: 'block' });
    expect(both.agent).toMatchObject({ manifest_digest: setOf() });
    expect(both.agent).not.toHaveProperty('publisher');
    expect(setOf()).not.toBe(before);
    expect((await krci('uninstall', 'team', '--json')).exit).toBe(0);
    expect(setOf()).toBe(before);
    expect((await decide()).json).toMatchObject({ verdict: 'allow' });
  });

  test('is held against every file, whosever it is', async () => {
    await krci('install', '--from', 'team');
    put('.krci-ai/agents/cleo.yaml', 'evil');
    const { json } = await decide();
    expect(json?.['warnings']).toContainEqual(expect.stringContaining('agents/cleo.yaml'));
  });
});

describe('a project without a lock', () => {
  beforeEach(() => rmSync(join(folder, 'krci-ai.lock.json')));

  test('leaves claims as they are in standard', async () => {
    const claim = { manifest_digest: SET, publisher: 'acme' };
    expect((await decide(claim)).json).toMatchObject({ verdict: 'allow' });
  });

  test('takes no claim of a manifest under strict', async () => {
    const claim = { manifest_digest: SET, publisher: 'acme' };
    expect((await decide(claim, 'strict')).json).toMatchObject({ verdict: 'block' });
  });
});
