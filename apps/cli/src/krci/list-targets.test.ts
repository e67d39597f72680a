import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { TARGET_FINDING_CODES } from '@gait/agents';
import { HARNESS_IDS, HARNESSES } from '@gait/harness';
import { runInProcess, type Ran } from '../testing.ts';
import { projectForEach } from '../testing/krci-project.ts';

const at = projectForEach(() => undefined);
const list = (...words: string[]): Promise<Ran> => at.run('list', 'targets', ...words);

interface Told {
  readonly target: string;
  readonly detected: boolean;
  readonly files: number;
  readonly capabilities: readonly Readonly<Record<string, unknown>>[];
  readonly unconfirmed: readonly unknown[];
  readonly findings: readonly { readonly code: string; readonly path: string }[];
}
const targetsOf = ({ json }: Ran): readonly Told[] => json?.['targets'] as readonly Told[];

const AGENT = 'agent:\n  identity:\n    name: Ada\n    role: Lamp Keeper\n  tasks: []\n';

describe('list targets', () => {
  test('shows every tool, what agents become in it, and what nobody has confirmed', async () => {
    const { exit, stdout } = await list();
    const lines = stdout.trimEnd().split('\n');
    expect(exit).toBe(0);
    expect(lines).toHaveLength(1 + HARNESS_IDS.length);
    expect(lines[0]?.trim().split(/\s{2,}/)).toEqual([
      'TOOL',
      'AGENTS',
      'PERSONAS',
      'TASKS',
      'SKILLS',
      'TOOL GRANTS',
      'MCP',
      'FILES',
    ]);
    const rowOf = (id: string) => lines.find((line) => line.trim().startsWith(id))?.trim();
    expect(rowOf('claude')?.split(/\s{2,}/)).toEqual([
      'claude',
      'agent',
      'command',
      'command',
      'skill',
      'yes',
      'yes',
    ]);
    expect(
      rowOf('antigravity')
        ?.split(/\s{2,}/)
        .slice(1, 4),
    ).toEqual(['?', 'command?', 'command?']);
    expect(
      rowOf('zed')
        ?.split(/\s{2,}/)
        .slice(1, 4),
    ).toEqual(['-', 'skill', 'skill']);
  });

  test('ticks the tools that the project shows signs of', async () => {
    mkdirSync(join(at.root, '.cursor'));
    at.add('CLAUDE.md', 'x\n');
    at.add('AGENTS.md', 'x\n');
    const ran = await list('--json');
    expect(ran.json).toMatchObject({ ok: true, count: 14, detected: ['claude', 'cursor'] });
    expect(targetsOf(ran).filter(({ detected }) => detected)).toHaveLength(2);
    const ticked = (await list()).stdout.split('\n').filter((line) => line.startsWith('✓'));
    expect(ticked).toHaveLength(2);
  });

  test('tells of one tool where its files lie, and of what stands in their way', async () => {
    at.add('.krci-ai/agents/lamp.yaml', AGENT);
    at.add('.krci-ai/agents/buoy.yaml', AGENT);
    at.add('.devin/agents/lamp/AGENT.md', 'mine\n');
    at.add('elsewhere.md', 'x\n');
    mkdirSync(join(at.root, '.windsurf/rules'), { recursive: true });
    symlinkSync('../../elsewhere.md', join(at.root, '.windsurf/rules/lamp.md'));
    const ran = await list('--ide', 'windsurf', '--json');
    const [devin, ...others] = targetsOf(ran);
    expect(others).toEqual([]);
    expect(devin).toMatchObject({ target: 'devin', detected: true, files: 2 });
    expect(devin?.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'target_foreign .devin/agents/lamp/AGENT.md',
      'target_foreign .windsurf/rules/lamp.md',
    ]);
    expect(devin?.capabilities[1]).toMatchObject({
      feature: 'personas',
      how: 'substitute',
      as: 'rule',
      path: '.windsurf/rules/{name}.md',
      confirmed: true,
    });
    expect(devin?.unconfirmed).toContainEqual({
      kind: 'agents',
      path: '.devin/agents/{name}/AGENT.md',
      open: 'the fields of the head',
    });
    const { stdout } = await list('--ide', 'windsurf', '-v');
    expect(stdout).toContain('devin  Devin Desktop');
    expect(stdout).toContain('.windsurf/rules/lamp.md: not written');
    expect(stdout).toContain('not confirmed: the fields of the head');
  });

  test('of a name that no tool has says which one is near', async () => {
    const { exit, json } = await list('--ide', 'claude,cursro', '--json');
    expect(exit).toBe(6);
    expect(json).toMatchObject({ ok: false, detail: { code: 'target_unknown' } });
    expect(JSON.stringify(json)).toContain('did you mean cursor?');
  });
});

describe('install', () => {
  const install = (...words: string[]): Promise<Ran> =>
    runInProcess(['install', '--level', '1', '--agent', 'dev', ...words], {
      program: 'krci-ai',
      cwd: at.root,
      home: join(at.root, 'home'),
    });

  test('shows what the tools can express before anything is written', async () => {
    const { exit, stdout } = await install('--ide', 'antigravity', '--dry-run');
    expect(exit).toBe(0);
    expect(stdout).toContain('TOOL GRANTS');
    expect(stdout).toMatch(/antigravity +\? +command\? +command\? +skill/);
    expect(existsSync(join(at.root, '.agents'))).toBeFalse();
  });

  test('leaves a file of a person, says so, and writes the rest', async () => {
    at.add('.claude/agents/dev.md', 'mine\n');
    const ran = await install('--ide', 'claude', '--json');
    const [claude] = (ran.json?.['tools'] ?? []) as readonly Told[];
    expect(ran.exit).toBe(2);
    expect(claude?.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'target_foreign .claude/agents/dev.md',
    ]);
    expect(readFileSync(join(at.root, '.claude/agents/dev.md'), 'utf8')).toBe('mine\n');
    expect(existsSync(join(at.root, '.claude/commands/krci-ai/dev.md'))).toBeTrue();
    expect((await install('--ide', 'claude')).stdout).toContain('target_foreign');
  });
});

test('the page of documentation names every tool, the place of every kind and every code', () => {
  const page = readFileSync(
    join(import.meta.dirname, '../../../../docs/reference/ai-tools.md'),
    'utf8',
  );
  for (const code of Object.keys(TARGET_FINDING_CODES)) expect(page).toContain(`\n| \`${code}\` |`);
  for (const id of HARNESS_IDS) {
    const row = page.split('\n').find((line) => line.startsWith(`| \`${id}\``)) ?? '';
    const { title, agents, commands, skills } = HARNESSES[id];
    expect(row).toContain(title);
    for (const { places } of [agents, commands, skills]) {
      if (places[0] !== undefined) expect(row).toContain(`\`${places[0].path}\``);
    }
  }
});
