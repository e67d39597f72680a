import { expect, test } from 'bun:test';
import { CODE_POINTS, isInstructionPoint } from './extension-points.ts';
import { HARNESSES } from './harnesses.ts';

test.each([
  '/w/shop/.claude/agents/x.md',
  '/w/shop/.claude/skills/x/SKILL.md',
  '/w/shop/.claude/skills/x/run.sh',
  '/w/shop/packages/api/.claude/commands/x.md',
  '/homes/ada/.claude/commands/x.md',
  '/homes/ada/.codex/prompts/x.md',
  '/homes/ada/.config/opencode/agents/x.md',
  '/w/shop/.gemini/commands/x.toml',
  '/w/shop/.kiro/agents/x.md',
  '/w/shop/.vscode/tasks.json',
  '/w/shop/.vscode/settings.json',
  '/w/shop/.CLAUDE/Agents/x.md',
  'C:\\w\\shop\\.claude\\agents\\x.md',
  '/w/shop/.claude/agents',
])('%s is taken for instructions', (path) => {
  expect(isInstructionPoint(path)).toBeTrue();
});

test.each([
  '/w/shop/src/agents/x.md',
  '/w/shop/claude/agents/x.md',
  '/w/shop/.vscode/extensions.json',
  '/w/shop/.claude',
  '/w/shop/docs/skills/SKILL.md',
  '/w/shop/.github/workflows/ci.yml',
])('%s is not', (path) => {
  expect(isInstructionPoint(path)).toBeFalse();
});

test('every place of agents, commands and skills that the table names is one', () => {
  const places = Object.values(HARNESSES).flatMap(({ agents, commands, skills }) =>
    [agents, commands, skills].flatMap((cell) => cell.places.map(({ path }) => path)),
  );
  const missed = places
    .filter((path) => path.includes('/{name}'))
    .map((path) => path.replace(/^~\//u, '').replaceAll('{name}', 'x'))
    .filter((path) => !isInstructionPoint(`/w/${path}`));
  expect(places.length).toBeGreaterThan(20);
  expect(missed).toEqual([]);
});

test('what runs in a tool is in lower case, as protected names are', () => {
  expect(CODE_POINTS.filter((path) => path !== path.toLowerCase() || path.startsWith('/'))).toEqual(
    [],
  );
});
