import { chmodSync, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess, type Ran } from '../testing.ts';
import { GatedProject, saidBy } from '../testing/gated-project.ts';

const SECRET = 'Sw0rdf1sh-in-the-barrel-42';
const POLICY =
  'schema_version: 1.0.0\nrules:\n  - {name: a, effect: allow, require_broker_credential: true, broker_reference: app}\n';

/** A project whose broker prints a secret. */
function brokered(policy = POLICY, secret = SECRET): GatedProject {
  const project = new GatedProject(policy);
  const answer = JSON.stringify({ credential_ref: 'ref:1', ...(secret === '' ? {} : { secret }) });
  chmodSync(project.put('broker', `#!/bin/sh\ncat >/dev/null\necho '${answer}'\n`), 0o700);
  return project;
}

function decide(project: GatedProject, ...more: string[]): Promise<Ran> {
  const program = join(project.root, 'broker');
  const broker = ['--credential-broker', 'command', '--credential-command', program];
  return project.run(
    [
      ...['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json'],
      ...['--key-mode', 'prod', '--private-key', '../sign.key', ...broker, ...more],
    ],
    { PATH: process.env['PATH'] ?? '' },
  );
}

/** Files of the project and its home that hold the secret, and whether the answer did. */
function holders({ root }: GatedProject, { stdout, stderr }: Ran): string[] {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== 'broker')
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'utf8').includes(SECRET));
  return [...files, ...(`${stdout}${stderr}`.includes(SECRET) ? ['the answer'] : [])];
}

describe('the secret of a credential', () => {
  test('is put into a new file of its user alone, and nowhere else', async () => {
    using project = brokered();
    const ran = await decide(project, '--credential-out', '../secret');
    expect(ran.json).toMatchObject({ verdict: 'allow', credential_path: '../secret' });
    const path = join(project.root, 'secret');
    expect(readFileSync(path, 'utf8')).toBe(SECRET);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(holders(project, ran)).toEqual([path]);
  });

  test('is written nowhere when nobody asks for it', async () => {
    using project = brokered();
    const ran = await decide(project);
    expect(ran.json).toMatchObject({ verdict: 'allow', credential_ref: 'ref:1' });
    expect(ran.json?.['credential_path']).toBeUndefined();
    expect(holders(project, ran)).toEqual([]);
  });

  test('never replaces a file that is there, and then the call is not allowed', async () => {
    using project = brokered();
    const path = project.put('secret', 'of somebody else');
    const ran = await decide(project, '--credential-out', '../secret');
    expect(saidBy(ran)).toBe('file_exists');
    expect(readFileSync(path, 'utf8')).toBe('of somebody else');
    expect(readdirSync(project.cwd).filter((name) => name.startsWith('trace_'))).toEqual([]);
    expect(holders(project, ran)).toEqual([]);
  });

  test('is not handed out for a call that is blocked, simulated or cannot be recorded', async () => {
    const blocking = POLICY.replace('effect: allow', 'effect: block');
    for (const [policy, more] of [
      [blocking, []],
      [POLICY, ['--simulate']],
      [POLICY, ['--simulate', '--profile', 'compat']],
      [POLICY, ['--trace-out', 'call.json/trace.json']],
    ] as const) {
      using project = brokered(policy);
      const ran = await decide(project, '--credential-out', '../secret', ...more);
      expect(existsSync(join(project.root, 'secret'))).toBe(false);
      expect(ran.json?.['credential_path']).toBeUndefined();
      expect(holders(project, ran)).toEqual([]);
    }
  });

  test('that its broker keeps to itself leaves no file', async () => {
    using project = brokered(POLICY, '');
    const ran = await decide(project, '--credential-out', '../secret');
    expect(ran.json).toMatchObject({ verdict: 'allow', credential_ref: 'ref:1' });
    expect(ran.json?.['credential_path']).toBeUndefined();
    expect(existsSync(join(project.root, 'secret'))).toBe(false);
  });
});

test('strict refuses a clock that is behind the last decision of this user, others do not look', async () => {
  using project = new GatedProject();
  await project.trust();
  const noon = 1_780_488_000_000_000_000n;
  const decideAt = async (profile: string, now: bigint): Promise<unknown> => {
    const { cwd, home } = project;
    const words = ['gate', 'eval', '--policy', '.gait.yaml', '--intent', 'call.json', '--json'];
    const keys = ['--key-mode', 'prod', '--private-key', '../sign.key', '--profile', profile];
    const ran = await runInProcess([...words, ...keys], { cwd, home, now: () => now });
    return ran.json?.['verdict'] === 'block' ? ran.json['reason_codes'] : ran.json?.['verdict'];
  };
  expect(await decideAt('strict', noon)).toBe('allow');
  const earlier = noon - 2_000_000_000n;
  expect(await decideAt('strict', earlier)).toEqual(['clock_set_back']);
  expect(await decideAt('standard', earlier)).toBe('allow');
  expect(await decideAt('strict', noon + 1n)).toBe('allow');
});
