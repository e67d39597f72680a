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
import {
  encodeLock,
  isSameLock,
  lockValue,
  setDigest,
  summarizeSources,
  type AgentsLock,
  type LockedSource,
} from './agents-lock.ts';
import { judgeLockSignature } from './judge-lock-signature.ts';
import { pathJudge, plainPathFault } from './plain-path.ts';
import { readLock } from './read-lock.ts';

const sha = (text: string): string => sha256Hex(text);
const SOURCE: LockedSource = {
  name: 'acme/agents',
  key: 'key:1',
  level: 3,
  selection: 'named',
  agents: ['dev', 'qa'],
  source: 'oci://packs.example/agents',
  resolved: '',
  sourceDigest: sha('source'),
  version: '1.2.3',
  publisher: 'acme',
};
const OTHER: LockedSource = {
  ...SOURCE,
  name: 'builtin',
  key: '',
  level: 4,
  selection: 'all',
  agents: ['pm', 'qa'],
  source: 'builtin',
  publisher: 'krci-ai',
};
const LOCK: AgentsLock = {
  format: '1.1.0',
  ...summarizeSources([SOURCE]),
  sources: [SOURCE],
  targets: ['claude', 'cursor'],
  producer: '1.2.3',
  files: [
    { path: '.cursor/rules/krci-ai/x.mdc', sha256: sha('x'), size: 1, kind: 'target', sources: [] },
    {
      path: '.krci-ai/agents/b.yaml',
      sha256: sha('b'),
      size: 1,
      kind: 'asset',
      sources: ['acme/agents'],
      executable: true,
    },
    {
      path: '.krci-ai/agents/ä.yaml',
      sha256: sha('ä'),
      size: 2,
      kind: 'asset',
      sources: ['acme/agents'],
      base: sha('a'),
    },
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

test('of several sources is said what holds for all of them, and each file knows its own', () => {
  const sources = [SOURCE, OTHER];
  const facts = summarizeSources(sources);
  expect(facts).toMatchObject({
    level: 4,
    selection: 'named',
    agents: ['dev', 'pm', 'qa'],
    source: '',
    version: '',
    publisher: '',
  });
  expect(summarizeSources([SOURCE, { ...OTHER, publisher: 'acme' }]).publisher).toBe('acme');
  expect(summarizeSources([SOURCE, { ...OTHER, publisher: '' }]).publisher).toBe('');
  const files = LOCK.files.map((file) =>
    file.kind === 'asset' ? { ...file, sources: ['acme/agents', 'builtin'] } : file,
  );
  const lock = { ...LOCK, ...facts, sources, files };
  expect(read(encodeLock(lock))).toEqual(lock);
  expect(setDigest(files)).toBe(setDigest(LOCK.files));
});

describe('a lock of format 1.0.0', () => {
  const old = {
    ...LOCK,
    format: '1.0.0',
    sources: [{ ...SOURCE, name: SOURCE.source, key: '' }],
    files: LOCK.files.map(({ executable: _none, ...file }) => ({
      ...file,
      sources: [SOURCE.source],
    })),
  } as const;

  test('is read as one source that is called by its place, and its signature holds', () => {
    const text = encodeLock(old, key);
    expect(text).not.toContain('"sources"');
    expect(read(text)).toMatchObject({ ...old, files: [...old.files] });
    expect(judgeLockSignature(read(text), singleKey(key.publicKey)).status).toBe('verified');
  });

  test('has no member of a later one', () => {
    const with_ = (over: object): string => JSON.stringify({ ...lockValue(old), ...over });
    expect(codeOf(() => read(with_({ sources: [] })))).toBe('agent_lock_invalid');
    const files = LOCK.files.slice(0, 1).map((file) => ({ ...file, sources: [] }));
    expect(codeOf(() => read(with_({ files, set_digest: setDigest(files) })))).toBe(
      'agent_lock_invalid',
    );
  });
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
    expect(judgeLockSignature({ ...signed, producer: '9.9.9' }, keys).status).toBe('failed');
    expect(judgeLockSignature(signed, other).status).toBe('failed');
    expect(judgeLockSignature(LOCK, keys)).toMatchObject({ status: 'missing', stripped: true });
    expect(judgeLockSignature(signed, undefined).status).toBe('skipped');
  });

  test('that is over another lock makes a lock unreadable, for who has no key too', () => {
    const text = encodeLock(LOCK, key).replaceAll('"level":3', '"level":4');
    expect(codeOf(() => read(text))).toBe('agent_lock_invalid');
    expect(codeOf(() => read(text.replaceAll('"level":4', '"level":3')))).toBeUndefined();
  });

  test('is dropped when another lock is written without a key', () => {
    expect(encodeLock(signed)).not.toContain('"signature"');
  });
});

describe('a lock is refused', () => {
  const file = (over: object): string =>
    changed({
      files: [
        {
          path: '.claude/agents/a.md',
          sha256: sha('a'),
          size: 1,
          kind: 'target',
          sources: [],
          ...over,
        },
      ],
      folders: [],
    });
  const source = (over: object): string =>
    changed({
      sources: [{ ...(lockValue(LOCK)['sources'] as [object])[0], ...over }],
      files: [],
      folders: [],
    });
  test('but not one of the same form that is right', () => {
    expect(codeOf(() => read(file({})))).toBeUndefined();
    expect(codeOf(() => read(source({})))).toBeUndefined();
  });
  test.each([
    ['of a later format', changed({ schema_version: '1.2.0' }), 'agent_lock_newer'],
    [
      'with a file of no source',
      file({ path: '.krci-ai/agents/a.yaml', kind: 'asset' }),
      'agent_lock_invalid',
    ],
    ['with a file of an unknown source', file({ sources: ['x'] }), 'agent_lock_invalid'],
    ['with sources that are none', file({ sources: 'x' }), 'agent_lock_invalid'],
    ['with a file that is no program', file({ executable: false }), 'agent_lock_invalid'],
    ['with a source without a name', source({ name: '' }), 'agent_lock_invalid'],
    ['with a name over two lines', source({ name: 'a\nb' }), 'agent_lock_invalid'],
    ['with more of a source', source({ more: 1 }), 'agent_lock_invalid'],
    ['with another publisher than its source', changed({ publisher: 'x' }), 'agent_lock_invalid'],
    ['with other agents than its source', source({ agents: ['x'] }), 'agent_lock_invalid'],
    ['without its sources', changed({ sources: [] }), 'agent_lock_invalid'],
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
    [
      'with an asset elsewhere',
      file({ path: 'a', kind: 'asset', sources: ['acme/agents'] }),
      'agent_lock_invalid',
    ],
    [
      'with an override of the project',
      file({ path: '.krci-ai/local/tasks/a.md', kind: 'asset', sources: ['acme/agents'] }),
      'agent_lock_invalid',
    ],
    [
      'with a tool file that is called an asset',
      file({ path: '.claude/agents/a.md', kind: 'asset', sources: ['acme/agents'] }),
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
    const files = [{ path, sha256: sha('a'), size: 1, kind: 'target', sources: [] }];
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

test('what a source needs stands in the lock, sorted and signed with it; of nothing there is no list', () => {
  const requires = [
    { name: 'acme/oil', version: '>=1.0.0 <2.0.0' },
    { name: 'acme/wick', version: '*' },
  ];
  const lock: AgentsLock = { ...LOCK, sources: [{ ...SOURCE, requires }] };
  expect(read(encodeLock(lock, key))).toMatchObject({ sources: [{ requires }] });
  expect(encodeLock(LOCK)).not.toContain('requires');
  const copied = requires.map((one) => ({ ...one }));
  expect(isSameLock(lock, { ...LOCK, sources: [{ ...SOURCE, requires: copied }] })).toBe(true);
  expect(isSameLock(lock, LOCK)).toBe(false);
  const [source] = lockValue(LOCK)['sources'] as readonly JsonObject[];
  const [first, second] = requires;
  for (const wrong of [
    [],
    [second, first],
    [first, first],
    [{ name: 'acme/oil' }],
    [{ ...first, extra: 1 }],
    [{ ...first, version: 'latest' }],
    ['acme/oil'],
    {},
  ])
    expect(codeOf(() => read(changed({ sources: [{ ...source, requires: wrong }] })))).toBe(
      'agent_lock_invalid',
    );
  // Of an earlier development version; it was never released.
  expect(codeOf(() => read(changed({ packs: [] })))).toBe('agent_lock_invalid');
});
