import { describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { encodeLock, setDigest } from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import {
  agent,
  at,
  codeOf,
  files,
  home,
  install,
  lock,
  prepareProject,
  put,
  read,
  run,
  task,
  WHOLE,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

describe('what somebody wrote', () => {
  const mine = '.krci-ai/tasks/one.md';
  const edit = (): void => writeFileSync(join(at.root, mine), 'mine');

  test('stays and is told, where the source is newer, too', async () => {
    await install();
    edit();
    expect((await install()).json).toMatchObject({ counts: { keep: 6 }, written: false });
    put('source/tasks/one.md', `${task('oils.md')}more\n`);
    const { json } = await install();
    expect(read(mine)).toBe('mine');
    expect(json?.['files']).toContainEqual({
      path: mine,
      action: 'conflict',
      reason: 'edited_newer',
    });
  });

  test('and what a newer source has are shown before anything is replaced', async () => {
    await install();
    put('source/data/oils.md', '# Oils\n\nWhale.\n');
    const { json } = await install('--dry-run');
    expect(json?.['diff']).toEqual([
      '--- a/.krci-ai/data/oils.md',
      '+++ b/.krci-ai/data/oils.md',
      '@@ -1 +1,3 @@',
      ' # Oils',
      '+',
      '+Whale.',
    ]);
    expect(read('.krci-ai/data/oils.md')).toBe('# Oils\n');
    const text = await run('install', '--dry-run', '--from', '../source');
    expect(text.stdout).toContain('+Whale.');
  });

  test('is replaced by force, and a copy is kept', async () => {
    await install();
    edit();
    await install('--force');
    expect(read(mine)).toBe(task('oils.md'));
    const kept = files().filter((path) => path.startsWith('.krci-ai/.kept/'));
    expect(kept.map((path) => [path.replace(/[0-9a-f]{12}$/u, '#'), read(path)])).toEqual([
      ['.krci-ai/.kept/tasks/one.md.#', 'mine'],
    ]);
    expect((await run('validate', '--json')).exit).toBe(0);
  });

  test('and stood there before the first install, stays and is not in the lock', async () => {
    put(`project/${mine}`, 'theirs');
    await install();
    expect(read(mine)).toBe('theirs');
    expect(lock().files.some(({ path }) => path === mine)).toBe(false);
    expect((await run('verify', '--json')).json).toMatchObject({
      findings: [{ code: 'agent_file_foreign', path: mine }],
    });
  });

  test('fails a frozen install', async () => {
    await install();
    expect((await install('--frozen')).exit).toBe(0);
    rmSync(join(at.root, '.krci-ai/data/oils.md'));
    expect((await install('--frozen')).exit).toBe(0);
    expect(read('.krci-ai/data/oils.md')).toBe('# Oils\n');
    edit();
    const edited = await install('--frozen');
    expect([edited.exit, codeOf(edited)]).toEqual([2, 'install_frozen_mismatch']);
    expect((await install('--frozen', '--force')).exit).toBe(0);
    put('source/data/oils.md', '# Other oils\n');
    expect((await install('--frozen')).exit).toBe(2);
    expect(read('.krci-ai/data/oils.md')).toBe('# Oils\n');
  });

  test('in .krci-ai/local wins, is told, and outlives everything', async () => {
    await install();
    put('project/.krci-ai/local/tasks/one.md', task('oils.md'));
    expect((await run('status', '--json')).json).toMatchObject({
      local: [{ id: mine, effect: 'overrides', path: '.krci-ai/local/tasks/one.md' }],
    });
    expect((await run('verify', '--json')).exit).toBe(0);
    await run('uninstall');
    expect(files()).toEqual(['.krci-ai/audit.jsonl', '.krci-ai/local/tasks/one.md']);
  });
});

describe('an uninstall', () => {
  test('removes what was installed and nothing else', async () => {
    put('project/README.md', 'mine');
    put('project/.krci-ai/agents/own.yaml', agent('Own', []));
    mkdirSync(join(at.root, '.cursor'));
    await install('--ide', 'cursor');
    expect((await run('uninstall', '--json')).json).toMatchObject({ ok: true, removed: true });
    expect(files()).toEqual(['.krci-ai/agents/own.yaml', '.krci-ai/audit.jsonl', 'README.md']);
    // It was there before.
    expect(statSync(join(at.root, '.cursor')).isDirectory()).toBe(true);
    expect(existsSync(join(at.root, '.krci-ai/tasks'))).toBe(false);
  });

  test('leaves what somebody edited, or removes it by force and keeps a copy', async () => {
    await install();
    writeFileSync(join(at.root, '.krci-ai/data/oils.md'), 'mine');
    await run('uninstall', '--dry-run');
    expect(files()).toEqual(WHOLE);
    await run('uninstall');
    expect(files()).toEqual(['.krci-ai/audit.jsonl', '.krci-ai/data/oils.md']);
    expect((await run('uninstall')).exit).toBe(6);
    await install('--force');
    writeFileSync(join(at.root, '.krci-ai/data/oils.md'), 'mine again');
    await run('uninstall', '--force');
    const left = files();
    expect(left.every((path) => /audit\.jsonl|\.kept\//u.test(path))).toBe(true);
    expect(left.filter((path) => path.includes('.kept')).map(read)).toContain('mine again');
  });

  test('leaves a link that somebody put in the place of a file', async () => {
    await install();
    put('outside.md', 'outside');
    rmSync(join(at.root, '.krci-ai/data/oils.md'));
    symlinkSync(join(at.folder, 'outside.md'), join(at.root, '.krci-ai/data/oils.md'));
    expect((await run('uninstall', '--force')).exit).toBe(0);
    expect(files()).toContain('.krci-ai/data/oils.md');
    expect(readFileSync(join(at.folder, 'outside.md'), 'utf8')).toBe('outside');
  });
});

describe('what is remembered of the last install', () => {
  const target = (): string => files().find((file) => /^\.claude\/.*ada\.md$/u.test(file)) ?? '';
  const memory = (): string => {
    const folder = join(home(), '.cache/gait/installs');
    return join(folder, readdirSync(folder)[0] ?? '');
  };

  test('lies outside of the project, and is not needed', async () => {
    await install('--ide', 'claude');
    const before = read('krci-ai.lock.json');
    for (const text of ['', '{', '[]', '{"rendering":{"input":3}}']) {
      writeFileSync(memory(), text);
      expect((await install()).json).toMatchObject({ written: false });
    }
    expect(read('krci-ai.lock.json')).toBe(before);
  });

  test('does not keep a file from being made again', async () => {
    await install('--ide', 'claude');
    const before = read(target());
    const path = target();
    await install();
    rmSync(join(at.root, path));
    rmSync(join(at.root, '.krci-ai/tasks/one.md'));
    await install();
    expect([read(path), read('.krci-ai/tasks/one.md')]).toEqual([before, task('oils.md')]);
  });

  test('does not hide a file and a lock that were changed together', async () => {
    await install('--ide', 'claude');
    const path = target();
    const before = read(path);
    const { targets, files: locked, ...rest } = lock();
    writeFileSync(join(at.root, path), 'evil');
    const changed = locked.map((file) =>
      file.path === path ? { ...file, size: 4, sha256: sha256Hex('evil') } : file,
    );
    writeFileSync(
      join(at.root, 'krci-ai.lock.json'),
      encodeLock({ ...rest, targets, files: changed }),
    );
    expect((await install()).json).toMatchObject({ written: true, counts: { replace: 1 } });
    expect(read(path)).toBe(before);
  });

  test('gives no byte: a wrong memory of a set is an error where something must be written', async () => {
    await install('--ide', 'claude');
    await install();
    const path = target();
    const { targets, files: locked, ...rest } = lock();
    const changed = locked.map((file) =>
      file.path === path ? { ...file, size: 4, sha256: sha256Hex('evil') } : file,
    );
    const before = setDigest(locked.filter(({ kind }) => kind === 'target'));
    const after = setDigest(changed.filter(({ kind }) => kind === 'target'));
    writeFileSync(memory(), readFileSync(memory(), 'utf8').replaceAll(before, after));
    writeFileSync(
      join(at.root, 'krci-ai.lock.json'),
      encodeLock({ ...rest, targets, files: changed }),
    );
    rmSync(join(at.root, path));
    expect((await install()).exit).toBe(1);
    expect(existsSync(join(at.root, path))).toBe(false);
  });
});
