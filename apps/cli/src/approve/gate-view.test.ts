import { describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import { GatedProject, HARMLESS } from '../testing/gated-project.ts';
import type { Ran } from '../testing.ts';

const ASK = 'schema_version: 1.0.0\ndefault_verdict: require_approval\n';
const LISTED =
  'schema_version: 1.1.0\ndefault_verdict: require_approval\ntool_classes: {tool.read: ui.click}\n';
const ENVELOPE = join(import.meta.dirname, '../../../../conformance/vectors/context/valid.json');
const pair = generateKeyPair();

/** A project with an approver whom the gate knows by name. */
function asking(): GatedProject {
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
  return project;
}
const approve = (project: GatedProject, profile: string, ...more: string[]): Promise<Ran> =>
  project.run([
    ...['approve', '--intent', 'call.json', '--policy', '.gait.yaml', '--ttl', '1h'],
    ...['--approver', 'alice', '--reason-code', 'ok', '--profile', profile, ...more],
    ...['--key-mode', 'prod', '--private-key', '../alice.key', '--out', 'token.json'],
  ]);
const decide = (project: GatedProject, profile: string, ...more: string[]): Promise<Ran> =>
  project.decide(
    profile,
    ...['--approval-trust', '../trust.json', '--approval-token', 'token.json', ...more],
  );

/** What the gate adds to a call by itself, and the flags that name it. */
const ADDED: readonly (readonly [string, readonly string[], (project: GatedProject) => void])[] = [
  ['nothing', [], () => undefined],
  [
    'the agents of the project',
    [],
    (project) => {
      project.put('project/.krci-ai/a.md', 'agent');
      const sha256 = createHash('sha256').update('agent').digest('hex');
      project.put('project/krci-ai.lock.json', {
        publisher: 'acme',
        source: 'registry',
        files: [{ path: '.krci-ai/a.md', sha256 }],
      });
    },
  ],
  [
    'the classes of tools',
    ['--tool-classes', 'classes.yaml'],
    (project) => {
      project.put('project/classes.yaml', 'tool.read: fs.write\n');
      const [target] = HARMLESS.targets;
      const targets = [{ ...target, endpoint_class: '', operation: '' }];
      project.put('project/call.json', { ...HARMLESS, targets });
    },
  ],
  [
    'the classes of tools by the configuration',
    [],
    (project) => {
      ADDED[2]?.[2](project);
      project.config('tool_classes: classes.yaml');
    },
  ],
  [
    'the tools that the policy lists',
    [],
    (project) => {
      project.put('project/.gait.yaml', LISTED);
      const [target] = HARMLESS.targets;
      const targets = [{ ...target, endpoint_class: '', operation: '' }];
      project.put('project/call.json', { ...HARMLESS, targets });
    },
  ],
  [
    'a context envelope',
    ['--context-envelope', 'envelope.json'],
    (project) => void project.put('project/envelope.json', readFileSync(ENVELOPE, 'utf8')),
  ],
  [
    'the inventory',
    ['--wrkr-inventory', 'inventory.json'],
    (project) => {
      project.put('project/inventory.json', {
        items: [
          {
            tool_name: 'tool.read',
            data_class: 'pii',
            endpoint_class: 'fs.read',
            autonomy_level: 'assist',
          },
        ],
      });
    },
  ],
];

describe('an approval of an intent is an approval of what the gate sees', () => {
  for (const profile of ['standard', 'strict']) {
    test.each(ADDED)(`${profile}: with %s`, async (_, flags, prepare) => {
      using project = asking();
      prepare(project);
      await project.trust();
      expect((await approve(project, profile, ...flags)).json).toMatchObject({ ok: true });
      expect((await decide(project, profile, ...flags)).json).toMatchObject({ verdict: 'allow' });
    });
  }

  test('what the gate adds changes the digest, so that the tests above compare something', async () => {
    using project = asking();
    const digestOf = async (...flags: string[]) =>
      (await project.decide('standard', ...flags)).json?.['intent_digest'];
    const digests: unknown[] = [];
    for (const [, flags, prepare] of ADDED.slice(0, 3)) {
      prepare(project);
      digests.push(await digestOf(...flags));
    }
    digests.push(await digestOf());
    for (const [, flags, prepare] of ADDED.slice(4)) {
      prepare(project);
      digests.push(await digestOf(...flags));
    }
    expect(new Set(digests).size).toBe(digests.length);
  });
});

test('what the policy lists is approved only under that policy', async () => {
  using project = asking();
  project.put('project/.gait.yaml', LISTED);
  const [target] = HARMLESS.targets;
  const targets = [{ ...target, endpoint_class: '', operation: '' }];
  project.put('project/call.json', { ...HARMLESS, targets });
  project.config('policy: .gait.yaml');
  const digestOf = async (...flags: string[]): Promise<unknown> => {
    const words = ['approve', '--intent', 'call.json', '--ttl', '1h', '--approver', 'alice'];
    const key = ['--reason-code', 'ok', '--key-mode', 'prod', '--private-key', '../alice.key'];
    await project.run([...words, ...key, '--out', 'token.json', ...flags]);
    const path = join(project.cwd, 'token.json');
    const digest = (JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>)[
      'intent_digest'
    ];
    return digest;
  };
  const decided = await project.decide('standard');
  const { intent_digest: wanted, policy_digest: policy } = decided.json ?? {};
  expect(await digestOf('--policy', '.gait.yaml')).toBe(wanted);
  // The project's policy is meant where its digest is named; of another one nothing is known.
  expect(await digestOf('--policy-digest', String(policy))).toBe(wanted);
  expect(await digestOf('--policy-digest', '0'.repeat(64))).not.toBe(wanted);
  const { json: shown } = await approve(project, 'standard');
  expect(shown?.['shown']).toContain('by policy  tool.read is ui.click');
  project.put('project/classes.yaml', 'tool.read: fs.write\n');
  const both = await approve(project, 'standard', '--tool-classes', 'classes.yaml');
  expect(both.json).toMatchObject({ detail: { code: 'tool_classes_conflict' } });
});

test('an intent with a member twice is not approved for a strict gate', async () => {
  using project = asking();
  const text = JSON.stringify(HARMLESS).replace('{', '{"args":{"x":1},');
  project.put('project/call.json', text);
  expect((await approve(project, 'strict')).json).toMatchObject({
    detail: { code: 'json_duplicate_key' },
  });
});

test('arguments and targets beside the steps of a script are shown, also in JSON', async () => {
  using project = asking();
  const [target] = HARMLESS.targets;
  project.put('project/call.json', {
    ...HARMLESS,
    tool_name: 'script',
    args: { also: 'this' },
    targets: [{ ...target, value: 'beside.txt' }],
    script: { steps: [{ tool_name: 'tool.read', args: { n: 1 }, targets: [target] }] },
  });
  const ran = await approve(project, 'standard');
  const shown = [
    'argument   also = "this"',
    'target     read path beside.txt (fs.read)',
    'step 1     tool.read',
  ];
  for (const line of shown) {
    expect(ran.json?.['shown']).toContain(line);
  }
});
