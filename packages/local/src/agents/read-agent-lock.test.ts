import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { encodeLock, summarizeSources, type AgentsLock, type LockedSource } from '@gait/agents';
import { digest, isCodedError } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { AGENT_LOCK, agentLockDigest, readAgentLock } from './read-agent-lock.ts';

const sha = (text: string): string => createHash('sha256').update(text).digest('hex');

let project = '';
beforeEach(() => {
  project = realpathSync(mkdtempSync(join(tmpdir(), 'gait-agents-')));
  put('.krci-ai/agents/ä.md', 'two');
  put('.krci-ai/agents/b.md', 'one');
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(project, path)), { recursive: true });
  writeFileSync(join(project, path), text);
}
const lock = (value: unknown): void => put(AGENT_LOCK, JSON.stringify(value));
const TWO = { path: '.krci-ai/agents/ä.md', sha256: sha('two') };
const ONE = { path: '.krci-ai/agents/b.md', sha256: sha('one') };

test('a project without a lock has no set', () => {
  expect(readAgentLock(project)).toBeUndefined();
});

test('a lock that leads nowhere is not the same as none', () => {
  symlinkSync(join(project, 'gone'), join(project, AGENT_LOCK));
  expect(codeOf(() => readAgentLock(project))).toBe('file_missing');
  expect(codeOf(() => agentLockDigest(project))).toBe('file_missing');
});

test('the digest of the set is that of its files, sorted by path in UTF-8', () => {
  lock({ publisher: 'acme', source: 'oci://x', files: [TWO, { ...ONE, size: 3 }], other: true });
  expect(readAgentLock(project)).toEqual({
    lockDigest: agentLockDigest(project),
    setDigest: digest([ONE, TWO]),
    publisher: 'acme',
    source: 'oci://x',
    faults: [],
  });
});

test.each([
  [
    'a list of agents',
    {
      agents: [
        { name: 'a', files: [TWO] },
        { name: 'b', files: [ONE, TWO] },
      ],
    },
  ],
  ['agents by name', { agents: { a: { files: [ONE] }, b: { files: [TWO] } } }],
  ['digests by path', { files: { [ONE.path]: ONE.sha256, [TWO.path]: TWO.sha256 } }],
])('files are read from %s', (_, value) => {
  lock(value);
  expect(readAgentLock(project)?.setDigest).toBe(digest([ONE, TWO]));
});

test.each([['no files'], ['an empty list of files']])('a lock with %s names no agents', (which) => {
  lock({ publisher: 'acme', ...(which === 'no files' ? {} : { files: [], agents: {} }) });
  expect(readAgentLock(project)?.faults).toEqual([{ code: 'agent_files_none', path: AGENT_LOCK }]);
});

test('files that are missing, changed or links are named', () => {
  lock({
    files: [
      ONE,
      TWO,
      { path: 'gone.md', sha256: sha('') },
      { path: 'link.md', sha256: sha('one') },
    ],
  });
  put('.krci-ai/agents/b.md', 'changed');
  symlinkSync(TWO.path, join(project, 'link.md'));
  expect(readAgentLock(project)?.faults).toEqual([
    { code: 'agent_file_changed', path: ONE.path },
    { code: 'agent_file_missing', path: 'gone.md' },
    { code: 'agent_file_unsafe', path: 'link.md' },
  ]);
});

test('a folder that is a link out of the project is named', () => {
  const elsewhere = realpathSync(mkdtempSync(join(tmpdir(), 'gait-elsewhere-')));
  writeFileSync(join(elsewhere, 'a.md'), 'one');
  symlinkSync(elsewhere, join(project, 'linked'));
  lock({ files: [{ path: 'linked/a.md', sha256: sha('one') }] });
  expect(readAgentLock(project)?.faults).toMatchObject([{ code: 'agent_file_unsafe' }]);
  rmSync(elsewhere, { recursive: true });
});

describe('the lock of an installer', () => {
  const source: LockedSource = {
    name: 'builtin',
    key: '',
    level: 4,
    selection: 'all',
    agents: ['b', 'ä'],
    source: 'builtin',
    resolved: '',
    sourceDigest: sha('source'),
    version: '1.0.0',
    publisher: 'acme',
  };
  const lockOf = (...sources: readonly LockedSource[]): AgentsLock => ({
    format: '1.1.0',
    ...summarizeSources(sources),
    sources,
    targets: [],
    producer: '1.0.0',
    files: [ONE, TWO].map((file) => ({ ...file, size: 3, kind: 'asset', sources: ['builtin'] })),
    folders: ['.krci-ai'],
  });
  const installed = lockOf(source);

  test('gives the same digest of the set as the installer wrote', () => {
    put(AGENT_LOCK, encodeLock(installed));
    expect(readAgentLock(project)).toMatchObject({
      setDigest: digest([ONE, TWO]),
      publisher: 'acme',
      source: 'builtin',
      faults: [],
    });
  });

  test('of several sources names a publisher only where all have the same', () => {
    const other = { ...source, name: 'acme/more', source: '../more', version: '2.0.0' };
    put(AGENT_LOCK, encodeLock(lockOf(other, source)));
    const both = { setDigest: digest([ONE, TWO]), source: '', faults: [] };
    expect(readAgentLock(project)).toMatchObject({ ...both, publisher: 'acme' });
    put(AGENT_LOCK, encodeLock(lockOf({ ...other, publisher: '' }, source)));
    expect(readAgentLock(project)).toMatchObject({ ...both, publisher: '' });
  });

  test('is refused when it says more than its sources do', () => {
    const unsigned = { ...source, name: 'other', source: '../x', publisher: '' };
    const two = JSON.parse(encodeLock(lockOf(source, unsigned))) as object;
    for (const over of [{ publisher: 'acme' }, { source: 'builtin' }]) {
      lock({ ...two, ...over });
      expect(codeOf(() => readAgentLock(project))).toBe('agent_lock_invalid');
    }
    lock({ ...two, sources: 'none' });
    expect(codeOf(() => readAgentLock(project))).toBe('agent_lock_invalid');
  });

  test('is refused when its format is a later one, or its set is another', () => {
    const text = encodeLock(installed);
    put(AGENT_LOCK, text.replace('"schema_version":"1.1.0"', '"schema_version":"2.0.0"'));
    expect(codeOf(() => readAgentLock(project))).toBe('agent_lock_newer');
    put(AGENT_LOCK, text.replace(digest([ONE, TWO]), sha('')));
    expect(codeOf(() => readAgentLock(project))).toBe('agent_lock_invalid');
  });
});

describe('a lock is refused', () => {
  test.each([
    ['that is no object', []],
    ['with a file without a digest', { files: [{ path: 'a' }] }],
    ['with a digest in capitals', { files: [{ path: 'a', sha256: 'A'.repeat(64) }] }],
    ['with an absolute path', { files: [{ path: '/etc/passwd', sha256: sha('') }] }],
    ['with a path that leads out', { files: [{ path: 'a/../../b', sha256: sha('') }] }],
    ['with a backslash', { files: [{ path: 'a\\b', sha256: sha('') }] }],
    ['with two digests of a file', { files: [ONE, { ...ONE, sha256: sha('x') }] }],
    ['with files that are no list', { files: 3 }],
    ['with a publisher that is no text', { files: [], publisher: 1 }],
  ])('%s', (_, value) => {
    lock(value);
    try {
      readAgentLock(project);
      expect.unreachable();
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(error.code).toBe('agent_lock_invalid');
    }
  });
});
