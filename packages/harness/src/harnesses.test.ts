import { describe, expect, test } from 'bun:test';
import {
  detectHarnesses,
  findHarness,
  HARNESS_IDS,
  HARNESSES,
  harnessNames,
  openCells,
  pathIn,
  type PlaceKind,
} from './index.ts';

const KINDS: readonly PlaceKind[] = ['rules', 'agents', 'commands', 'skills', 'mcp'];
const placesOf = (id: (typeof HARNESS_IDS)[number]) =>
  KINDS.flatMap((kind) => HARNESSES[id][kind].places);

describe('the table', () => {
  test('has each tool under its own id, and no name twice', () => {
    expect(HARNESS_IDS.map((id) => HARNESSES[id].id)).toEqual([...HARNESS_IDS]);
    const names = harnessNames();
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z][a-z-]*$/.test(name))).toBeTrue();
  });

  test.each(HARNESS_IDS)(
    'of %s has paths inside the repository, each with one name at most',
    (id) => {
      for (const { path } of [...placesOf(id), ...HARNESSES[id].legacy]) {
        expect(path).toMatch(/^(?:~\/)?[\w.{}/-]+$/);
        expect(path.split('/')).not.toContain('..');
        expect(path.split('{name}').length).toBeLessThanOrEqual(2);
      }
      for (const sign of HARNESSES[id].signs) expect(sign).toMatch(/^[\w.][\w./-]*$/);
      expect(HARNESSES[id].signs.length).toBeGreaterThan(0);
    },
  );

  test.each(HARNESS_IDS)('of %s sends what is legacy to a place that the table has', (id) => {
    const known = new Set(placesOf(id).map(({ path }) => path));
    for (const { becomes } of HARNESSES[id].legacy) expect(known).toContain(becomes);
  });

  test('agrees with what is published of each tool', () => {
    const firsts = HARNESS_IDS.map((id) => {
      const { agents, commands, skills } = HARNESSES[id];
      return [id, ...[agents, commands, skills].map(({ places }) => places[0]?.path ?? '-')];
    });
    expect(firsts).toEqual([
      [
        'claude',
        '.claude/agents/{name}.md',
        '.claude/commands/{name}.md',
        '.claude/skills/{name}/SKILL.md',
      ],
      [
        'cursor',
        '.cursor/agents/{name}.md',
        '.cursor/commands/{name}.md',
        '.agents/skills/{name}/SKILL.md',
      ],
      [
        'vscode',
        '.github/agents/{name}.agent.md',
        '.github/prompts/{name}.prompt.md',
        '.agents/skills/{name}/SKILL.md',
      ],
      ['devin', '.devin/agents/{name}/AGENT.md', '-', '.devin/skills/{name}/SKILL.md'],
      ['codex', '.codex/agents/{name}.toml', '-', '.agents/skills/{name}/SKILL.md'],
      [
        'gemini',
        '.gemini/agents/{name}.md',
        '.gemini/commands/{name}.toml',
        '.agents/skills/{name}/SKILL.md',
      ],
      ['antigravity', '-', '.agents/workflows/{name}.md', '.agents/skills/{name}/SKILL.md'],
      [
        'opencode',
        '.opencode/agents/{name}.md',
        '.opencode/commands/{name}.md',
        '.agents/skills/{name}/SKILL.md',
      ],
      ['kiro', '.kiro/agents/{name}.md', '.kiro/prompts/{name}.md', '.kiro/skills/{name}/SKILL.md'],
      ['zed', '-', '-', '.agents/skills/{name}/SKILL.md'],
      [
        'junie',
        '.junie/agents/{name}.md',
        '.junie/commands/{name}.md',
        '.junie/skills/{name}/SKILL.md',
      ],
      [
        'cline',
        '.cline/agents/{name}.yaml',
        '.clinerules/workflows/{name}.md',
        '.cline/skills/{name}/SKILL.md',
      ],
      ['amp', '-', '-', '.agents/skills/{name}/SKILL.md'],
      [
        'goose',
        '.goose/agents/{name}.md',
        '.goose/recipes/{name}.yaml',
        '.goose/skills/{name}/SKILL.md',
      ],
    ]);
    expect(HARNESSES.vscode.maxAgentChars).toBe(30_000);
  });

  test('says what is not confirmed, and of which place', () => {
    const open = openCells();
    expect(open).toContainEqual({
      target: 'antigravity',
      kind: 'agents',
      path: undefined,
      open: 'whether and where it has agents of its own',
    });
    expect(open).toContainEqual(
      expect.objectContaining({
        target: 'vscode',
        kind: 'legacy',
        path: '.github/chatmodes/{name}.chatmode.md',
      }),
    );
    expect(open.some(({ target, kind }) => target === 'claude' && kind === 'agents')).toBeFalse();
    expect(
      open.some(({ target, kind }) => target === 'cursor' && kind === 'tool_grants'),
    ).toBeTrue();
  });
});

test.each([
  ['claude', 'claude'],
  ['Copilot', 'vscode'],
  ['windsurf', 'devin'],
  ['VSCODE', 'vscode'],
  ['emacs', undefined],
  ['', undefined],
])('the name %j means %p', (name, id) => {
  expect(findHarness(name)?.id).toBe(id as never);
});

test('a repository uses the tools of which it shows signs', () => {
  const paths = new Set(['.windsurf', 'CLAUDE.md', 'AGENTS.md', '.agents/skills']);
  expect(detectHarnesses((path) => paths.has(path))).toEqual(['claude', 'devin']);
  expect(detectHarnesses(() => false)).toEqual([]);
});

test('a name stands in a path as it is', () => {
  expect(pathIn({ path: '.x/{name}/A.md' }, "$&$'")).toBe(".x/$&$'/A.md");
});
