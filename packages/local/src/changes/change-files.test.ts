import { afterEach, beforeEach, expect, test } from 'bun:test';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { changeFiles, finishChanges, previewChanges } from './change-files.ts';
import { changeJournalPath, writeJournal, type ChangeJournal } from './change-journal.ts';
import type { ChangePlace, FileChange, FinishReport } from './file-change.ts';
import { writeBelow } from './write-below.ts';

let folder = '';
let place: ChangePlace = { root: '', journal: '' };
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-changes-')));
  const root = join(folder, 'root');
  mkdirSync(root);
  place = { root, journal: changeJournalPath(join(folder, 'state'), root) };
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const write = (path: string, text: string): FileChange => ({ path, content: bytes(text) });
const remove = (path: string): FileChange => ({ path, content: undefined });
const at = (path: string): string => join(place.root, path);
function put(path: string, text: string): void {
  mkdirSync(dirname(at(path)), { recursive: true });
  writeFileSync(at(path), text);
}
/** Every file below the root with its content, folders with a slash. */
function tree(): Readonly<Record<string, string>> {
  const found = readdirSync(place.root, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    found
      .map((entry) => {
        const path = join(entry.parentPath, entry.name);
        const name = path.slice(place.root.length + 1);
        return entry.isDirectory() ? [`${name}/`, ''] : [name, readFileSync(path, 'utf8')];
      })
      .sort(([a = ''], [b = '']) => (a < b ? -1 : 1)),
  );
}
const journal = (over: Partial<ChangeJournal> = {}): ChangeJournal => ({
  root: place.root,
  id: '0123456789abcdef',
  sync: true,
  folders: ['a'],
  emptied: ['old'],
  changes: [
    { path: 'a/new', before: undefined, after: bytes('new'), mode: undefined, executable: false },
    {
      path: 'kept',
      before: bytes('before'),
      after: bytes('after'),
      mode: 0o644,
      executable: false,
    },
    { path: 'old/gone', before: bytes('gone'), after: undefined, mode: 0o644, executable: false },
  ],
  ...over,
});
const BEFORE = { kept: 'before', 'old/': '', 'old/gone': 'gone' };
const AFTER = { 'a/': '', 'a/new': 'new', kept: 'after' };
function putBefore(): void {
  put('kept', 'before');
  put('old/gone', 'gone');
}
function leave(left: ChangeJournal): void {
  mkdirSync(dirname(place.journal), { recursive: true });
  writeJournal(place.journal, left);
}

test('files are written, replaced and removed in one call, which says what became of each', () => {
  putBefore();
  put('same', 'same');
  const changes = [
    write('a/b/new', 'new'),
    write('kept', 'after'),
    write('same', 'same'),
    remove('old/gone'),
    remove('never'),
  ];
  expect(changeFiles(place, changes, { emptied: ['old'] })).toEqual({
    created: ['a/b/new'],
    replaced: ['kept'],
    removed: ['old/gone'],
    unchanged: ['same', 'never'],
    folders: ['a', 'a/b'],
  });
  expect(tree()).toEqual({ 'a/': '', 'a/b/': '', 'a/b/new': 'new', kept: 'after', same: 'same' });
  expect(existsSync(place.journal)).toBe(false);
});

test('a preview says what would come of it and writes nothing', () => {
  putBefore();
  const changes = [write('a/new', 'new'), write('kept', 'after'), remove('old/gone')];
  const preview = previewChanges(place.root, changes);
  expect(tree()).toEqual(BEFORE);
  expect(existsSync(dirname(place.journal))).toBe(false);
  expect(changeFiles(place, changes)).toEqual(preview);
});

test('one file is written below a root, and neither through a link nor beside it', () => {
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeBelow(place.root, 'a/b/c', bytes('new'));
  symlinkSync(outside, at('link'));
  symlinkSync(join(outside, 'x'), at('end'));
  expect(codeOf(() => writeBelow(place.root, 'link/x', bytes('1')))).toBe('change_path_unsafe');
  expect(codeOf(() => writeBelow(place.root, '../x', bytes('1')))).toBe('change_path_unsafe');
  writeBelow(place.root, 'end', bytes('mine'));
  expect(readdirSync(outside)).toEqual([]);
  expect([readFileSync(at('a/b/c'), 'utf8'), readFileSync(at('end'), 'utf8')]).toEqual([
    'new',
    'mine',
  ]);
});

test('a folder that still holds something is not removed', () => {
  putBefore();
  put('old/mine', 'mine');
  changeFiles(place, [remove('old/gone')], { emptied: ['old'] });
  expect(tree()).toEqual({ kept: 'before', 'old/': '', 'old/mine': 'mine' });
});

test('a replaced file keeps its permissions, and a new one may be made to run', () => {
  put('kept', 'before');
  chmodSync(at('kept'), 0o640);
  changeFiles(place, [write('kept', 'after'), { ...write('run', '#!'), executable: true }]);
  expect(statSync(at('kept')).mode & 0o777).toBe(0o640);
  expect(statSync(at('run')).mode & 0o100).toBe(0o100);
});

test('nothing is written when one name leads away from the root', () => {
  for (const path of [
    '../x',
    'a/../../x',
    '/x',
    'a//x',
    './x',
    '',
    'a\\..\\x',
    'C:/x',
    'C:x',
    '.git/hooks/x',
    'a/.GIT/x',
    'x\0',
  ]) {
    expect(codeOf(() => changeFiles(place, [write('good', '1'), write(path, '2')]))).toBe(
      'change_path_unsafe',
    );
  }
  expect(tree()).toEqual({});
});

test('nothing is written when a link is on the way or at the end, or a folder is there', () => {
  const outside = join(folder, 'outside');
  mkdirSync(outside);
  writeFileSync(join(outside, 'x'), 'theirs');
  symlinkSync(outside, at('link'));
  symlinkSync(join(outside, 'x'), at('file'));
  symlinkSync(join(outside, 'absent'), at('dangling'));
  put('dir/x', '1');
  put('plain', '1');
  for (const path of ['link/x', 'link/new/x', 'file', 'dangling', 'dir', 'plain/x']) {
    expect(codeOf(() => changeFiles(place, [write('good', '1'), write(path, '2')]))).toBe(
      'change_path_unsafe',
    );
  }
  expect(readdirSync(outside)).toEqual(['x']);
  expect(readFileSync(join(outside, 'x'), 'utf8')).toBe('theirs');
  expect(existsSync(at('good'))).toBe(false);
});

test('one name twice, or a file where another needs a folder, is refused', () => {
  expect(codeOf(() => changeFiles(place, [write('a', '1'), write('a', '2')]))).toBe(
    'change_path_unsafe',
  );
  expect(codeOf(() => changeFiles(place, [write('a', '1'), write('a/b', '2')]))).toBe(
    'change_path_unsafe',
  );
  expect(tree()).toEqual({});
});

test('a file that is not what was planned for stops everything before it begins', () => {
  put('kept', 'before');
  const expected = sha256Hex('before');
  changeFiles(place, [
    { ...write('kept', 'after'), expected },
    { ...write('new', '1'), expected: null },
  ]);
  const again = [write('third', '3'), { ...write('kept', 'more'), expected }];
  expect(codeOf(() => changeFiles(place, again))).toBe('change_target_changed');
  expect(codeOf(() => changeFiles(place, [{ ...write('new', '2'), expected: null }]))).toBe(
    'change_target_changed',
  );
  expect(tree()).toEqual({ kept: 'after', new: '1' });
});

test('changes that were never begun are completed by the next command', () => {
  putBefore();
  leave(journal());
  expect(finishChanges(place)).toEqual({
    outcome: 'completed',
    files: ['a/new', 'kept', 'old/gone'],
    foreign: [],
  });
  expect(tree()).toEqual(AFTER);
  expect(finishChanges(place).outcome).toBe('nothing');
});

test('changes that were begun are completed, and their temporary files removed', () => {
  putBefore();
  leave(journal());
  mkdirSync(at('a'));
  put('kept', 'after');
  const temp = `.${sha256Hex('a/new').slice(0, 16)}.tmp-0123456789abcdef`;
  writeFileSync(join(at('a'), temp), 'ne');
  expect(finishChanges(place).outcome).toBe('completed');
  expect(tree()).toEqual(AFTER);
});

test('what somebody wrote since is left alone and named', () => {
  putBefore();
  leave(journal());
  put('kept', 'mine');
  expect(finishChanges(place)).toEqual({
    outcome: 'completed',
    files: ['a/new', 'kept', 'old/gone'],
    foreign: ['kept'],
  });
  expect(tree()).toEqual({ ...AFTER, kept: 'mine' });
});

test('changes begin with those that a killed process left', () => {
  putBefore();
  leave(journal());
  expect(changeFiles(place, [write('kept', 'third')]).replaced).toEqual(['kept']);
  expect(tree()).toEqual({ ...AFTER, kept: 'third' });
});

test('what would make a journal that cannot be read again is refused before anything is written', () => {
  const huge = new Uint8Array(600 * 1024 * 1024);
  const changes = ['a', 'b'].map((path) => ({
    ...{ path, before: undefined, after: huge, mode: undefined, executable: false },
  }));
  mkdirSync(dirname(place.journal), { recursive: true });
  expect(codeOf(() => writeJournal(place.journal, journal({ changes })))).toBe('file_too_large');
  expect(readdirSync(dirname(place.journal))).toEqual([]);
});

test('a damaged journal, or one about another root, changes nothing', () => {
  putBefore();
  leave(journal());
  const good = readFileSync(place.journal);
  for (const at of [0, 20, 90, good.length - 1]) {
    const bad = Buffer.from(good);
    bad[at] = (bad[at] ?? 0) ^ 1;
    writeFileSync(place.journal, bad);
    expect(codeOf(() => finishChanges(place))).toBe('change_journal_invalid');
  }
  writeFileSync(place.journal, good.subarray(0, good.length - 2));
  expect(codeOf(() => finishChanges(place))).toBe('change_journal_invalid');
  rmSync(place.journal);
  leave(journal({ root: folder }));
  expect(codeOf(() => finishChanges(place))).toBe('change_journal_invalid');
  rmSync(place.journal);
  leave(
    journal({
      changes: [
        { path: '../x', before: undefined, after: bytes('x'), mode: undefined, executable: false },
      ],
    }),
  );
  expect(codeOf(() => finishChanges(place))).toBe('change_path_unsafe');
  expect(tree()).toEqual(BEFORE);
});

test('a link or file that came in the way after a kill is neither followed nor replaced', () => {
  const outside = join(folder, 'outside');
  mkdirSync(join(outside, 'b'), { recursive: true });
  const changes = [
    {
      path: 'a/b/c/new',
      before: undefined,
      after: bytes('new'),
      mode: undefined,
      executable: false,
    },
  ];
  const left = journal({ folders: ['a', 'a/b', 'a/b/c'], emptied: ['a/b'], changes });
  const finished = { outcome: 'completed', files: ['a/b/c/new'], foreign: ['a/b/c/new'] };
  leave(left);
  symlinkSync(outside, at('a'));
  expect(finishChanges(place)).toEqual(finished as FinishReport);
  expect(readdirSync(outside, { recursive: true })).toEqual(['b']);
  rmSync(at('a'));
  writeFileSync(at('a'), 'mine');
  leave(left);
  expect(finishChanges(place)).toEqual(finished as FinishReport);
  expect(tree()).toEqual({ a: 'mine' });
});
