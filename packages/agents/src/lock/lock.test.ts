import { describe, expect, test } from 'bun:test';
import {
  canonicalize,
  digest,
  generateKeyPair,
  isCodedError,
  parseJson,
  parsePrivateKey,
  parseTrust,
  sha256Hex,
  singleKey,
  type JsonObject,
} from '@gait/canon';
import fc from 'fast-check';
import { encodeLock, isSameLock, lockValue, setDigest, type AgentsLock } from './agents-lock.ts';
import { judgeLockSignature } from './judge-lock-signature.ts';
import { pathJudge, plainPathFault } from './plain-path.ts';
import { readLock } from './read-lock.ts';

const sha = (text: string): string => sha256Hex(text);
const LOCK: AgentsLock = {
  level: 3,
  selection: 'named',
  agents: ['dev', 'qa'],
  targets: ['claude', 'cursor'],
  source: 'builtin',
  resolved: '',
  sourceDigest: sha('source'),
  version: '1.2.3',
  publisher: 'acme',
  producer: '1.2.3',
  files: [
    { path: '.cursor/rules/krci-ai/x.mdc', sha256: sha('x'), size: 1, kind: 'target' },
    { path: '.krci-ai/agents/b.yaml', sha256: sha('b'), size: 1, kind: 'asset' },
    { path: '.krci-ai/agents/ä.yaml', sha256: sha('ä'), size: 2, kind: 'asset', base: sha('a') },
  ],
  folders: ['.krci-ai', '.krci-ai/agents'],
};
const pair = generateKeyPair();
const key = parsePrivateKey(pair.privateKey);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string): AgentsLock => readLock(bytesOf(text));

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return isCodedError(error) ? error.code : String(error);
  }
}

/** The lock with some members replaced, its own digest made right where the files are. */
function changed(over: Record<string, unknown>): string {
  const value = { ...lockValue(LOCK), ...over } as JsonObject;
  const files = value['files'];
  const set = Array.isArray(files) && !('set_digest' in over) ? { set_digest: setOf(files) } : {};
  return JSON.stringify({ ...value, ...set });
}
const setOf = (files: readonly unknown[]): string =>
  setDigest(files.filter((file) => typeof file === 'object' && file !== null) as never);

test('a lock is read as it was written, and the same lock has the same canonical bytes', () => {
  const text = encodeLock(LOCK);
  expect(read(text)).toEqual(LOCK);
  expect(text).toBe(`${canonicalize(parseJson(text))}\n`);
  const shuffled = {
    ...LOCK,
    agents: LOCK.agents.toReversed(),
    targets: LOCK.targets.toReversed(),
    files: LOCK.files.toReversed(),
    folders: LOCK.folders.toReversed(),
  };
  expect(encodeLock(shuffled)).toBe(text);
});

test('the digest of the set is D of path and digest, sorted by path in UTF-8', () => {
  const files = LOCK.files.map(({ path, sha256 }) => ({ path, sha256 }));
  expect(setDigest(LOCK.files.toReversed())).toBe(digest(files));
  expect((parseJson(encodeLock(LOCK)) as JsonObject)['set_digest']).toBe(digest(files));
});

describe('a signature', () => {
  const signed = read(encodeLock(LOCK, key));
  const keys = singleKey(key.publicKey);

  test('is over the canonical bytes without it', () => {
    expect(judgeLockSignature(signed, keys)).toMatchObject({ status: 'verified', valid: 1 });
    expect(signed.signature?.signed_digest).toBe(digest(lockValue(LOCK)));
  });

  test('does not hold for another lock, nor by another key', () => {
    const other = singleKey(parsePrivateKey(generateKeyPair().privateKey).publicKey);
    expect(judgeLockSignature({ ...signed, level: 4 }, keys).status).toBe('failed');
    expect(judgeLockSignature(signed, other).status).toBe('failed');
    expect(judgeLockSignature(LOCK, keys)).toMatchObject({ status: 'missing', stripped: true });
    expect(judgeLockSignature(signed, undefined).status).toBe('skipped');
  });

  test('that is over another lock makes a lock unreadable, for who has no key too', () => {
    const text = encodeLock(LOCK, key).replace('"level":3', '"level":4');
    expect(codeOf(() => read(text))).toBe('agent_lock_invalid');
    expect(codeOf(() => read(text.replace('"level":4', '"level":3')))).toBeUndefined();
  });

  test('is dropped when another lock is written without a key', () => {
    expect(encodeLock(signed)).not.toContain('"signature"');
  });
});

describe('a lock is refused', () => {
  const file = (over: object): string =>
    changed({
      files: [{ path: '.claude/agents/a.md', sha256: sha('a'), size: 1, kind: 'target', ...over }],
      folders: [],
    });
  test('but not one of the same form that is right', () => {
    expect(codeOf(() => read(file({})))).toBeUndefined();
  });
  test.each([
    ['of a later format', changed({ schema_version: '1.1.0' }), 'agent_lock_newer'],
    ['of a much later format', changed({ schema_version: '2.0.0', new: 1 }), 'agent_lock_newer'],
    ['of no format', changed({ schema_version: 'x' }), 'agent_lock_invalid'],
    ['of another schema', changed({ schema_id: 'gait.pack' }), 'agent_lock_invalid'],
    ['with a member that it does not know', changed({ more: 1 }), 'agent_lock_invalid'],
    ['with a level that there is not', changed({ level: 5 }), 'agent_lock_invalid'],
    ['with another digest of its set', changed({ set_digest: sha('') }), 'agent_lock_invalid'],
    ['with agents out of order', changed({ agents: ['b', 'a'] }), 'agent_lock_invalid'],
    ['with an agent twice', changed({ agents: ['a', 'a'] }), 'agent_lock_invalid'],
    ['with a path that leads out', file({ path: '../a' }), 'agent_lock_invalid'],
    ['with an absolute path', file({ path: '/etc/passwd' }), 'agent_lock_invalid'],
    ['with a hook of git', file({ path: '.git/hooks/pre-commit' }), 'agent_lock_invalid'],
    ['with the policy of the gate', file({ path: '.gait.yaml' }), 'agent_lock_invalid'],
    ['with a backslash', file({ path: 'a\\b' }), 'agent_lock_invalid'],
    ['with a device', file({ path: 'nul.md' }), 'agent_lock_invalid'],
    ['with a short digest', file({ sha256: 'abc' }), 'agent_lock_invalid'],
    ['with a size that is none', file({ size: -1 }), 'agent_lock_invalid'],
    ['with a kind that is none', file({ kind: 'x' }), 'agent_lock_invalid'],
    ['with a file of the project', file({ path: 'src/main.ts' }), 'agent_lock_invalid'],
    ['with secrets of the project', file({ path: '.env' }), 'agent_lock_invalid'],
    ['with a workflow', file({ path: '.github/workflows/ci.yml' }), 'agent_lock_invalid'],
    ['with settings of a tool', file({ path: '.claude/settings.json' }), 'agent_lock_invalid'],
    ['with servers of a tool', file({ path: '.mcp.json' }), 'agent_lock_invalid'],
    ['with what all agents are told', file({ path: 'AGENTS.md' }), 'agent_lock_invalid'],
    ['with a hook of a tool', file({ path: '.clinerules/hooks/a.md' }), 'agent_lock_invalid'],
    ['with an asset elsewhere', file({ path: 'a', kind: 'asset' }), 'agent_lock_invalid'],
    [
      'with an override of the project',
      file({ path: '.krci-ai/local/tasks/a.md', kind: 'asset' }),
      'agent_lock_invalid',
    ],
    [
      'with a tool file that is called an asset',
      file({ path: '.claude/agents/a.md', kind: 'asset' }),
      'agent_lock_invalid',
    ],
    [
      'with an asset that is called a tool file',
      file({ path: '.krci-ai/agents/a.yaml' }),
      'agent_lock_invalid',
    ],
    ['with a folder that nothing is in', changed({ folders: ['src'] }), 'agent_lock_invalid'],
    ['with a folder that leads out', changed({ folders: ['../x'] }), 'agent_lock_invalid'],
    ['that is no object', '[]', 'agent_lock_invalid'],
    ['that is no JSON', '{', 'agent_lock_invalid'],
    ['with a key twice', '{"schema_id":"krci-ai.lock","schema_id":"x"}', 'agent_lock_invalid'],
  ])('%s', (_, text, code) => {
    expect(codeOf(() => read(text))).toBe(code);
  });

  test('whatever bytes it has, with a code', () => {
    const text = encodeLock(LOCK);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.string({ maxLength: 6 }), (at, piece) => {
        const broken = text.slice(0, at) + piece + text.slice(at + piece.length + 1);
        expect(['agent_lock_invalid', 'agent_lock_newer', undefined]).toContain(
          codeOf(() => read(broken)),
        );
      }),
      { numRuns: 400 },
    );
  });
});

test('a lock may name files wherever a tool gets them', () => {
  for (const path of [
    '.claude/commands/krci-ai/dev.md',
    '.cursor/rules/krci-ai/dev.mdc',
    '.github/chatmodes/dev.chatmode.md',
    '.windsurf/rules/dev.md',
    '.devin/agents/dev/AGENT.md',
    '.agents/skills/trim/scripts/deep/trim.sh',
    '.cline/agents/dev.yaml',
    '.goose/recipes/krci-dev.yaml',
  ]) {
    const files = [{ path, sha256: sha('a'), size: 1, kind: 'target' }];
    expect(read(changed({ files, folders: [path.slice(0, path.indexOf('/'))] })).files).toEqual(
      files as never,
    );
  }
});

test('a signature by a key of another role does not count', () => {
  const signed = read(encodeLock(LOCK, key));
  const keysOf = (role: string): ReturnType<typeof parseTrust> =>
    parseTrust({
      schema_id: 'gait.trust',
      schema_version: '1.0.0',
      keys: [{ key_id: pair.keyId, alg: 'ed25519', public_key: pair.publicKey, roles: [role] }],
    });
  expect(judgeLockSignature(signed, keysOf('pack')).status).toBe('verified');
  expect(judgeLockSignature(signed, keysOf('runpack')).status).toBe('failed');
});

test('a plain name beside one that was found good is judged on its own', () => {
  for (const [first, second] of [
    ['a', 'gait-out'],
    ['.krci-ai/a', '.krci-ai/audit.jsonl'],
  ] as const) {
    const judge = pathJudge();
    expect([judge(first), typeof judge(second)]).toEqual([undefined, 'string']);
  }
});

test('a path is judged the same however many were judged before it', () => {
  const part = fc.constantFrom('a', '.git', 'nul', 'nul.md', 'x.', '.krci-ai', 'audit.jsonl', '..');
  const other = fc.constantFrom(
    'tasks',
    'a b',
    'A.md',
    'git~1',
    '\u202e',
    '',
    'com1',
    'z'.repeat(256),
  );
  const path = fc.array(fc.oneof(part, other), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(path, { maxLength: 12 }), (paths) => {
      const judge = pathJudge();
      for (const parts of paths)
        expect(judge(parts.join('/'))).toBe(plainPathFault(parts.join('/')));
    }),
    { numRuns: 1000 },
  );
});

const PACKS = [
  {
    name: 'acme/lamp',
    version: '1.0.0',
    publisher: 'acme',
    source: 'oci://registry.example/lamp',
    resolved: 'oci://registry.example/lamp@sha256:00',
    manifestDigest: sha('lamp'),
  },
  {
    name: 'acme/oil',
    version: '2.1.0',
    publisher: '',
    source: '../oil.zip',
    resolved: '',
    manifestDigest: sha('oil'),
  },
];

test('several packs stand in the lock, sorted and signed with it; of one there is no list', () => {
  const lock: AgentsLock = { ...LOCK, packs: PACKS };
  const text = encodeLock(lock, key);
  expect(read(text)).toMatchObject({ packs: PACKS });
  expect(encodeLock({ ...lock, packs: PACKS.toReversed() }, key)).toBe(text);
  expect(encodeLock(LOCK)).not.toContain('packs');
  expect(isSameLock(lock, { ...lock, packs: PACKS.map((pack) => ({ ...pack })) })).toBe(true);
  expect(isSameLock(lock, LOCK)).toBe(false);
  const [first, second] = PACKS.map(({ manifestDigest, ...pack }) => ({
    ...pack,
    manifest_digest: manifestDigest,
  }));
  for (const packs of [
    [],
    [first],
    [second, first],
    [first, first],
    [first, { ...second, manifest_digest: 'x' }],
    [first, { ...second, extra: 1 }],
    [first, 'acme/oil'],
    {},
  ])
    expect(codeOf(() => read(changed({ packs })))).toBe('agent_lock_invalid');
});
