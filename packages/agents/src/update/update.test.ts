import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import fc from 'fast-check';
import { readContent, type Packing } from '../lock/content-store.ts';
import {
  planInstall,
  type InstallPlan,
  type PresentFile,
  type WantedFile,
} from '../lock/plan-install.ts';
import type { LockedFile } from '../lock/agents-lock.ts';
import type { Favour } from '../merge/merge-file.ts';
import { findRenames } from './find-renames.ts';
import { planRollback } from './plan-rollback.ts';
import { settleUpdate, type SettledUpdate } from './settle-update.ts';
import { encodeUndo, packAll, readUndo, undoContent, type UndoSnapshot } from './undo-snapshot.ts';

const packing: Packing = {
  deflate: (bytes) => deflateRawSync(bytes),
  inflate: (packed, most) => inflateRawSync(packed, { maxOutputLength: most }),
};
const LABELS = { ours: 'yours', base: 'installed', theirs: 'new' };
type Files = Readonly<Record<string, string>>;
const bytesOf = (text: string): Uint8Array => Buffer.from(text);
const lockedOf = (files: Files): LockedFile[] =>
  Object.entries(files).map(([path, text]) => ({
    path,
    sha256: sha256Hex(text),
    size: text.length,
    kind: 'asset',
    sources: ['builtin'],
  }));
const presentIn =
  (files: Files) =>
  (path: string): PresentFile => {
    const text = files[path];
    return text === undefined
      ? { kind: 'nothing' }
      : { kind: 'file', sha256: sha256Hex(text), size: text.length };
  };

/** What an update from `base` to `theirs` does to a project that holds `ours`. */
function settled(base: Files, ours: Files, theirs: Files, favour: Favour): SettledUpdate {
  const locked = lockedOf(base);
  const wanted = Object.entries(theirs).map(([path, text]): WantedFile => ({
    path,
    sha256: sha256Hex(text),
    size: text.length,
    kind: 'asset',
    sources: ['builtin'],
    read: () => bytesOf(text),
  }));
  const contents = new Map(Object.values(base).map((text) => [sha256Hex(text), bytesOf(text)]));
  return settleUpdate({
    plan: planInstall({ wanted, locked, presentAt: presentIn(ours), force: false }),
    locked,
    read: (path) => bytesOf(ours[path] ?? ''),
    contentOf: (sha256) => contents.get(sha256),
    labels: LABELS,
    favour,
  });
}

/** A project after a plan, with copies. */
function carriedOut(files: Files, { files: planned }: InstallPlan): Record<string, string> {
  const after: Record<string, string> = { ...files };
  for (const { path, action, wanted, copy } of planned) {
    if (copy !== undefined) after[copy] = files[path] ?? '';
    if (action === 'delete') delete after[path];
    if ((action === 'create' || action === 'replace') && wanted !== undefined)
      after[path] = Buffer.from(wanted.read()).toString();
  }
  return after;
}

const name = fc.constantFrom('.krci-ai/tasks/a.md', '.krci-ai/tasks/b.md', '.krci-ai/data/c.md');
const lines = fc
  .array(fc.constantFrom('one', 'two', 'three', 'four'), { maxLength: 6 })
  .map((words) => words.map((word) => `${word}\n`).join(''));
const edited = fc
  .array(fc.constantFrom('one', 'two', 'mine', 'my own'), { maxLength: 6 })
  .map((words) => words.map((word) => `${word}\n`).join(''));

describe('of any update', () => {
  test('every line that a person wrote is somewhere in the project afterwards', () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, lines),
        fc.dictionary(name, edited),
        fc.dictionary(name, lines),
        fc.constantFrom<Favour>('markers', 'ours', 'theirs'),
        (base, ours, theirs, favour) => {
          const after = Object.values(carriedOut(ours, settled(base, ours, theirs, favour).plan));
          for (const [path, text] of Object.entries(ours)) {
            for (const line of text.split('\n').filter((one) => one.startsWith('m'))) {
              const isKept = after.some((other) => other.split('\n').includes(line));
              expect([path, line, isKept]).toEqual([path, line, true]);
            }
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('tools get no file with markers, and the lock never takes one for what was given', () => {
    const base = { '.krci-ai/tasks/a.md': 'one\n' };
    const { plan, tools } = settled(
      base,
      { '.krci-ai/tasks/a.md': 'mine\n' },
      { '.krci-ai/tasks/a.md': 'two\n' },
      'markers',
    );
    expect(plan.files).toMatchObject([
      { action: 'replace', reason: 'conflicted', locked: { sha256: sha256Hex('two\n') } },
    ]);
    expect(tools.files).toMatchObject([{ action: 'conflict' }]);
  });

  test('edits that the source made as well are what it gave, without another base', () => {
    const both = { '.krci-ai/tasks/a.md': 'two\n' };
    const { plan } = settled(
      { '.krci-ai/tasks/a.md': 'one\n', '.krci-ai/tasks/b.md': 'one\ntwo\nthree\nfour\n' },
      { ...both, '.krci-ai/tasks/b.md': 'mine\ntwo\nthree\nfour\n' },
      { ...both, '.krci-ai/tasks/b.md': 'mine\ntwo\nthree\nfive\n' },
      'markers',
    );
    expect(plan.files.map(({ locked }) => locked?.base)).toEqual([undefined, undefined]);
  });
});

describe('a file that moved', () => {
  const at = (path: string, text: string) => ({ path, bytes: bytesOf(text) });
  const text = 'one\ntwo\nthree\nfour\n';

  test.each([
    ['in whole', text, true],
    ['with half of its lines', 'one\ntwo\nfive\nsix\n', true],
    ['with less', 'one\nfive\nsix\nseven\n', false],
    ['with other line ends', text.replaceAll('\n', '\r\n'), true],
    ['as bytes that are no text', '\0', false],
  ])('%s is known again', (_, now, known) => {
    const found = findRenames(
      [at('.krci-ai/tasks/a.md', text)],
      [at('.krci-ai/tasks/b/c.md', now)],
    );
    expect(found.length).toBe(known ? 1 : 0);
  });

  test('goes to the most alike of its kind, each once', () => {
    const found = findRenames(
      [at('.krci-ai/tasks/a.md', text), at('.krci-ai/tasks/b.md', text)],
      [
        at('.krci-ai/data/a.md', text),
        at('.krci-ai/tasks/x.md', text.replace('four', 'six')),
        at('.krci-ai/tasks/y.md', text),
      ],
    );
    expect(found).toEqual([
      { from: '.krci-ai/tasks/a.md', to: '.krci-ai/tasks/y.md' },
      { from: '.krci-ai/tasks/b.md', to: '.krci-ai/tasks/x.md' },
    ]);
  });

  test('does not lead from one source to another, and may lead to one that took its place', () => {
    const of = (path: string, ...sources: string[]) => ({ ...at(path, text), sources });
    const [a, b] = ['.krci-ai/tasks/a.md', '.krci-ai/tasks/b.md'];
    const found = [{ from: a, to: b }];
    expect(findRenames([of(a, 'acme/one')], [of(b, 'acme/two')])).toEqual([]);
    expect(findRenames([of(a, 'acme/one')], [of(b, 'acme/one', 'acme/two')])).toEqual(found);
    expect(findRenames([of(a)], [of(b, 'acme/two')])).toEqual(found);
  });

  test('is not looked for among thousands', () => {
    const many = Array.from({ length: 101 }, (_, index) => at(`.krci-ai/tasks/${index}.md`, text));
    expect(findRenames(many, many)).toEqual([]);
  });

  test('is not looked for in more than some bytes', () => {
    const large = 'x'.repeat(17 * 1024 * 1024);
    expect(
      findRenames([at('.krci-ai/data/a.md', large)], [at('.krci-ai/data/b.md', `${large}\n`)]),
    ).toEqual([]);
  });

  test('is not looked for in more lines than may be looked up for all pairs together', () => {
    const lines = Array.from({ length: 50 }, (_, line) => line.toString(36)).join('\n');
    const among = (count: number): readonly ReturnType<typeof at>[] =>
      Array.from({ length: count }, (_, index) =>
        at(`.krci-ai/data/${count}-${index}.md`, `${index} ${count}\n${lines}`),
      );
    const [gone, fresh] = [among(4), among(3)];
    const limits = { pairs: 12, bytes: 100_000, lookups: 12 * 51 };
    expect(findRenames(gone, fresh, limits)).toHaveLength(3);
    expect(findRenames(gone, fresh, { ...limits, lookups: 12 * 51 - 1 })).toEqual([]);
    expect(findRenames(gone, fresh, { ...limits, pairs: 11 })).toEqual([]);
    const size = [...gone, ...fresh].reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(findRenames(gone, fresh, { ...limits, bytes: size })).toHaveLength(3);
    expect(findRenames(gone, fresh, { ...limits, bytes: size - 1 })).toEqual([]);
  });

  test('leaves a copy of what gave way', () => {
    const { plan, merges } = settled(
      { '.krci-ai/tasks/a.md': text },
      { '.krci-ai/tasks/a.md': text.replace('two', 'mine') },
      { '.krci-ai/tasks/b.md': text.replace('two', 'zwei') },
      'theirs',
    );
    expect(merges).toEqual([
      { path: '.krci-ai/tasks/b.md', from: '.krci-ai/tasks/a.md', outcome: 'theirs', conflicts: 1 },
    ]);
    expect(plan.files).toMatchObject([
      {
        path: '.krci-ai/tasks/a.md',
        action: 'delete',
        copy: expect.stringContaining('.kept/tasks/a.md.'),
      },
      { path: '.krci-ai/tasks/b.md', action: 'create' },
    ]);
  });
});

describe('a snapshot', () => {
  const record = sha256Hex('line');
  const snapshot: UndoSnapshot = {
    action: 'update',
    record,
    lock: null,
    files: [
      {
        path: '.krci-ai/tasks/a.md',
        kind: 'asset',
        before: sha256Hex('a'),
        after: null,
        locked: null,
      },
    ],
    contents: packAll([bytesOf('a')], new Map(), packing),
  };

  test('comes back as it was', () => {
    const found = readUndo(bytesOf(encodeUndo(snapshot)), 'undo');
    expect(found).toEqual(snapshot);
    expect(Buffer.from(undoContent(found, sha256Hex('a'), packing, 'undo')).toString()).toBe('a');
    expect(readContent(found.contents, sha256Hex('b'), packing)).toBeUndefined();
  });

  const whole = encodeUndo(snapshot);
  const rewrite = (change: (head: string) => string): string => {
    const [head = '', ...rest] = whole.split('\n');
    return [change(head), ...rest].join('\n');
  };
  test.each([
    ['empty', ''],
    ['cut', whole.slice(0, -3)],
    ['with another content', whole.replace(/ \S{4}/u, ' AAAA')],
    ['without a head', rewrite(() => '[]')],
    ['with a head that is no JSON', rewrite(() => '{')],
    ['of another form', rewrite((head) => head.replace('1.0.0', '2.0.0'))],
    ['of another action', rewrite((head) => head.replace('"update"', '"uninstall"'))],
    ['without files', rewrite((head) => head.replace(/"files":\[.*\]/u, '"files":{}'))],
    [
      'with a path that leads away',
      rewrite((head) => head.replace('.krci-ai/tasks/a.md', '../a.md')),
    ],
    ['with a digest that is none', rewrite((head) => head.replace(sha256Hex('a'), 'a'))],
    ['with a kind that is none', rewrite((head) => head.replace('"asset"', '"other"'))],
  ])('%s is refused', (_, text) => {
    expect(() => readUndo(bytesOf(text), 'undo')).toThrow(
      expect.objectContaining({ code: 'undo_snapshot_damaged' }) as Error,
    );
  });

  test('without a content that is needed is refused', () => {
    expect(() => undoContent(snapshot, sha256Hex('b'), packing, 'undo')).toThrow(
      expect.objectContaining({ code: 'undo_snapshot_damaged' }) as Error,
    );
  });
});

describe('taking back', () => {
  const projects = fc.dictionary(name, lines);
  test('brings every file that was touched back, whatever was written since, and keeps that', () => {
    fc.assert(
      fc.property(projects, projects, projects, (before, after, since) => {
        const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
        const sha = (text: string | undefined): string | null =>
          text === undefined ? null : sha256Hex(text);
        const files = paths.map((path) => ({
          path,
          kind: 'asset' as const,
          before: sha(before[path]),
          after: sha(after[path]),
          locked: sha(after[path]),
        }));
        const contents = new Map(
          Object.values(before).map((text) => [sha256Hex(text), bytesOf(text)]),
        );
        const plan = planRollback({
          snapshot: { action: 'update', record: '', lock: null, files, contents: new Map() },
          locked: lockedOf(after),
          presentAt: presentIn(since),
          contentOf: (sha256) => contents.get(sha256) ?? bytesOf('lost'),
        });
        const done = carriedOut(since, plan);
        for (const { path, before: was, after: became } of files) {
          if (was !== became) expect([path, done[path]]).toEqual([path, before[path]]);
          else expect([path, done[path]]).toEqual([path, since[path]]);
          const text = since[path];
          const isOurs = text === before[path] || text === after[path];
          if (text !== undefined && !isOurs) expect(Object.values(done)).toContain(text);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
