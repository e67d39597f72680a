import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import fc from 'fast-check';
import { memoryTree } from '../tree/memory-tree.ts';
import type { LockedFile } from './agents-lock.ts';
import { judgeInstalled } from './judge-installed.ts';
import { listLocalFiles } from './local-files.ts';
import { overlayTree } from './overlay-tree.ts';
import {
  planInstall,
  type PlannedFile,
  type PresentFile,
  type WantedFile,
} from './plan-install.ts';

const PATH = '.krci-ai/agents/dev.yaml';
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const wantedFile = (text: string, path = PATH): WantedFile => ({
  path,
  sha256: sha256Hex(text),
  size: text.length,
  kind: 'asset',
  sources: ['builtin'],
  read: () => bytes(text),
});
const lockedFile = (text: string, base?: string): LockedFile => ({
  path: PATH,
  sha256: sha256Hex(text),
  size: text.length,
  kind: 'asset',
  sources: ['builtin'],
  ...(base === undefined ? {} : { base: sha256Hex(base) }),
});
const present = (text: string | null): PresentFile =>
  text === null
    ? { kind: 'nothing' }
    : { kind: 'file', sha256: sha256Hex(text), size: text.length };

/** The plan for one file: what is wanted, locked and there; null is nothing. */
function planOf(
  wanted: string | null,
  locked: string | LockedFile | null,
  there: string | null,
  force = false,
): PlannedFile | undefined {
  const old = typeof locked === 'string' ? lockedFile(locked) : locked;
  const plan = planInstall({
    wanted: wanted === null ? [] : [wantedFile(wanted)],
    locked: old === null ? [] : [old],
    presentAt: () => present(there),
    force,
  });
  return plan.files[0];
}

describe('what becomes of a file', () => {
  test.each([
    ['new', 'v1', null, null, 'create', 'new', 'v1'],
    ['removed by somebody', 'v1', 'v1', null, 'create', 'missing', 'v1'],
    ['as it is wanted', 'v1', 'v1', 'v1', 'keep', 'same', 'v1'],
    ['there already, by chance the same', 'v1', null, 'v1', 'keep', 'same', 'v1'],
    ['as installed, and the source is newer', 'v2', 'v1', 'v1', 'replace', 'newer', 'v2'],
    ['edited, and the source is not newer', 'v1', 'v1', 'mine', 'keep', 'edited', 'v1'],
    ['edited, and the source is newer', 'v2', 'v1', 'mine', 'conflict', 'edited_newer', 'v1'],
    ['edited to what the source has now', 'v2', 'v1', 'v2', 'keep', 'same', 'v2'],
    ['another one that we did not install', 'v1', null, 'mine', 'conflict', 'foreign', null],
    ['no longer wanted', null, 'v1', 'v1', 'delete', 'dropped', null],
    ['no longer wanted and gone', null, 'v1', null, 'keep', 'dropped', null],
    ['no longer wanted and edited', null, 'v1', 'mine', 'conflict', 'edited_dropped', null],
  ] as const)('that is %s', (_, wanted, locked, there, action, reason, after) => {
    const file = planOf(wanted, locked, there);
    expect([file?.action, file?.reason]).toEqual([action, reason]);
    expect(file?.locked?.sha256 ?? null).toBe(after === null ? null : sha256Hex(after));
    expect(file?.copy).toBeUndefined();
  });

  test('that an update merged is as it was left, and edited where it differs', () => {
    const merged = lockedFile('merged', 'v1');
    expect(planOf('v1', merged, 'merged')).toMatchObject({
      action: 'keep',
      reason: 'same',
      locked: merged,
    });
    expect(planOf('v1', merged, 'more')).toMatchObject({ action: 'keep', reason: 'edited' });
    // What is merged holds what somebody wrote.
    expect(planOf('v2', merged, 'merged')).toMatchObject({ reason: 'edited_newer' });
    expect(planOf(null, merged, 'merged')).toMatchObject({ reason: 'edited_dropped' });
  });

  test.each([
    ['v1', 'v1', 'mine', 'replace'],
    ['v2', 'v1', 'mine', 'replace'],
    ['v1', null, 'mine', 'replace'],
    [null, 'v1', 'mine', 'delete'],
  ] as const)('forced away: %j over %j where %j stands', (wanted, locked, there, action) => {
    const file = planOf(wanted, locked, there, true);
    const copy = `.krci-ai/.kept/agents/dev.yaml.${sha256Hex('mine').slice(0, 12)}`;
    expect(file).toMatchObject({ action, copy });
  });
});

test('a link where a file is wanted blocks all, where one was installed it is theirs', () => {
  const presentAt = (): PresentFile => ({ kind: 'blocked', why: 'a link is there' });
  const state = { presentAt, force: true, locked: [lockedFile('v1')] };
  expect(planInstall({ ...state, wanted: [wantedFile('v1')] }).blocked).toEqual([
    { path: PATH, why: 'a link is there' },
  ]);
  const dropped = planInstall({ ...state, wanted: [] });
  expect(dropped.blocked).toEqual([]);
  expect(dropped.files).toMatchObject([{ action: 'conflict', reason: 'edited_dropped' }]);
});

test('whatever is there, nothing that a person wrote is lost without a copy', () => {
  const text = fc.constantFrom('v1', 'v2', 'mine', 'theirs');
  const maybe = fc.option(text, { nil: null });
  fc.assert(
    fc.property(maybe, maybe, maybe, fc.boolean(), (wanted, locked, there, force) => {
      const file = planOf(wanted, locked, there, force);
      if (file === undefined || there === null) return;
      const isLost = file.action === 'delete' || (file.action === 'replace' && wanted !== there);
      // What was installed and not touched can be had again from the store.
      if (isLost && locked !== there) expect(file.copy).toBeDefined();
      if (file.action === 'create') expect(there).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test('a tree with a plan over it reads as it will be', () => {
  const tree = memoryTree({ '.krci-ai/agents/dev.yaml': 'mine', '.krci-ai/tasks/old.md': 'old' });
  const file = (path: string, action: PlannedFile['action'], text?: string): PlannedFile => ({
    path,
    action,
    reason: 'new',
    wanted: text === undefined ? undefined : wantedFile(text, path),
    before: sha256Hex('mine'),
    locked: undefined,
  });
  const after = overlayTree(tree, [
    file('.krci-ai/agents/dev.yaml', 'keep', 'v1'),
    file('.krci-ai/tasks/old.md', 'delete'),
    file('.krci-ai/tasks/a/new.md', 'create', 'new'),
  ]);
  const text = (path: string): string | undefined => {
    const found = after.read(path);
    return found === undefined ? undefined : new TextDecoder().decode(found);
  };
  expect([text('.krci-ai/agents/dev.yaml'), text('.krci-ai/tasks/old.md')]).toEqual([
    'mine',
    undefined,
  ]);
  expect(text('.krci-ai/tasks/a/new.md')).toBe('new');
  expect([...after.entries.keys()]).toEqual([
    '.krci-ai',
    '.krci-ai/agents',
    '.krci-ai/agents/dev.yaml',
    '.krci-ai/tasks',
    '.krci-ai/tasks/a',
    '.krci-ai/tasks/a/new.md',
  ]);
});

test('what is there is held against the lock: missing, changed, unsafe, foreign', () => {
  const tree = memoryTree({
    '.krci-ai/agents/dev.yaml': 'v1',
    '.krci-ai/tasks/own.md': 'own',
    '.krci-ai/tasks/link.md': { kind: 'link' },
    '.krci-ai/local/tasks/mine.md': 'mine',
    '.krci-ai/audit.jsonl': '',
  });
  const files = ['agents/dev.yaml', 'agents/gone.yaml', 'data/link', 'data/other'].map((name) => ({
    ...lockedFile('v1'),
    path: `.krci-ai/${name}`,
  }));
  const states: Readonly<Record<string, PresentFile>> = {
    '.krci-ai/agents/dev.yaml': present('v1'),
    '.krci-ai/data/link': { kind: 'blocked', why: 'a link is there' },
    '.krci-ai/data/other': present('other'),
  };
  const findings = judgeInstalled({ files }, tree, (path) => states[path] ?? present(null));
  expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
    'agent_file_missing .krci-ai/agents/gone.yaml',
    'agent_file_unsafe .krci-ai/data/link',
    'agent_file_changed .krci-ai/data/other',
    'agent_file_foreign .krci-ai/tasks/link.md',
    'agent_file_foreign .krci-ai/tasks/own.md',
  ]);
});

test('what a project keeps for itself is told with what it does', () => {
  const tree = memoryTree({
    '.krci-ai/tasks/dev/a.md': 'a',
    '.krci-ai/local/tasks/dev/a.md': 'mine',
    '.krci-ai/local/data/b.md': 'b',
    '.krci-ai/local/agents/c.yaml': 'nobody reads this',
  });
  expect(listLocalFiles(tree)).toEqual([
    { path: '.krci-ai/local/data/b.md', id: '.krci-ai/data/b.md', effect: 'adds' },
    { path: '.krci-ai/local/tasks/dev/a.md', id: '.krci-ai/tasks/dev/a.md', effect: 'overrides' },
  ]);
});
