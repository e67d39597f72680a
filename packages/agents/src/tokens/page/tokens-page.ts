import { sha256Hex } from '@gait/canon';
import type { Encoding } from '../encodings.ts';
import type { TokenEstimate } from '../estimate-tokens.ts';
import { budgetOf, findExcess, type TokenBudgets } from '../token-budgets.ts';
import type { AssetTokens, TokenReport } from '../token-report.ts';
import { agentBars } from './agent-bars.ts';
import { fileMap } from './file-map.ts';
import { escapeText, groupDigits } from './html-text.ts';
import { PAGE_STYLE } from './page-style.ts';

export interface TokensPage {
  /** What the project is called. */
  readonly project: string;
  readonly encoding: Encoding;
  readonly report: TokenReport;
  readonly budgets: TokenBudgets;
  /** Of all files together; empty where none was asked for. */
  readonly estimates: readonly TokenEstimate[];
}

const LISTED = 25;
const KINDS = [
  ['agent', 'agents'],
  ['tasks', 'tasks'],
  ['templates', 'templates'],
  ['data', 'data'],
  ['skills', 'skills'],
] as const;

/**
 * One HTML page that needs nothing else: no script, no font, no picture from anywhere; the policy in
 * it allows its own style sheet alone. The same report is the same page.
 */
export function renderTokensPage(page: TokensPage): string {
  const { project, encoding, report, budgets } = page;
  const digest = Buffer.from(sha256Hex(PAGE_STYLE), 'hex').toString('base64');
  const files = filesOf(report);
  const used = KINDS.filter(([type]) => files.some((file) => file.type === type));
  const legend = used.map(
    ([type, name]) =>
      `<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="${type}" width="10" height="10" rx="2"/></svg>${name}</li>`,
  );
  const title = `What the agents of ${project} cost`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${digest}'">`,
    '<meta name="generator" content="krci-ai">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeText(title)}</title>`,
    `<style>${PAGE_STYLE}</style>`,
    '</head>',
    '<body><main>',
    `<h1>${escapeText(title)}</h1>`,
    `<p class="soft">Tokens of ${encoding}, counted exactly: agents, and everything that they may need.</p>`,
    facts(report, files, budgets),
    '<h2>Each agent with everything it may need</h2>',
    `<p class="soft">A file that several agents share is in each of their bars.${hasBudgets(report, budgets) ? ' The red line is the budget.' : ''}</p>`,
    `<ul class="legend">${legend.join('')}</ul>`,
    `<div class="picture">${agentBars(report.agents, budgets)}</div>`,
    '<h2>Every file once</h2>',
    '<p class="soft">As large as its tokens. Point at one to see its path.</p>',
    `<div class="picture">${fileMap(files)}</div>`,
    largest(report, files),
    estimates(page.estimates),
    '<footer>Made by krci-ai tokens.</footer>',
    '</main></body>',
    '</html>',
    '',
  ].join('\n');
}

function hasBudgets(report: TokenReport, budgets: TokenBudgets): boolean {
  return report.agents.some((agent) => budgetOf(agent.agent_short_name, budgets) !== undefined);
}

function filesOf(report: TokenReport): readonly AssetTokens[] {
  const every = report.agents.flatMap(
    ({ assets, dependencies: { tasks, templates, data_files: data, skills } }) => [
      ...assets,
      ...tasks,
      ...templates,
      ...data,
      ...skills,
    ],
  );
  return [...new Map([...every, ...report.skills].map((file) => [file.path, file])).values()];
}

function facts(report: TokenReport, files: readonly AssetTokens[], budgets: TokenBudgets): string {
  const [costliest] = [...report.agents].sort((a, b) => b.total_tokens - a.total_tokens);
  const [longest] = [...files].sort((a, b) => b.tokens - a.tokens);
  const over = findExcess(report, budgets);
  const fact = (name: string, value: string, more: string, style = ''): string =>
    `<div><dt>${name}</dt><dd${style}>${escapeText(value)}<small>${escapeText(more)}</small></dd></div>`;
  return [
    '<dl class="facts">',
    fact(
      'All files, each once',
      groupDigits(report.total_tokens),
      `${files.length} files, ${report.agents.length} agents`,
    ),
    costliest === undefined
      ? ''
      : fact('Costliest agent', groupDigits(costliest.total_tokens), costliest.agent_short_name),
    longest === undefined ? '' : fact('Longest file', groupDigits(longest.tokens), longest.path),
    over.length === 0
      ? ''
      : fact(
          'Over budget',
          String(over.length),
          over.map(({ name }) => name).join(', '),
          ' class="bad"',
        ),
    '</dl>',
  ].join('');
}

function largest(report: TokenReport, files: readonly AssetTokens[]): string {
  const sorted = [...files].sort((a, b) => b.tokens - a.tokens).slice(0, LISTED);
  const users = usersOf(report);
  const rows = sorted.map(({ path, tokens }) => {
    const share = Math.round((tokens / Math.max(1, report.total_tokens)) * 1000) / 10;
    return `<tr><td>${escapeText(path)}</td><td class="num">${groupDigits(tokens)}</td><td class="num">${share.toFixed(1)}%</td><td>${escapeText((users.get(path) ?? []).join(', '))}</td></tr>`;
  });
  return `<h2>The longest files</h2><table><thead><tr><th>File</th><th class="num">Tokens</th><th class="num">Share</th><th>Agents that reach it</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function usersOf(report: TokenReport): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const agent of report.agents) {
    for (const { path } of filesOf({ ...report, agents: [agent], skills: [] })) {
      const own = users.get(path) ?? [];
      own.push(agent.agent_short_name);
      users.set(path, own);
    }
  }
  return users;
}

function estimates(list: readonly TokenEstimate[]): string {
  if (list.length === 0) return '';
  const rows = list.map(
    ({ family, tokens, low, high, basis }) =>
      `<tr><td>${family}</td><td class="num">about ${groupDigits(tokens)}</td><td class="num">${groupDigits(low)} to ${groupDigits(high)}</td><td>${escapeText(basis)}</td></tr>`,
  );
  return `<h2>Other families of models, estimated</h2><p class="soft">All files, each once. Their tables are not counted with; the range is what single files showed.</p><table><thead><tr><th>Family</th><th class="num">Tokens</th><th class="num">Between</th><th>Measured with</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}
