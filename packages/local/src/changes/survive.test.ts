import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { spawn } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SOURCES, watchedCalls } from '../testing/watched-calls.ts';
import { changeFiles, finishChanges } from './change-files.ts';
import { changeJournalPath } from './change-journal.ts';
import type { ChangePlace, FileChange } from './file-change.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-survive-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const FILES = 40;
/** The text of a whole state: state 1 has other contents, other files and other folders than state 2. */
const changesTo = (state: 1 | 2): readonly FileChange[] =>
  Array.from({ length: FILES }, (_, i) => {
    const gone = i % 4 === state;
    const text = `${state} ${i} `.repeat(50 * (i + 1));
    return {
      path: `${i % 5 === 0 ? `only${i % 4}` : 'both'}/f${i}`,
      content: gone ? undefined : Buffer.from(text),
    };
  });
const EMPTIED = ['only0', 'only1', 'only2', 'only3'];

function treeOf(root: string): string {
  const found = readdirSync(root, { recursive: true, withFileTypes: true });
  const lines = found.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const text = entry.isDirectory() ? '' : readFileSync(path, 'latin1');
    return `${path.slice(root.length)} ${entry.isDirectory()} ${Bun.hash(text)}`;
  });
  return lines.sort().join('\n');
}

function placeIn(name: string): ChangePlace {
  const root = join(folder, name);
  mkdirSync(root);
  return { root, journal: changeJournalPath(join(folder, 'state'), root) };
}

/** The two whole states as a tree shows them. */
function wholeStates(): { readonly one: string; readonly two: string } {
  const place = placeIn('model');
  changeFiles(place, changesTo(1), { emptied: EMPTIED });
  const one = treeOf(place.root);
  changeFiles(place, changesTo(2), { emptied: EMPTIED });
  return { one, two: treeOf(place.root) };
}

/** A process that changes from one state into the other for ever, and says when it has begun. */
function changerOf(place: ChangePlace): string {
  const script = join(folder, 'changer.ts');
  writeFileSync(
    script,
    `import { changeFiles } from ${JSON.stringify(join(SOURCES, 'changes/change-files.ts'))};
    const place = ${JSON.stringify(place)};
    const changesTo = (state) => Array.from({ length: ${FILES} }, (_, i) => {
      const gone = i % 4 === state;
      const text = (state + ' ' + i + ' ').repeat(50 * (i + 1));
      return { path: (i % 5 === 0 ? 'only' + (i % 4) : 'both') + '/f' + i, content: gone ? undefined : Buffer.from(text) };
    });
    const emptied = ${JSON.stringify(EMPTIED)};
    console.log('working');
    for (let state = 1; ; state = 3 - state) changeFiles(place, changesTo(state), { emptied, sync: 'journal' });`,
  );
  return script;
}

async function killAfter(script: string, ms: number): Promise<void> {
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const end = new Promise<void>((done) => {
    child.once('exit', () => done());
  });
  await new Promise<void>((done) => {
    child.stdout.once('data', () => done());
  });
  await Bun.sleep(ms);
  child.kill('SIGKILL');
  await end;
}

test('killed at a hundred random moments, the folder is wholly in one state after the next command', async () => {
  const { one, two } = wholeStates();
  const place = placeIn('root');
  changeFiles(place, changesTo(1), { emptied: EMPTIED });
  const script = changerOf(place);
  // Seeded, so that a failure can be repeated.
  let seed = 20_261_121;
  let completed = 0;
  let torn = 0;
  for (let round = 0; round < 100; round += 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    await killAfter(script, (seed / 2 ** 32) * 25);
    const found = treeOf(place.root);
    if (found !== one && found !== two) torn += 1;
    const { outcome, foreign } = finishChanges(place);
    if (outcome === 'completed') completed += 1;
    expect(foreign).toEqual([]);
    expect([one, two]).toContain(treeOf(place.root));
    expect(outcome === 'nothing' ? treeOf(place.root) : found).toBe(found);
    // The journal, its lock and its draft: at most the draft of the last killed one stays.
    expect(
      readdirSync(join(folder, 'state/changes')).filter((name) => name.endsWith('.journal')),
    ).toEqual([]);
  }
  // Otherwise the moments were not spread over the work.
  expect(completed).toBeGreaterThan(5);
  expect(torn).toBeGreaterThan(2);
}, 120_000);

test('whatever single step fails, the folder is as it was and nothing is left beside it', () => {
  const place = placeIn('root');
  for (const [path, text] of [
    ['kept', 'before'],
    ['gone/x', 'gone'],
  ] as const) {
    mkdirSync(join(place.root, path, '..'), { recursive: true });
    writeFileSync(join(place.root, path), text);
  }
  const before = treeOf(place.root);
  const told = watchedCalls(`
    const { changeFiles } = await load('changes/change-files.ts');
    const { readdirSync, existsSync } = await import('node:fs');
    const place = ${JSON.stringify(place)};
    const changes = [
      { path: 'a/b/new', content: Buffer.from('new') },
      { path: 'kept', content: Buffer.from('after') },
      { path: 'second', content: Buffer.from('second') },
      { path: 'gone/x', content: undefined },
    ];
    const list = () => readdirSync(place.root, { recursive: true }).sort().join() + existsSync(place.journal);
    for (let failing = 1; ; failing += 1) {
      let step = 0;
      let hit = '';
      watch = (name, what) => {
        if (name === 'stat' || name === 'write' || what === 'folder') return;
        step += 1;
        if (step !== failing) return;
        hit = name;
        throw Object.assign(new Error('full'), { code: 'ENOSPC' });
      };
      let code = 'no error';
      try {
        changeFiles(place, changes, { emptied: ['gone'] });
      } catch (error) {
        code = error.code;
      }
      watch = () => undefined;
      if (hit === '') break;
      tell([hit, code, list()]);
    }`) as readonly (readonly [string, string, string])[];
  // The journal's fsync and rename, then three contents, then three names.
  expect(told.map(([hit]) => hit)).toEqual([
    'fsync',
    'rename',
    'fsync',
    'fsync',
    'fsync',
    'rename',
    'rename',
    'rename',
  ]);
  expect(new Set(told.map(([, code]) => code))).toEqual(new Set(['disk_full']));
  expect(new Set(told.map(([, , list]) => list))).toEqual(new Set(['gone,gone/x,keptfalse']));
  expect(before).not.toBe(treeOf(place.root)); // The last round failed nowhere.
});

test('changes that can be neither completed nor undone keep their journal for the next command', () => {
  const place = placeIn('root');
  writeFileSync(join(place.root, 'kept'), 'before');
  const told = watchedCalls(`
    const { changeFiles, finishChanges } = await load('changes/change-files.ts');
    const place = ${JSON.stringify(place)};
    const changes = [{ path: 'kept', content: Buffer.from('after') }, { path: 'new', content: Buffer.from('new') }];
    let full = false;
    watch = (name, what) => {
      // From the moment on at which the second file gets its name.
      if (name === 'rename' && what.endsWith('/new')) full = true;
      if (full && name !== 'stat' && name !== 'write' && what !== 'folder') throw Object.assign(new Error('full'), { code: 'ENOSPC' });
    };
    for (const attempt of [() => changeFiles(place, changes), () => finishChanges(place)]) {
      try { tell(attempt()); } catch (error) { tell(error.code); }
    }
    watch = () => undefined;
    tell(finishChanges(place).outcome);`);
  expect(told).toEqual(['change_unfinished', 'change_unfinished', 'completed']);
  expect(readFileSync(join(place.root, 'kept'), 'utf8')).toBe('after');
  expect(readdirSync(place.root).sort()).toEqual(['kept', 'new']);
});

test('what is replaced, removed or cannot be made again is on the disk before the journal goes', () => {
  const place = placeIn('root');
  for (const path of ['kept', 'old/gone', 'lock']) {
    mkdirSync(join(place.root, path, '..'), { recursive: true });
    writeFileSync(join(place.root, path), 'before');
  }
  const steps = (changes: string): readonly string[] =>
    watchedCalls(`
      const { changeFiles } = await load('changes/change-files.ts');
      const { existsSync } = await import('node:fs');
      const place = ${JSON.stringify(place)};
      watch = (name, what) => {
        if (name === 'fsync' && existsSync(place.journal)) tell(what);
      };
      changeFiles(place, ${changes}, { sync: 'journal' });`) as readonly string[];
  const text = `Buffer.from('after')`;
  // The first is that of the journal's own folder.
  expect(steps(`[{ path: 'new', content: ${text} }]`)).toEqual(['folder']);
  expect(steps(`[{ path: 'kept', content: ${text} }]`)).toEqual(['folder', 'file', 'folder']);
  expect(steps(`[{ path: 'audit', content: ${text}, durable: true }]`)).toEqual([
    'folder',
    'file',
    'folder',
  ]);
  expect(steps(`[{ path: 'old/gone', content: undefined }]`)).toEqual(['folder', 'folder']);
});

describe('what somebody does while the changes are carried out', () => {
  /** Does something once, at the moment at which the first content goes to the disk, and tells the error. */
  const meanwhile = (
    place: ChangePlace,
    changes: string,
    act: string,
    when = `name === 'fsync' && what === 'file' && existsSync(place.journal)`,
  ): unknown =>
    watchedCalls(`
      const { changeFiles } = await load('changes/change-files.ts');
      const { existsSync, renameSync, symlinkSync, writeFileSync } = await import('node:fs');
      const place = ${JSON.stringify(place)};
      const text = Buffer.from('after');
      let done = false;
      watch = (name, what) => {
        if (done || !(${when})) return;
        done = true;
        ${act}
      };
      try { changeFiles(place, ${changes}); tell('no error'); } catch (error) { tell(error.code); }`);
  const prepared = (): ChangePlace => {
    const place = placeIn('root');
    mkdirSync(join(place.root, 'a'));
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(place.root, 'a/x'), 'before');
    writeFileSync(join(folder, 'outside/x'), 'before');
    writeFileSync(join(place.root, 'kept'), 'before');
    return place;
  };
  const SWAP = `renameSync(place.root + '/a', place.root + '/b'); symlinkSync('../outside', place.root + '/a');`;

  test('a folder that becomes a link is not followed, nor is what it leads to removed', () => {
    const place = prepared();
    const changes = `[{ path: 'new', content: text }, { path: 'a/x', content: undefined }]`;
    expect(meanwhile(place, changes, SWAP)).toEqual(['change_path_unsafe']);
    expect(readFileSync(join(folder, 'outside/x'), 'utf8')).toBe('before');
  });

  test('a file that is written is not replaced, and nothing else is', () => {
    const place = prepared();
    const changes = `[{ path: 'new', content: text }, { path: 'kept', content: text }]`;
    const act = `writeFileSync(place.root + '/kept', 'mine');`;
    expect(meanwhile(place, changes, act)).toEqual(['change_path_unsafe']);
    expect(readFileSync(join(place.root, 'kept'), 'utf8')).toBe('mine');
    expect(readdirSync(place.root).toSorted()).toEqual(['a', 'kept']);
  });

  test('a link that comes in the way before the first step ends it with an error', () => {
    const place = prepared();
    const changes = `[{ path: 'new', content: text }, { path: 'a/x', content: text }]`;
    const when = `name === 'fsync' && what === 'folder' && existsSync(place.journal)`;
    expect(meanwhile(place, changes, SWAP, when)).toEqual(['change_target_changed']);
    expect(readFileSync(join(folder, 'outside/x'), 'utf8')).toBe('before');
    expect(readdirSync(place.root).toSorted()).toEqual(['a', 'b', 'kept']);
  });
});
