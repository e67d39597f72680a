import { describe, expect, test } from 'bun:test';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { approvalFiles } from '@gait/local';
import { GatedProject, saidBy } from '../testing/gated-project.ts';
import type { Ran } from '../testing.ts';

const ASK = 'schema_version: 1.0.0\ndefault_verdict: require_approval\n';
const pair = generateKeyPair();

/** A project whose call alice approved. */
async function approved(): Promise<GatedProject> {
  const project = new GatedProject(ASK);
  project.put('alice.key', pair.privateKey);
  project.put('trust.json', {
    schema_id: 'gait.trust',
    schema_version: '1.0.0',
    keys: [
      {
        key_id: parsePrivateKey(pair.privateKey).keyId,
        alg: 'ed25519',
        public_key: pair.publicKey.trim(),
        roles: ['approver'],
        identity: 'alice',
      },
    ],
  });
  await project.trust();
  await project.run([
    ...['approve', '--intent', 'call.json', '--policy', '.gait.yaml', '--ttl', '1h'],
    ...['--approver', 'alice', '--reason-code', 'ok', '--profile', 'strict'],
    ...['--key-mode', 'prod', '--private-key', '../alice.key', '--out', 'token.json'],
  ]);
  return project;
}
const decide = (project: GatedProject, profile: string, ...more: string[]): Promise<Ran> =>
  project.decide(
    profile,
    ...['--approval-trust', '../trust.json', '--approval-token', 'token.json', ...more],
  );
const filesOf = ({ home }: GatedProject) =>
  approvalFiles({ env: {}, home, platform: process.platform });

describe.each(['standard', 'strict'])('under %s an approval counts', (profile) => {
  test('where nothing was denied or withdrawn', async () => {
    using project = await approved();
    expect(saidBy(await decide(project, profile))).toBe('allow');
  });

  test.each(['denials', 'revocations'] as const)(
    'not where the list of %s is a link that leads nowhere',
    async (list) => {
      using project = await approved();
      const path = filesOf(project)[list];
      mkdirSync(dirname(path), { recursive: true });
      symlinkSync(join(project.root, 'gone'), path);
      const ran = await decide(project, profile);
      expect(saidBy(ran)).toBe('file_missing');
      expect(ran.exit).not.toBe(0);
    },
  );

  test.each(['a link that leads nowhere', 'a file'])(
    'not where the folder of the lists is %s',
    async (what) => {
      using project = await approved();
      const path = dirname(filesOf(project).denials);
      rmSync(path, { recursive: true, force: true });
      mkdirSync(dirname(path), { recursive: true });
      if (what === 'a file') writeFileSync(path, 'x');
      else symlinkSync(join(project.root, 'not-mounted'), path);
      const ran = await decide(project, profile);
      expect(saidBy(ran)).not.toBe('allow');
      expect(ran.exit).not.toBe(0);
    },
  );

  test('not where the list of withdrawn tokens that a flag names is missing', async () => {
    using project = await approved();
    const ran = await decide(project, profile, '--revocations', 'gone.json');
    expect(saidBy(ran)).toBe('file_missing');
    expect(ran.exit).not.toBe(0);
  });
});

test.each(['standard', 'strict'])(
  'under %s nothing is allowed where the state of the kill switch lies behind a link that leads nowhere',
  async (profile) => {
    using project = new GatedProject('schema_version: 1.0.0\ndefault_verdict: allow\n');
    await project.trust();
    expect(saidBy(await project.decide(profile))).toBe('allow');
    rmSync(join(project.cwd, '.gait-out'), { recursive: true, force: true });
    symlinkSync('not-mounted', join(project.cwd, '.gait-out'));
    const ran = await project.decide(profile);
    expect(ran.exit).not.toBe(0);
    expect(saidBy(ran)).not.toBe('allow');
  },
);
