import { describe, expect, test } from 'bun:test';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { agentText, codeOf, projectForEach } from '../testing/krci-project.ts';
import type { Ran } from '../testing.ts';

const AUDIT = '.krci-ai/audit.jsonl';
const TASK = '# Task: mend\n\nCut.\n\nWash.\n\nTie.\n\nDry.\n';
const at = projectForEach((at) => {
  at.put('source/agents/ada.yaml', agentText('Ada', ['one.md']));
  at.put('source/agents/bo.yaml', agentText('Bo', ['two.md']));
  at.put('source/tasks/one.md', TASK);
  at.put('source/tasks/two.md', TASK.replace('mend', 'haul'));
});
const migrate = (...args: string[]): Promise<Ran> =>
  at.run('migrate', '--from', '../source', ...args, '--json');

const legacy = (): void => {
  at.put('project/.github/chatmodes/nets.chatmode.md', '---\ndescription: Nets\n---\nMend.\n');
  at.put('project/.windsurf/rules/sea.md', '---\nglobs: "*.ts, *.md"\n---\nSalt.\n');
  at.put('project/.claude/commands/haul.md', 'Haul $ARGUMENTS in.\n');
  at.put('project/.claude/settings.json', '{}\n');
};

describe('files of AI coding tools', () => {
  test('go where those look today, with their folders, and come back whole', async () => {
    legacy();
    const before = at.tree(AUDIT);
    const { exit, json } = await migrate();
    expect([exit, json?.['written']]).toEqual([0, true]);
    expect(Object.keys(at.tree('.krci-ai/'))).toEqual([
      '.claude/settings.json',
      '.claude/skills/haul/SKILL.md',
      '.devin/rules/sea.md',
      '.github/agents/nets.agent.md',
    ]);
    expect(at.has('project/.windsurf')).toBeFalse();
    expect(at.has('project/.github/chatmodes')).toBeFalse();
    expect((await at.run('audit', 'show', '--json')).json).toMatchObject({
      records: [{ event: { action: 'migrate', created: 3, removed: 3 } }],
    });
    expect((await migrate()).json).toMatchObject({ written: false, moves: [] });
    expect((await at.run('rollback', '--json')).json).toMatchObject({ rolled_back: 'migrate' });
    expect(at.tree(AUDIT)).toEqual(before);
    expect(at.has('project/.devin')).toBeFalse();
  });

  test('are shown with their differences in a dry run, and nothing is written', async () => {
    legacy();
    const before = at.tree();
    const { json } = await migrate('--dry-run');
    expect(json?.['moves']).toContainEqual({
      target: 'devin',
      from: '.windsurf/rules/sea.md',
      to: '.devin/rules/sea.md',
      changes: ['globs is a list'],
      diff: expect.stringContaining('+globs: ["*.ts", "*.md"]'),
    });
    expect((await at.run('migrate', '--dry-run')).stdout).toContain('+name: haul');
    expect(at.tree()).toEqual(before);
  });

  test('that are programs with hooks of yesterday are told with their place, and left', async () => {
    const plugin =
      'export const G = async () => ({\n  "tool.execute.before": async () => {},\n})\n';
    at.put('project/.opencode/plugins/guard.ts', plugin);
    const { exit, json } = await migrate();
    expect([exit, json?.['written'], json?.['moves']]).toEqual([0, false, []]);
    expect(json?.['findings']).toMatchObject([
      {
        code: 'plugin_hook_outdated',
        severity: 'warning',
        file: '.opencode/plugins/guard.ts',
        line: 2,
        column: 3,
        hint: expect.stringContaining('ctx.tool.hook("execute.before"'),
      },
    ]);
    const { stdout } = await at.run('migrate', '--from', '../source');
    expect(stdout).toContain('.opencode/plugins/guard.ts:2:3');
    expect(at.read('project/.opencode/plugins/guard.ts')).toBe(plugin);
  });

  test('that would be written over stay, and links are not followed', async () => {
    legacy();
    at.put('project/.devin/rules/sea.md', 'Mine.\n');
    at.put('elsewhere/secret.md', 'Secret.\n');
    symlinkSync(
      join(at.folder, 'elsewhere/secret.md'),
      join(at.folder, 'project/.claude/commands/x.md'),
    );
    const { json } = await migrate();
    expect(json?.['left']).toEqual([
      { path: '.windsurf/rules/sea.md', why: 'taken', detail: '.devin/rules/sea.md is there' },
    ]);
    expect(at.read('project/.devin/rules/sea.md')).toBe('Mine.\n');
    expect(Object.values(at.tree()).filter((text) => text.includes('Secret.'))).toEqual([
      'Secret.\n',
    ]);
    expect(at.has('project/.claude/skills/x/SKILL.md')).toBeFalse();
  });

  test('of which a person has to move one are named, with where their text goes', async () => {
    await at.run('install', '--from', '../source', '--ide', 'claude');
    at.put('project/.windsurfrules', 'Mine.\n');
    const ran = await at.run('migrate');
    expect(ran.stdout).toContain('left  .windsurfrules');
    expect(ran.stdout).toContain('.devin/rules');
    expect(ran.stdout).not.toContain('looks after it');
    expect(at.read('project/.windsurfrules')).toBe('Mine.\n');
  });

  test('beside an install keep its lock, and those that it made stay', async () => {
    await at.run('install', '--from', '../source', '--ide', 'devin');
    legacy();
    const lock = at.read('project/krci-ai.lock.json');
    const { json } = await migrate();
    expect(json?.['left']).toEqual([]);
    expect(at.read('project/krci-ai.lock.json')).toBe(lock);
    expect((await at.run('verify', '--json')).exit).toBe(0);
    await at.run('rollback');
    expect((await at.run('verify', '--json')).exit).toBe(0);
  });
});

describe('agents that no lock tells of', () => {
  const unpacked = (): void => {
    at.put('project/.krci-ai/agents/ada.yaml', agentText('Ada', ['one.md']));
    at.put('project/.krci-ai/tasks/one.md', TASK.replace('Dry.', 'Dry in the wind.'));
    at.put('project/.krci-ai/agents/bo.yaml', 'agent: something else\n');
    at.put('project/.krci-ai/tasks/two.md', 'Something else.\n');
  };

  test('are taken over: known files as such, edited ones as edited, others as they are', async () => {
    unpacked();
    const before = at.tree();
    const { json } = await migrate();
    expect(json?.['adopted']).toEqual({
      level: 4,
      agents: ['ada'],
      source: '../source',
      same: 1,
      edited: ['.krci-ai/tasks/one.md'],
      own: [],
    });
    for (const [path, text] of Object.entries(before))
      expect([path, at.tree()[path]]).toEqual([path, text]);
    expect((await at.run('verify', '--allow-foreign', '--json')).json).toMatchObject({
      findings: [{ code: 'agent_file_changed', path: '.krci-ai/tasks/one.md' }],
    });
    // And the next update merges.
    at.put('source/tasks/one.md', TASK.replace('Cut.', 'Chop.'));
    expect((await at.run('update', '--json')).json).toMatchObject({ ok: true, written: true });
    expect(at.read('project/.krci-ai/tasks/one.md')).toBe(
      TASK.replace('Cut.', 'Chop.').replace('Dry.', 'Dry in the wind.'),
    );
    expect(at.read('project/.krci-ai/tasks/two.md')).toBe('Something else.\n');
  });

  test('are as they were after a rollback', async () => {
    unpacked();
    const before = at.tree(AUDIT);
    await migrate();
    at.put('project/.krci-ai/tasks/one.md', 'Edited since.\n');
    expect((await at.run('rollback', '--json')).exit).toBe(0);
    expect(at.tree(AUDIT)).toEqual({ ...before, '.krci-ai/tasks/one.md': 'Edited since.\n' });
  });

  test('are found at the level at which they were installed', async () => {
    await at.run('install', '--from', '../source', '--level', '1');
    at.drop('project/krci-ai.lock.json');
    at.drop('project/.krci-ai/.store');
    expect((await migrate()).json).toMatchObject({
      adopted: { level: 1, agents: ['ada', 'bo'], same: 2, edited: [], own: [] },
    });
    expect((await at.run('verify', '--json')).exit).toBe(0);
    expect((await at.run('update', '--json')).json).toMatchObject({
      ok: true,
      level: 1,
      written: false,
    });
  });

  test('that nobody knows stay as they are, without a lock', async () => {
    at.put('project/.krci-ai/agents/zoe.yaml', agentText('Zoe', []));
    expect((await migrate()).json).toMatchObject({
      ok: true,
      written: false,
      moves: [],
      own_agents: ['.krci-ai/agents/zoe.yaml'],
    });
    expect((await at.run('migrate', '--from', '../source')).stdout).toContain('--from SOURCE');
    expect(at.has('project/krci-ai.lock.json')).toBeFalse();
  });

  test('of a governed session stay', async () => {
    unpacked();
    const governed = await at.runIn({ env: { GAIT_GATED_SESSION: '1' } }, 'migrate', '--json');
    expect(codeOf(governed)).toBe('approval_from_gated_session');
  });
});
