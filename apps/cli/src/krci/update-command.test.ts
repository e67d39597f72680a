import { describe, expect, test } from 'bun:test';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { readLock } from '@gait/agents';
import { GATED_SESSION } from '@gait/local';
import { agentText, codeOf, projectForEach } from '../testing/krci-project.ts';
import type { Ran } from '../testing.ts';

const LINES = ['# Task: mend', '', 'Cut.', '', 'Wash.', '', 'Tie.', '', 'Dry.', ''];
const TASK = LINES.join('\n');
const ONE = 'project/.krci-ai/tasks/one.md';
const AUDIT = '.krci-ai/audit.jsonl';

const at = projectForEach((at) => {
  at.put('source/agents/ada.yaml', agentText('Ada', ['one.md']));
  at.put('source/agents/bo.yaml', agentText('Bo', ['two.md']));
  at.put('source/tasks/one.md', TASK);
  at.put('source/tasks/two.md', TASK.replace('mend', 'haul'));
});

const install = (...args: string[]): Promise<Ran> =>
  at.run('install', '--from', '../source', ...args, '--json');
const update = (...args: string[]): Promise<Ran> => at.run('update', ...args, '--json');
const locked = (path: string) =>
  readLock(Buffer.from(at.read('project/krci-ai.lock.json'))).files.find(
    (file) => file.path === path,
  );
const newer = (from: string, to: string): void =>
  at.put('source/tasks/one.md', TASK.replace(from, to));
const mine = (from: string, to: string): void => at.put(ONE, at.read(ONE).replace(from, to));

const list = (json: Ran['json'], key: string): readonly unknown[] =>
  (json?.[key] ?? []) as readonly unknown[];

/** Lets the project accept what the scan says of the source. */
const waive = async (): Promise<void> => {
  const { json } = await at.run('scan', '../source', '--json');
  const lines = (list(json, 'findings') as { code: string; digest: string }[]).map(
    ({ code, digest }) =>
      `  - {rule: ${code}, path: .krci-ai/skills/net/net.png, digest: ${digest}, reason: it is a picture of a net, expires: 2026-12-31}\n`,
  );
  at.put('project/.krci-ai/scan-waivers.yaml', `waivers:\n${lines.join('')}`);
};

describe('an update', () => {
  test('takes over what changed, removes what is gone, brings what is new, and says so', async () => {
    await install();
    newer('Wash.', 'Rinse.');
    at.drop('source/agents/bo.yaml');
    at.drop('source/tasks/two.md');
    at.put('source/agents/cy.yaml', agentText('Cy', ['three.md']));
    at.put('source/tasks/three.md', '# Task: fish\n');
    const { exit, json } = await update();
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      written: true,
      agents: ['ada', 'cy'],
      conflicts: 0,
      counts: { create: 2, replace: 1, delete: 2, keep: 1, conflict: 0 },
    });
    expect(at.read(ONE)).toBe(TASK.replace('Wash.', 'Rinse.'));
    expect(at.has('project/.krci-ai/tasks/two.md')).toBeFalse();
    expect((await at.run('verify', '--json')).exit).toBe(0);
    const { json: audit } = await at.run('audit', 'show', '--json');
    expect((list(audit, 'records') as { event: object }[]).at(-1)?.event).toMatchObject({
      action: 'update',
      created: 2,
      replaced: 1,
      removed: 2,
    });
    expect((await update()).json).toMatchObject({ ok: true, written: false });
  });

  test('merges what somebody edited, and holds the next one against what the source gave', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    newer('Cut.', 'Cut the cords.');
    const first = await update();
    const merged = TASK.replace('Cut.', 'Cut the cords.').replace('Dry.', 'Dry in the wind.');
    expect(at.read(ONE)).toBe(merged);
    expect(first.json?.['merges']).toEqual([
      { path: '.krci-ai/tasks/one.md', outcome: 'merged', conflicts: 0 },
    ]);
    expect((await at.run('verify', '--json')).exit).toBe(0);
    expect(locked('.krci-ai/tasks/one.md')?.base).toBeString();
    newer('Cut.', 'Cut all cords.');
    expect((await update()).exit).toBe(0);
    expect(at.read(ONE)).toBe(merged.replace('the cords', 'all cords'));
  });

  test('leaves markers where both changed the same lines, and is told as open until it is decided', async () => {
    await install('--ide', 'cursor');
    mine('Wash.', 'Soak.');
    newer('Wash.', 'Rinse.');
    const { exit, json } = await update();
    expect(exit).toBe(2);
    expect(json).toMatchObject({ ok: false, written: true, conflicts: 1 });
    expect(at.read(ONE)).toContain(
      '<<<<<<< yours\nSoak.\n||||||| installed\nWash.\n=======\nRinse.\n>>>>>>> ../source\n',
    );
    expect((await at.run('verify', '--json')).json).toMatchObject({
      findings: [{ code: 'conflict_unresolved', path: '.krci-ai/tasks/one.md' }],
    });
    // Not merged into itself, and nothing is lost.
    newer('Wash.', 'Spray.');
    const again = await update();
    expect(again.json).toMatchObject({
      ok: false,
      merges: [{ outcome: 'refused', why: 'unresolved', beside: expect.any(String) }],
    });
    expect(at.read(ONE)).toContain('Soak.');
    at.put(ONE, TASK.replace('Wash.', 'Soak and spray.'));
    newer('Cut.', 'Chop.');
    expect((await update('--ours')).exit).toBe(0);
    expect(at.read(ONE)).toBe(TASK.replace('Wash.', 'Soak and spray.').replace('Cut.', 'Chop.'));
  });

  test('keeps giving tools what stood there before while markers stand', async () => {
    await install('--ide', 'claude');
    const commands = Object.entries(at.tree('.krci-ai', 'krci-ai')).filter(([path]) =>
      path.includes('ada'),
    );
    expect(commands.length).toBeGreaterThan(0);
    at.put(
      'project/.krci-ai/agents/ada.yaml',
      agentText('Ada', ['one.md']).replaceAll('mends', 'sews'),
    );
    at.put('source/agents/ada.yaml', agentText('Ada', ['one.md']).replaceAll('mends', 'weaves'));
    expect((await update()).exit).toBe(2);
    const after = at.tree('.krci-ai', 'krci-ai');
    for (const [path] of commands) {
      expect(after[path]).toBeString();
      expect(after[path]).not.toContain('<<<<<<<');
    }
  });

  test.each([
    ['--ours', 'Soak.', []],
    ['--theirs', 'Rinse.', ['Soak.']],
  ])('%s decides, and what gave way is in a copy', async (flag, wins, copies) => {
    await install();
    mine('Wash.', 'Soak.');
    mine('Dry.', 'Dry in the wind.');
    newer('Wash.', 'Rinse.');
    expect((await update(flag)).exit).toBe(0);
    expect(at.read(ONE)).toBe(TASK.replace('Wash.', wins).replace('Dry.', 'Dry in the wind.'));
    const kept = Object.entries(at.tree()).filter(([path]) => path.startsWith('.krci-ai/.kept/'));
    expect(kept.length).toBe(copies.length);
    for (const [index, [, text]] of kept.entries()) expect(text).toContain(copies[index] ?? '?');
  });

  test('carries edits to where the source moved a file', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    at.drop('source/tasks/one.md');
    at.put('source/tasks/nets/mend.md', TASK.replace('Cut.', 'Chop.'));
    at.put('source/agents/ada.yaml', agentText('Ada', ['nets/mend.md']));
    const { exit, json } = await update();
    expect(exit).toBe(0);
    expect(json?.['merges']).toEqual([
      {
        path: '.krci-ai/tasks/nets/mend.md',
        from: '.krci-ai/tasks/one.md',
        outcome: 'merged',
        conflicts: 0,
      },
    ]);
    expect(at.has(ONE)).toBeFalse();
    expect(at.read('project/.krci-ai/tasks/nets/mend.md')).toBe(
      TASK.replace('Cut.', 'Chop.').replace('Dry.', 'Dry in the wind.'),
    );
  });

  test('merges edits in the files of AI coding tools, too', async () => {
    await install('--ide', 'cursor');
    const rule = Object.keys(at.tree()).find((path) => path.endsWith('ada.mdc')) ?? '';
    at.put(`project/${rule}`, at.read(`project/${rule}`).replace('# ', '# Our own '));
    at.put('source/agents/ada.yaml', agentText('Ada', ['one.md']).replace('cuts', 'slices'));
    const { exit, json } = await update();
    expect(exit).toBe(0);
    expect(json?.['merges']).toMatchObject([{ path: rule, outcome: 'merged' }]);
    expect(at.read(`project/${rule}`)).toContain('# Our own ');
    expect(at.read(`project/${rule}`)).toContain('slices');
    at.put('source/agents/ada.yaml', agentText('Ada', ['one.md']).replace('cuts', 'carves'));
    expect((await update()).exit).toBe(0);
    expect(at.read(`project/${rule}`)).toContain('carves');
    expect((await at.run('verify', '--json')).exit).toBe(0);
  });

  test('leaves what somebody edited and the source gave up, and takes it away with --theirs only', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    at.drop('source/tasks/one.md');
    at.put('source/agents/ada.yaml', agentText('Ada', ['two.md']));
    expect((await update()).json).toMatchObject({ ok: true, counts: { conflict: 1 } });
    expect(at.read(ONE)).toContain('in the wind');
    expect(locked('.krci-ai/tasks/one.md')).toBeUndefined();
  });

  test('never merges what is no text: the new one lies beside it', async () => {
    const bytes = (...values: number[]): Uint8Array => new Uint8Array([0, ...values]);
    at.put(
      'source/skills/net/SKILL.md',
      '---\nname: net\ndescription: Knows nets and how to mend them\n---\n\nSee [it](./net.png).\n',
    );
    at.put('source/skills/net/net.png', bytes(1));
    await waive();
    await install();
    at.put('project/.krci-ai/skills/net/net.png', bytes(2));
    at.put('source/skills/net/net.png', bytes(3));
    await waive();
    const { exit, json } = await update();
    expect(exit).toBe(2);
    const [merge] = list(json, 'merges') as { outcome: string; why: string; beside: string }[];
    expect(merge).toMatchObject({ outcome: 'refused', why: 'binary' });
    expect(at.read('project/.krci-ai/skills/net/net.png')).toBe('\0\u0002');
    expect(at.read(`project/${merge?.beside}`)).toBe('\0\u0003');
    // Told again until somebody decides.
    expect((await update()).exit).toBe(2);
    expect((await update('--ours')).exit).toBe(0);
    expect(at.read('project/.krci-ai/skills/net/net.png')).toBe('\0\u0002');
    expect((await update()).exit).toBe(0);
  });

  test('without the content store merges nothing and loses nothing', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    newer('Cut.', 'Chop.');
    at.put('project/.krci-ai/.store', '');
    expect((await update()).json).toMatchObject({
      merges: [{ outcome: 'refused', why: 'no_base' }],
    });
    expect(at.read(ONE)).toContain('in the wind');
  });

  test('goes to another level, and keeps to the local files', async () => {
    await install();
    at.put('project/.krci-ai/local/tasks/one.md', '# Task: ours\n');
    expect((await update('--level', '1')).json).toMatchObject({ level: 1 });
    expect(at.has(ONE)).toBeFalse();
    expect(at.read('project/.krci-ai/local/tasks/one.md')).toBe('# Task: ours\n');
  });

  test('names agents that the source gave up, and stops where it has none of them', async () => {
    await install('--agent', 'ada,bo');
    at.drop('source/agents/bo.yaml');
    expect((await update()).json).toMatchObject({ ok: true, agents: ['ada'], gone: ['bo'] });
    at.drop('source/agents/ada.yaml');
    at.put('source/agents/cy.yaml', agentText('Cy', ['one.md']));
    expect(codeOf(await update())).toBe('agent_unknown');
  });
});

describe('a dry run', () => {
  test('shows differences that git would apply, and writes nothing', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    newer('Cut.', 'Chop.');
    const before = at.tree();
    const { exit, json } = await update('--dry-run');
    expect(exit).toBe(0);
    const [file] = list(json, 'files') as { diff: string }[];
    expect(file?.diff).toContain('-Cut.\n+Chop.\n');
    expect(at.tree()).toEqual(before);
    const { stdout } = await at.run('update', '--dry-run');
    expect(stdout).toContain('+Chop.');
    expect((await at.run('rollback', '--json')).exit).toBe(6);
  });
});

describe('at a terminal', () => {
  const answer = (...answers: string[]): Promise<Ran> =>
    at.runIn({ terminal: true, answers }, 'update');

  test.each([
    ['y', 'Rinse.'],
    ['', 'Wash.'],
    ['n', 'Wash.'],
    // There is nothing to decide.
    ['t', 'Wash.'],
  ])('the differences are shown, and %j is obeyed', async (word, stands) => {
    await install();
    newer('Wash.', 'Rinse.');
    const { stderr } = await answer(word);
    expect(stderr).toContain('+Rinse.');
    expect(stderr).toContain('Update? [y/N]');
    expect(at.read(ONE)).toContain(stands);
  });

  test.each([
    ['y', '<<<<<<< yours'],
    ['o', 'Soak.'],
    ['t', 'Rinse.'],
  ])('a conflict is decided by %j', async (word, stands) => {
    await install();
    mine('Wash.', 'Soak.');
    newer('Wash.', 'Rinse.');
    const { stderr } = await answer(word);
    expect(stderr).toContain('1 to decide');
    expect(at.read(ONE)).toContain(`\n${stands}\n`);
  });

  test('nothing is done where the project changed while the question stood', async () => {
    await install();
    newer('Wash.', 'Rinse.');
    const asked = at.runIn(
      { terminal: true, answers: ['y'], onAsk: () => mine('Wash.', 'Soak.') },
      'update',
    );
    expect((await asked).stderr).toContain('changed while the question stood');
    expect(at.read(ONE)).toContain('Soak.');
  });

  test('--yes asks nothing', async () => {
    await install();
    newer('Wash.', 'Rinse.');
    const { stderr } = await at.runIn({ terminal: true, answers: [] }, 'update', '--yes');
    expect(stderr).not.toContain('?');
    expect(at.read(ONE)).toContain('Rinse.');
  });
});

describe('what is refused', () => {
  test.each([
    [['update', '--ours', '--theirs'], 'flag_invalid'],
    [['update', '--level', '7'], 'flag_invalid'],
    [['update'], 'agent_lock_missing'],
    [['rollback'], 'undo_snapshot_missing'],
  ])('%j', async (args, code) => {
    expect(codeOf(await at.run(...args, '--json'))).toBe(code);
  });

  test('a session that the gate governs', async () => {
    await install();
    const governed = { env: { [GATED_SESSION]: '1' } };
    for (const command of ['update', 'rollback'])
      expect(codeOf(await at.runIn(governed, command, '--json'))).toBe(
        'approval_from_gated_session',
      );
  });

  test('a link where a file would be written', async () => {
    await install();
    newer('Wash.', 'Rinse.');
    at.drop(ONE);
    symlinkSync(join(at.folder, 'elsewhere'), join(at.folder, ONE));
    expect(codeOf(await update())).toBe('change_path_unsafe');
  });

  test('a store that somebody damaged', async () => {
    await install();
    mine('Dry.', 'Dry in the wind.');
    newer('Cut.', 'Chop.');
    const store = at.read('project/.krci-ai/.store');
    at.put('project/.krci-ai/.store', store.replaceAll(/ .{8}/gu, ' AAAAAAAA'));
    expect(codeOf(await update())).toBe('agent_store_damaged');
  });

  test('going back to an older framework, unless it is asked for', async () => {
    await at.runIn({ version: '2.0.0' }, 'install', '--agent', 'dev', '--level', '1', '--json');
    const older = await at.runIn({ version: '1.9.0' }, 'update', '--json');
    expect(codeOf(older)).toBe('update_older');
    const asked = await at.runIn({ version: '1.9.0' }, 'update', '--allow-older', '--json');
    expect(asked.json).toMatchObject({
      ok: true,
      compatibility: {
        program: '1.9.0',
        written_by: '2.0.0',
        step: 'older',
        program_is_older: true,
      },
    });
  });
});

describe('a rollback', () => {
  const updated = async (): Promise<Readonly<Record<string, string>>> => {
    await install('--ide', 'cursor');
    mine('Dry.', 'Dry in the wind.');
    at.drop('project/.krci-ai/agents/bo.yaml');
    const before = at.tree(AUDIT);
    newer('Cut.', 'Chop.');
    at.drop('source/tasks/two.md');
    at.put('source/tasks/nets/three.md', '# Task: fish\n');
    at.put('source/agents/bo.yaml', agentText('Bo', ['nets/three.md']));
    expect((await update()).json).toMatchObject({ ok: true, written: true });
    expect(at.tree(AUDIT)).not.toEqual(before);
    return before;
  };

  test.each([['rollback'], ['update --rollback']])(
    'by %s brings back every byte, and says so in the audit',
    async (words) => {
      const before = await updated();
      const { exit, json } = await at.run(...words.split(' '), '--json');
      expect([exit, json?.['rolled_back']]).toEqual([0, 'update']);
      expect(at.tree(AUDIT)).toEqual(before);
      expect((await at.run('audit', 'verify', '--json')).json).toMatchObject({ records: 3 });
      expect(codeOf(await at.run('rollback', '--json'))).toBe('undo_snapshot_missing');
      // And the update can be made again.
      expect((await update()).json).toMatchObject({ ok: true, written: true });
    },
  );

  test('keeps what was written since: as a copy where the update had changed it, else in its place', async () => {
    const before = await updated();
    mine('Tie.', 'Tie twice.');
    const agent = `${agentText('Ada', ['one.md'])}# mine\n`;
    at.put('project/.krci-ai/agents/ada.yaml', agent);
    at.put('project/notes.md', 'mine\n');
    const edited = at.read(ONE);
    const { exit, json } = await at.run('rollback', '--json');
    expect(exit).toBe(0);
    const after = at.tree(AUDIT, '.krci-ai/.kept');
    expect(after).toEqual({ ...before, '.krci-ai/agents/ada.yaml': agent, 'notes.md': 'mine\n' });
    const files = list(json, 'files') as { path: string; copy?: string; [key: string]: unknown }[];
    const copy = files.find(({ path }) => path === '.krci-ai/tasks/one.md')?.copy;
    expect(at.read(`project/${copy}`)).toBe(edited);
    expect(files).toContainEqual({
      path: '.krci-ai/agents/ada.yaml',
      action: 'keep',
      reason: 'edited',
    });
  });

  test('takes what was installed since away with it', async () => {
    const before = await updated();
    await install('--ide', 'claude');
    expect(at.has('project/.claude')).toBeTrue();
    expect((await at.run('rollback', '--json')).exit).toBe(0);
    expect(at.tree(AUDIT)).toEqual(before);
    expect(at.has('project/.claude')).toBeFalse();
  });

  test('of an update that left markers brings back what stood there', async () => {
    await install();
    mine('Wash.', 'Soak.');
    const before = at.tree(AUDIT);
    newer('Wash.', 'Rinse.');
    expect((await update()).exit).toBe(2);
    const { json } = await at.run('rollback', '--json');
    expect(at.tree(AUDIT)).toEqual(before);
    expect(
      (list(json, 'files') as { copy?: string }[]).some(({ copy }) => copy !== undefined),
    ).toBeFalse();
  });

  test('is refused where somebody else updated since', async () => {
    await updated();
    const elsewhere = { home: join(at.folder, 'other-home') };
    newer('Cut.', 'Cleave.');
    await at.runIn(elsewhere, 'update', '--json');
    expect(codeOf(await at.run('rollback', '--json'))).toBe('undo_outdated');
    expect((await at.runIn(elsewhere, 'rollback', '--json')).exit).toBe(0);
  });

  test('shows in a dry run what it would do', async () => {
    await updated();
    const before = at.tree();
    const { json } = await at.run('rollback', '--dry-run', '--json');
    expect(json).toMatchObject({ ok: true, written: false, dry_run: true });
    expect(at.tree()).toEqual(before);
  });
});
