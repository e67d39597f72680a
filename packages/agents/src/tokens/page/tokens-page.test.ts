import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { sha256Hex } from '@gait/canon';
import { estimateTokens } from '../estimate-tokens.ts';
import type { AgentTokens, AssetTokens, TokenReport } from '../token-report.ts';
import { agentBars, cut } from './agent-bars.ts';
import { squarify, type Box } from './squarify.ts';
import { renderTokensPage } from './tokens-page.ts';

const file = (type: AssetTokens['type'], name: string, tokens: number): AssetTokens => ({
  path: `.krci-ai/${type}/${name}`,
  type,
  tokens,
});
function agent(short: string, tasks: readonly AssetTokens[]): AgentTokens {
  const assets = [file('agent', `${short}.yaml`, 100)];
  return {
    agent_name: short,
    agent_file: `.krci-ai/agents/${short}.yaml`,
    agent_short_name: short,
    total_tokens: 100 + tasks.reduce((sum, { tokens }) => sum + tokens, 0),
    assets,
    dependencies: { tasks, templates: [], data_files: [], skills: [], tasks_ref: null },
  };
}
const reportOf = (agents: readonly AgentTokens[]): TokenReport => ({
  total_tokens: agents.reduce((sum, one) => sum + one.total_tokens, 0),
  total_per_agent: 0,
  agents,
  skills: [],
  breakdown: { agents: 0, tasks: 0, templates: 0, data_files: 0, skills: 0 },
  broken: [],
});
const render = (agents: readonly AgentTokens[], budget?: number): string =>
  renderTokensPage({
    project: 'harbour',
    encoding: 'cl100k_base',
    report: reportOf(agents),
    budgets: budget === undefined ? {} : { agent: budget },
    estimates: estimateTokens(1_000, 0),
  });

const AREA: Box = { x: 5, y: 7, width: 300, height: 200 };
const weights = fc
  .array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 60 })
  .map((list) => list.sort((a, b) => b - a));

test('boxes fill their area, in proportion to their weights, and none leaves it or covers another', () => {
  fc.assert(
    fc.property(weights, (list) => {
      const boxes = squarify(list, AREA);
      const total = list.reduce((sum, weight) => sum + weight, 0);
      expect(boxes).toHaveLength(list.length);
      boxes.forEach(({ x, y, width, height }, i) => {
        expect(width * height).toBeCloseTo(((list[i] ?? 0) / total) * AREA.width * AREA.height, 3);
        expect(Math.min(x - AREA.x, y - AREA.y)).toBeGreaterThan(-1e-6);
        expect(x + width).toBeLessThan(AREA.x + AREA.width + 1e-6);
        expect(y + height).toBeLessThan(AREA.y + AREA.height + 1e-6);
      });
      for (const [i, one] of boxes.entries())
        for (const other of boxes.slice(i + 1)) {
          const across =
            Math.min(one.x + one.width, other.x + other.width) - Math.max(one.x, other.x);
          const down =
            Math.min(one.y + one.height, other.y + other.height) - Math.max(one.y, other.y);
          expect(Math.min(across, down)).toBeLessThan(1e-6);
        }
    }),
    { numRuns: 100, seed: 23 },
  );
  expect(squarify([], AREA)).toEqual([]);
});

test('the page loads nothing, runs nothing, and its policy allows its own style alone', () => {
  const page = render([agent('dev', [file('tasks', 'a.md', 50)])]);
  const style = /<style>([\s\S]*?)<\/style>/u.exec(page)?.[1] ?? '';
  expect(page).toContain(
    `default-src 'none'; style-src 'sha256-${Buffer.from(sha256Hex(style), 'hex').toString('base64')}'`,
  );
  expect(page).not.toMatch(/<script|<link|<img|@import|url\(|style="|https?:/u);
  expect(render([agent('dev', [file('tasks', 'a.md', 50)])])).toBe(page);
});

test('the costliest agent comes first, and one above its budget says by how much', () => {
  const page = render([agent('small', []), agent('large', [file('tasks', 'a.md', 900)])], 600);
  expect(page.indexOf('>large</text>')).toBeLessThan(page.indexOf('>small</text>'));
  expect(page).toContain('1,000 (+400)');
  expect(page.match(/\(\+/gu)).toHaveLength(1);
  expect(page).toContain('budget 600');
  expect(render([agent('small', [])])).not.toContain('The red line');
});

test('a shared file has one rectangle in the map, and all its agents in the table', () => {
  const shared = file('tasks', 'shared.md', 500);
  const page = render([agent('a', [shared]), agent('b', [shared])]);
  expect(page.match(/<title>\.krci-ai\/tasks\/shared\.md: 500 tokens<\/title>/gu)).toHaveLength(1);
  expect(page).toContain('<td>a, b</td>');
});

test('names of any characters are text, never markup', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (name) => {
      const tags = (page: string): readonly string[] => page.match(/<[a-z]+/gu) ?? [];
      const plain = render([agent('x', [file('tasks', 'x.md', 5)])]);
      const odd = render([
        agent(`${name}<b onclick="x">'`, [file('tasks', `${name}</title><script>`, 5)]),
      ]);
      expect(new Set(tags(odd))).toEqual(new Set(tags(plain)));
      expect(odd).not.toContain(' onclick="');
    }),
    { numRuns: 200, seed: 29 },
  );
});

test('no agents at all still make a picture', () => {
  expect(agentBars([], {})).toContain('<svg');
  expect(render([])).toContain('0 files, 0 agents');
  expect([cut('abc', 3), cut('abcd', 3), cut('😀😀😀', 2)]).toEqual(['abc', 'ab…', '😀…']);
});

test('a skill is called by its folder, and nothing is cut off on a narrow screen', () => {
  const one = agent('dev', [file('tasks', 'plan.md', 5)]);
  const skill = {
    path: '.krci-ai/skills/review-code/SKILL.md',
    type: 'skills',
    tokens: 500,
  } as const;
  const page = render([{ ...one, dependencies: { ...one.dependencies, skills: [skill] } }]);
  expect(page).toContain('>review-code</text>');
  expect(page).not.toContain('>SKILL</text>');
  expect(page).toMatch(/@media \(max-width:42rem\)\{\.picture svg\{min-width:0\}/u);
});
