import { basename, join } from 'node:path';
import {
  brokenReferences,
  countOtherBytes,
  estimateTokens,
  findAgents,
  findExcess,
  FRAMEWORK,
  loadTokenizer,
  renderTokensPage,
  type BudgetExcess,
  type Encoding,
  type TokenBudgets,
  type TokenEstimate,
  type TokenReport,
} from '@gait/agents';
import { CodedError } from '@gait/canon';
import { readWhole } from '@gait/local';
import {
  boolFlag,
  defineCommand,
  listFlag,
  textFlag,
  type JsonAnswer,
  type Outcome,
} from '../command.ts';
import type { Context } from '../context.ts';
import { intFlag } from '../flag-spec.ts';
import type { Paint } from '../paint.ts';
import { countScope, scopeOfAll, type CountedScope } from './count-scope.ts';
import { countTree } from './count-tree.ts';
import { describeAgent, describeAll, describeEstimates, digits } from './describe-tokens.ts';
import { nameList, namesOf } from './name-list.ts';
import { openFramework, type OpenedFramework } from './open-framework.ts';
import { encodingOf, maxTokensOf, tokenSettingsOf } from './token-settings.ts';
import { writePage } from './write-page.ts';

/** `krci-ai tokens`: what agents cost with everything that they may need. */
export const command = defineCommand({
  path: ['tokens'],
  explain:
    'Counts the tokens of agents with everything that they may need, and holds them against budgets.',
  flags: {
    agent: listFlag({ help: 'this agent, or these; may be repeated' }),
    all: boolFlag({ help: 'all agents' }),
    bundle: textFlag({
      help: `a bundle that was written to ${FRAMEWORK}/bundle: all, or agents`,
      value: 'LIST',
    }),
    encoding: textFlag({ help: 'cl100k_base or o200k_base', value: 'NAME' }),
    'max-tokens': intFlag({ help: 'fail (exit 2) when there are more in all' }),
    estimates: boolFlag({
      help: 'what it is about to Claude, Gemini, Llama, Mistral, with the error',
    }),
    html: textFlag({ help: 'write a page with charts', value: 'FILE' }),
    force: boolFlag({ help: 'with --html, replace what is there and is no page', short: 'f' }),
    'no-cache': boolFlag({ help: 'count everything, look nothing up' }),
    timeout: textFlag({
      help: 'taken and not needed: counting takes as long as reading',
      value: 'TIME',
    }),
  },
  example: 'krci-ai tokens --all --html tokens.html',
  notes: [
    'LIST: names with commas between them, or one argument in quotes.',
    'Budgets in .krci-ai/config.yaml: tokens: {encoding: …, budgets: {file: N, agent: N, agents: {dev: N}, total: N, bundle: N}}.',
    'Counts are kept by digest in the cache folder of the user. Each run counts a part of them again; with a',
    'budget nothing is looked up.',
    'Exit status: 0, 2 above a budget or a reference leads nowhere, 6 no such agent.',
  ],
  async run(context, { flags }) {
    const agents = namesOf(flags.agent, '--agent');
    const ways = [agents.length > 0, flags.all, flags.bundle !== ''].filter(Boolean);
    if (ways.length !== 1) {
      throw new CodedError('arguments_invalid', 'one of --agent, --all and --bundle is needed', {
        hint: 'krci-ai tokens --all',
      });
    }
    const opened = openFramework(context);
    const settings = tokenSettingsOf(opened.framework.tree);
    const asked: Asked = {
      encoding: encodingOf(flags.encoding, settings),
      estimates: flags.estimates,
      cache: !flags['no-cache'],
      most: maxTokensOf(flags['max-tokens']),
      budgets: settings.budgets,
    };
    if (flags.bundle !== '') return await countBundle(opened, nameList(flags.bundle), asked);
    const scope = flags.all
      ? scopeOfAll(opened)
      : { ids: findAgents(opened.framework, agents), skills: [] };
    const counted = await countAgents(context, opened, scope, asked);
    if (flags.html !== '') {
      const place = { root: opened.root, file: flags.html, force: flags.force };
      writePage(context, place, pageOf(opened, counted, asked));
    }
    return answerAgents(counted, asked, scope.ids.length === 1 && !flags.all);
  },
});

interface Asked {
  readonly encoding: Encoding;
  readonly estimates: boolean;
  readonly cache: boolean;
  readonly most: number | undefined;
  readonly budgets: TokenBudgets;
}

interface Counted {
  readonly report: TokenReport;
  readonly excess: readonly BudgetExcess[];
  readonly estimates: readonly TokenEstimate[];
  readonly cache: string;
}

async function countAgents(
  context: Context,
  opened: OpenedFramework,
  scope: CountedScope,
  asked: Asked,
): Promise<Counted> {
  const { framework } = opened;
  // Of some agents the total of all is no bound.
  const { total: ofAll, ...others } = asked.budgets;
  const total = asked.most ?? (scope.ids.length === framework.agents.size ? ofAll : undefined);
  const budgets = total === undefined ? others : { ...others, total };
  const gated = Object.keys(budgets).length > 0;
  const options = { encoding: asked.encoding, cache: asked.cache && !gated };
  const { report, paths, cache } = await countScope(context, opened, scope, options);
  return {
    report,
    excess: findExcess(report, budgets),
    estimates: asked.estimates ? await estimateAll(context, opened, paths, asked) : [],
    cache,
  };
}

async function estimateAll(
  context: Context,
  opened: OpenedFramework,
  paths: ReadonlySet<string>,
  { cache }: Asked,
): Promise<readonly TokenEstimate[]> {
  const { tokens } = await countTree(context, opened, paths, { encoding: 'o200k_base', cache });
  const contents = [...paths].flatMap((path) => opened.framework.tree.read(path) ?? []);
  const size = contents.reduce((sum, bytes) => sum + bytes.length, 0);
  const other = contents.reduce((sum, bytes) => sum + countOtherBytes(bytes), 0);
  const total = [...tokens.values()].reduce((sum, count) => sum + count, 0);
  return estimateTokens(total, size === 0 ? 0 : other / size);
}

function pageOf(
  { root }: OpenedFramework,
  { report, estimates }: Counted,
  { encoding, budgets }: Asked,
): string {
  return renderTokensPage({ project: basename(root), encoding, report, budgets, estimates });
}

function answerAgents(counted: Counted, asked: Asked, single: boolean): Outcome {
  const { report, excess, estimates, cache } = counted;
  const { broken, ...totals } = report;
  const [only] = report.agents;
  const shown: JsonAnswer = single && only !== undefined ? { ...only } : totals;
  const over = excess.length > 0;
  const error =
    brokenReferences(broken, 'tokens_reference_broken') ?? (over ? overBudget(excess) : undefined);
  const json = {
    ...shown,
    ok: true,
    encoding: asked.encoding,
    exact: true,
    cache,
    over_budget: excess,
    broken: broken.map(({ file, line, column, written, reach }) => ({
      file,
      line,
      column,
      written,
      reach,
    })),
    ...(estimates.length === 0 ? {} : { estimates }),
  };
  return {
    json,
    text: (paint) => [
      ...(single && only !== undefined
        ? describeAgent(only, paint)
        : describeAll(report, asked.budgets, paint)),
      '',
      `${paint.bold(digits(single && only !== undefined ? only.total_tokens : report.total_tokens))} tokens of ${asked.encoding}${single ? '' : ', each file once'}`,
      ...(single
        ? []
        : [paint.dim(`${digits(report.total_per_agent)} when shared files count for each agent`)]),
      ...describeEstimates(estimates, paint),
      ...excess.map(({ scope, name, tokens, budget }) =>
        paint.verdict(
          false,
          `${scope} ${name}: ${digits(tokens)}, its budget is ${digits(budget)}`,
        ),
      ),
    ],
    ...(error === undefined ? { exit: 0 } : { error }),
  };
}

function overBudget(excess: readonly BudgetExcess[]): CodedError {
  const [first] = excess;
  const rest = excess.length > 1 ? `, and ${excess.length - 1} more` : '';
  return new CodedError(
    'tokens_over_budget',
    `${first?.name ?? ''} has ${first?.tokens ?? 0} tokens, its budget is ${first?.budget ?? 0}${rest}`,
    {
      hint: 'shorten the longest files, or raise the budget in .krci-ai/config.yaml',
    },
  );
}

/** A bundle by the name of its file without extension, or by the agents in it. */
function bundleScope({ framework }: OpenedFramework, names: readonly string[]): string {
  const [first = ''] = names;
  const named = `${FRAMEWORK}/bundle/${first}.md`;
  if (names.length === 1 && (first === 'all' || framework.tree.entries.has(named))) return first;
  const shorts = findAgents(framework, names).map((id) => framework.agents.get(id)?.short ?? id);
  return shorts
    .map((short) => short.toLowerCase())
    .sort()
    .join('-');
}

async function countBundle(
  opened: OpenedFramework,
  names: readonly string[],
  asked: Asked,
): Promise<Outcome> {
  const scope = bundleScope(opened, names);
  const file = `${FRAMEWORK}/bundle/${scope}.md`;
  const tokens = (await loadTokenizer(asked.encoding)).count(readWhole(join(opened.root, file)));
  const most = asked.most ?? asked.budgets.bundle;
  const answer = {
    ok: true,
    bundle_scope: scope,
    bundle_file: file,
    total_tokens: tokens,
    encoding: asked.encoding,
    exact: true,
  };
  const text = (paint: Paint): readonly string[] => [
    `${paint.bold(digits(tokens))} tokens of ${asked.encoding} in ${file}`,
  ];
  if (most === undefined || tokens <= most) return { exit: 0, json: answer, text };
  const excess = { scope: 'file', name: file, tokens, budget: most } as const;
  return { json: answer, text, error: overBudget([excess]) };
}
