import type { AgentTokens } from '../token-report.ts';
import { budgetOf, type TokenBudgets } from '../token-budgets.ts';
import { escapeText, groupDigits, length } from './html-text.ts';

const WIDTH = 960;
const NAMES = 190;
const NUMBERS = 150;
const ROW = 34;
const BAR = 20;
const TOP = 24;

/** One bar for each agent, the costliest first: its own file, then what it may need, by kind. */
export function agentBars(agents: readonly AgentTokens[], budgets: TokenBudgets): string {
  const sorted = [...agents].sort((a, b) => b.total_tokens - a.total_tokens);
  const bounds = sorted.map((agent) => budgetOf(agent.agent_short_name, budgets) ?? 0);
  const most = Math.max(1, ...sorted.map((agent) => agent.total_tokens), ...bounds);
  const scale = (WIDTH - NAMES - NUMBERS) / most;
  const height = TOP + sorted.length * ROW + 4;
  const rows = sorted.map((agent, index) =>
    bar(agent, TOP + index * ROW, scale, bounds[index] ?? 0),
  );
  return `<svg class="bars" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Tokens of each agent by kind of file">${grid(most, scale, height)}${rows.join('')}</svg>`;
}

function grid(most: number, scale: number, height: number): string {
  const step = niceStep(most / 5);
  const lines: string[] = [];
  for (let value = 0; value <= most; value += step) {
    const x = length(NAMES + value * scale);
    lines.push(
      `<line class="grid" x1="${x}" x2="${x}" y1="${TOP - 6}" y2="${height}"/><text class="s n" x="${x}" y="12" text-anchor="middle">${short(value)}</text>`,
    );
  }
  return lines.join('');
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((factor) => factor * power).find((step) => step >= least) ?? power * 10;
}

function short(value: number): string {
  return value >= 1000 ? `${Math.round(value / 100) / 10}k` : String(value);
}

function bar(agent: AgentTokens, y: number, scale: number, budget: number): string {
  const { tasks, templates, data_files: data, skills } = agent.dependencies;
  const kinds = [
    ['agent', agent.assets],
    ['tasks', tasks],
    ['templates', templates],
    ['data', data],
    ['skills', skills],
  ] as const;
  let x = NAMES;
  const parts = kinds.map(([kind, files]) => {
    const tokens = files.reduce((sum, file) => sum + file.tokens, 0);
    if (tokens === 0) return '';
    const width = tokens * scale;
    const what = `${agent.agent_short_name}: ${kind} ${groupDigits(tokens)} tokens in ${files.length} files`;
    const part = `<rect class="${kind} gap" x="${length(x)}" y="${y}" width="${length(width)}" height="${BAR}"><title>${escapeText(what)}</title></rect>`;
    x += width;
    return part;
  });
  const over = budget > 0 && agent.total_tokens > budget;
  const line = length(NAMES + budget * scale);
  const mark =
    budget > 0
      ? `<line class="mark" x1="${line}" x2="${line}" y1="${y - 3}" y2="${y + BAR + 3}"><title>budget ${groupDigits(budget)}</title></line>`
      : '';
  const after = over ? ` (+${groupDigits(agent.total_tokens - budget)})` : '';
  const middle = y + BAR / 2 + 4.5;
  // Beside the mark where the mark is further right.
  const label = Math.max(x, budget > 0 ? NAMES + budget * scale : 0) + 8;
  return `<text x="${NAMES - 10}" y="${middle}" text-anchor="end">${escapeText(cut(agent.agent_short_name, 26))}</text>${parts.join('')}${mark}<text class="n${over ? ' o' : ''}" x="${length(label)}" y="${middle}">${groupDigits(agent.total_tokens)}${after}</text>`;
}

/** At most so many characters. */
export function cut(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, Math.max(1, most - 1)).join('')}…`;
}
