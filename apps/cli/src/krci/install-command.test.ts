import { describe, expect, test } from 'bun:test';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setDigest } from '@gait/agents';
import { generateKeyPair } from '@gait/canon';
import { GATED_SESSION, readAgentLock } from '@gait/local';
import { runInProcess, type Ran } from '../testing.ts';
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
  runWith,
  task,
  WHOLE,
} from '../testing/install-world.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

folderForEach(prepareProject);

describe('an install', () => {
  test('brings all agents with what they need, the lock, and nothing for tools', async () => {
    const ran = await install();
    expect(ran.exit).toBe(0);
    expect(files()).toEqual(WHOLE);
    expect(read('.krci-ai/tasks/one.md')).toBe(task('oils.md'));
    expect(lock()).toMatchObject({
      level: 4,
      selection: 'all',
      agents: ['ada', 'bo'],
      targets: [],
    });
    expect(lock().files.map(({ path }) => path)).toEqual(
      WHOLE.filter((path) => /^\.krci-ai\/[a-z]+\//u.test(path)),
    );
    expect((await run('validate', '--json')).exit).toBe(0);
  });

  test('says the same set as the gate reads, and what the gate reads has no fault', async () => {
    await install();
    const seen = readAgentLock(at.root);
    expect(seen?.setDigest).toBe(setDigest(lock().files));
    expect(seen?.faults).toEqual([]);
  });

  test('again changes nothing and records nothing', async () => {
    await install();
    const before = files().map((path) => [path, read(path)]);
    expect((await install()).json).toMatchObject({ ok: true, written: false });
    expect(files().map((path) => [path, read(path)])).toEqual(before);
  });

  test('gives the same lock wherever it is made', async () => {
    await install();
    const first = read('krci-ai.lock.json');
    rmSync(at.root, { recursive: true });
    mkdirSync(at.root);
    await install();
    expect(read('krci-ai.lock.json')).toBe(first);
  });

  test.each([
    ['1', ['agents/ada.yaml', 'agents/bo.yaml'], 2],
    ['2', ['agents/ada.yaml', 'agents/bo.yaml', 'tasks/one.md', 'tasks/two.md'], 4],
  ])('at level %s brings what belongs there and validates', async (level, wanted, leftOut) => {
    const { json } = await install('--level', level);
    const assets = lock().files.map(({ path }) => path.slice('.krci-ai/'.length));
    expect(assets).toEqual(wanted);
    expect(json?.['left_out']).toHaveLength(leftOut);
    const checked = await run('validate', '--json');
    expect([checked.exit, checked.json?.['ok']]).toEqual([0, true]);
  });

  test('grows from level to level and shrinks again, edits and folders apart', async () => {
    await install('--level', '1');
    expect((await install('--level', '4')).json).toMatchObject({ written: true, level: 4 });
    expect(files()).toEqual(WHOLE);
    writeFileSync(join(at.root, '.krci-ai/data/oils.md'), 'mine');
    await install('--level', '2');
    expect(files().filter((path) => path.includes('/data/'))).toEqual(['.krci-ai/data/oils.md']);
    expect(lock().level).toBe(2);
    expect((await install()).json).toMatchObject({ level: 2, written: false });
  });

  test('of one agent brings what it needs, and of another one adds to it', async () => {
    expect((await install('--agent', 'ADA')).exit).toBe(0);
    expect(lock()).toMatchObject({ selection: 'named', agents: ['ada'] });
    expect(files()).not.toContain('.krci-ai/agents/bo.yaml');
    await install('--agents', 'bo');
    expect(lock()).toMatchObject({ selection: 'named', agents: ['ada', 'bo'] });
    expect(files()).toEqual(WHOLE);
  });

  test.each([
    [['--agent', 'nobody'], 6, 'agent_unknown'],
    [['--agent', ' , '], 6, 'agent_unknown'],
    [['--ide', 'emacs'], 6, 'target_unknown'],
    [['--ide', ' , '], 6, 'target_unknown'],
    [['--level', '5'], 6, 'flag_invalid'],
    [['--frozen'], 2, 'install_frozen_mismatch'],
    [['--from', '../nowhere'], 6, 'file_missing'],
    [['--from', '../source/agents'], 6, 'agent_source_empty'],
  ])('%j is refused and nothing is written', async (args, exit, code) => {
    const ran = await install(...args);
    expect([ran.exit, codeOf(ran)]).toEqual([exit, code]);
    expect(files()).toEqual([]);
  });

  test('as a dry run tells everything and writes nothing', async () => {
    const { json } = await install('--dry-run', '--ide', 'cursor');
    expect(json).toMatchObject({ dry_run: true, written: false });
    expect(json?.['files']).toHaveLength(lockless(json) + 6);
    expect([files(), existsSync(home())]).toEqual([[], false]);
  });

  test('goes where KRCI_AI_PROJECT_DIR says, which must be there', async () => {
    const env = { KRCI_AI_PROJECT_DIR: 'new/place' };
    const args = ['install', '--from', '../source', '--json'];
    const refused = await runWith(env, ...args);
    expect([refused.exit, codeOf(refused), files()]).toEqual([6, 'file_missing', []]);
    mkdirSync(join(at.root, 'new/place'), { recursive: true });
    expect((await runWith(env, ...args)).exit).toBe(0);
    expect(existsSync(join(at.root, 'new/place/krci-ai.lock.json'))).toBe(true);
  });

  test('below the root of a repository says where that begins, the first time', async () => {
    mkdirSync(join(at.folder, '.git'));
    const first = await run('install', '--from', '../source');
    expect(first.stderr).toContain(`cd ${at.folder} && krci-ai install`);
    expect((await install()).stderr).toBe('');
    rmSync(join(at.root, 'krci-ai.lock.json'));
    expect((await install()).json?.['git_root']).toBe(at.folder);
    const named = { KRCI_AI_PROJECT_DIR: at.root };
    rmSync(join(at.root, 'krci-ai.lock.json'));
    expect((await runWith(named, 'install', '--from', '../source')).stderr).toBe('');
  });

  test('is not for a session that the gate governs, but for a look', async () => {
    const env = { [GATED_SESSION]: '1' };
    expect((await runWith(env, 'install', '--from', '../source')).exit).toBe(8);
    expect((await runWith(env, 'uninstall')).exit).toBe(8);
    expect(files()).toEqual([]);
    expect((await runWith(env, 'install', '--from', '../source', '--dry-run')).exit).toBe(0);
  });
});

/** How many files of tools a dry run tells of. */
function lockless(json: Ran['json']): number {
  const told = (json?.['files'] ?? []) as readonly { readonly path: string }[];
  return told.filter(({ path }) => !path.startsWith('.krci-ai/')).length;
}

describe('files of AI coding tools', () => {
  test('are made with the assets, of the own agents, too, and can be added later', async () => {
    put('project/.krci-ai/agents/own.yaml', agent('Own', []));
    await install();
    await install('--ide', 'cursor');
    const made = files().filter((path) => path.startsWith('.cursor/'));
    for (const name of ['ada', 'bo', 'own'])
      expect(made.some((path) => path.includes(name))).toBe(true);
    expect(lock().targets).toEqual(['cursor']);
    expect((await install('--ide', 'none')).exit).toBe(0);
    expect(files().some((path) => path.startsWith('.cursor'))).toBe(false);
    expect(existsSync(join(at.root, '.cursor'))).toBe(false);
  });

  test('follow an agent that somebody edited, and lose one that is gone', async () => {
    await install('--ide', 'claude');
    const path = files().find((file) => /^\.claude\/.*ada\.md$/u.test(file)) ?? '';
    const before = read(path);
    writeFileSync(join(at.root, '.krci-ai/agents/ada.yaml'), agent('Ada', ['two.md']));
    await install();
    expect(read(path)).not.toBe(before);
    rmSync(join(at.folder, 'source/agents/bo.yaml'));
    rmSync(join(at.folder, 'source/tasks/two.md'));
    put('source/agents/ada.yaml', agent('Ada', ['one.md']));
    await install('--force');
    expect(files().filter((file) => /^\.claude\/.*bo/u.test(file))).toEqual([]);
  });

  test('are made anew for the tools that a project uses, and nothing else is', async () => {
    put('project/.krci-ai/agents/own.yaml', agent('Own', []));
    mkdirSync(join(at.root, '.cursor/rules'), { recursive: true });
    expect((await install('--sync-ide')).exit).toBe(0);
    expect(lock()).toMatchObject({ agents: [], targets: ['cursor'] });
    expect(files().filter((path) => path.startsWith('.krci-ai/agents'))).toEqual([
      '.krci-ai/agents/own.yaml',
    ]);
    await install();
    expect(lock()).toMatchObject({ selection: 'all', agents: ['ada', 'bo'] });
  });

  test("do not replace a person's own, by force neither", async () => {
    await install('--ide', 'claude');
    const path = files().find((file) => /^\.claude\/.*ada\.md$/u.test(file)) ?? '';
    await run('uninstall');
    put(`project/${path}`, 'my own words');
    await install('--ide', 'claude', '--force');
    expect(read(path)).toBe('my own words');
  });
});

describe('a pack', () => {
  test('is verified, installed from, named in the lock, and installed from again', async () => {
    const assets = join(import.meta.dir, '../../../../assets/packs/finance');
    await run('pack', 'build', assets, '--version', '1.0.0');
    const pair = generateKeyPair();
    put('sign.key', pair.privateKey);
    chmodSync(join(at.folder, 'sign.key'), 0o600);
    put('sign.pub', pair.publicKey);
    await run('pack', 'sign', 'finance-1.0.0.zip', '--private-key', '../sign.key');
    const trusted = ['--public-key', '../sign.pub', '--json'];
    expect((await run('install', '--from', 'finance-1.0.0.zip', ...trusted)).exit).toBe(0);
    expect(lock()).toMatchObject({
      source: 'finance-1.0.0.zip',
      version: '1.0.0',
      publisher: 'krci',
      agents: ['finance-advisor'],
    });
    expect((await run('install', ...trusted)).json).toMatchObject({ written: false });
    expect((await run('install', '--frozen', ...trusted)).exit).toBe(0);
    const zip = readFileSync(join(at.root, 'finance-1.0.0.zip'));
    zip[zip.length >> 1] = (zip[zip.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(at.root, 'finance-1.0.0.zip'), zip);
    expect((await run('install', ...trusted)).exit).not.toBe(0);
    expect((await run('verify')).exit).toBe(0);
  });
});

describe('at a terminal', () => {
  const ask = (answers: readonly string[], ...args: string[]): Promise<Ran> =>
    runInProcess(['install', '--from', '../source', ...args], {
      program: 'krci-ai',
      cwd: at.root,
      home: home(),
      terminal: true,
      answers,
    });

  test('the first install proposes the agents and the tools that the project uses', async () => {
    mkdirSync(join(at.root, '.cursor'));
    const ran = await ask(['', '']);
    expect(ran.stderr).toContain('Level [1]');
    expect(ran.stderr).toContain('Tools [cursor]');
    expect(lock()).toMatchObject({ level: 1, targets: ['cursor'], agents: ['ada', 'bo'] });
    // It is chosen: nobody is asked again.
    expect((await ask([])).exit).toBe(0);
  });

  test('what is typed counts', async () => {
    await ask([' 3 ', 'claude, Cursor']);
    expect(lock()).toMatchObject({ level: 3, targets: ['claude', 'cursor'] });
  });

  test.each([
    [['7'], 6],
    [['1', 'emacs'], 6],
    [['1'], 6],
  ])('%j is refused and nothing is written', async (answers, exit) => {
    expect((await ask(answers)).exit).toBe(exit);
    expect(files()).toEqual([]);
  });

  test('a slip of a key is asked again', async () => {
    const ran = await ask(['7', '2', 'emacs', 'cursor']);
    expect(ran.exit).toBe(0);
    expect(ran.stderr).toContain('there is no level "7"');
    expect(lock()).toMatchObject({ level: 2, targets: ['cursor'] });
  });

  test.each([[['\u0004']], [['1', '\u0004']], [['1', 'claude', '\u0004']], [['1', 'claude', 'n']]])(
    '%j installs nothing',
    async (answers) => {
      await ask(answers);
      expect(files()).toEqual([]);
    },
  );

  test('what the tools can express is shown before it is written', async () => {
    const declined = await ask(['1', 'claude', 'n']);
    expect(declined.stderr).toMatch(/claude +[^\n]+\n[^]*Install\? \[Y\/n\]/u);
    const named = await ask([], '--ide', 'claude');
    expect(named.stderr).toMatch(/TOOL[^]*claude/u);
    expect((await ask([], '--ide', 'claude')).stderr).not.toContain('TOOL');
  });

  test.each([['--yes'], ['--ide=none'], ['--agent=ada']])('%s asks nothing', async (flag) => {
    expect((await ask([], flag)).stderr).not.toContain('Level [');
    expect(lock().level).toBe(4);
  });
});
