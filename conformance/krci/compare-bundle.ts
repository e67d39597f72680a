import type { CaseExpectation } from './krci-case.ts';

type Check = (what: string, want: unknown, got: unknown) => void;

/** What `bundle`, `unbundle` and `tokens` answer, as far as the vectors know it. */
interface Answer {
  readonly bundle_file?: string;
  readonly written?: boolean;
  readonly sections?: readonly string[];
  readonly headings?: readonly string[];
  readonly counts?: Readonly<Record<string, number>>;
  readonly [number: string]: unknown;
}

interface Asset {
  readonly path: string;
  readonly tokens: number;
}

interface AgentTokens {
  readonly agent_name: string;
  readonly agent_file: string;
  readonly agent_short_name: string;
  readonly total_tokens: number;
  readonly assets: readonly Asset[];
  readonly dependencies: Readonly<Record<'tasks' | 'templates' | 'data_files', readonly Asset[]>>;
}

/** Keys of an expectation that are compared here. */
export const BUNDLE_KEYS = [
  'bundle',
  'bundle_file',
  'dry',
  'dry_list',
  'tokens',
  'parsed',
  'new',
  'overwritten',
  'dirs',
] as const;

/** Compares an answer in JSON with what the reference did. */
export function compareBundle(expected: CaseExpectation, stdout: string, check: Check): void {
  if (!BUNDLE_KEYS.some((key) => expected[key] !== undefined)) return;
  const answer = JSON.parse(stdout) as Answer;
  if (expected.bundle_file !== undefined)
    check('bundle file', expected.bundle_file, answer.bundle_file);
  if (expected.bundle !== undefined) {
    const { written, sections, headings } = expected.bundle;
    check('written', written, answer.written);
    if (sections !== undefined) check('sections', sections, answer.sections);
    if (headings !== undefined) check('headings', headings, answer.headings);
  }
  if (expected.dry !== undefined) {
    const { agents, tasks, templates, data_files } = answer.counts ?? {};
    check('dry run', expected.dry, { agents, tasks, templates, data_files });
  }
  if (expected.dry_list !== undefined)
    check('dry list', expected.dry_list, answer.sections?.toSorted());
  for (const key of ['parsed', 'new', 'overwritten', 'dirs'] as const)
    if (expected[key] !== undefined) check(key, expected[key], answer[key]);
  if (expected.tokens !== undefined) compareTokens(expected.tokens, answer, check);
}

function compareTokens(
  expected: NonNullable<CaseExpectation['tokens']>,
  answer: Answer,
  check: Check,
): void {
  const { agents, tasks, templates, data_files } = answer['breakdown'] as Record<string, number>;
  check('total', expected.total, answer['total_tokens']);
  check('breakdown', expected.breakdown, { agents, tasks, templates, data_files });
  const pairs = (assets: readonly Asset[]): unknown =>
    assets.map(({ path, tokens }) => [path, tokens]);
  const own = (answer['agents'] as readonly AgentTokens[]).map((agent) => ({
    agent: agent.agent_short_name,
    name: agent.agent_name,
    file: agent.agent_file,
    own: agent.assets[0]?.tokens,
    total: agent.total_tokens,
    tasks: pairs(agent.dependencies.tasks),
    templates: pairs(agent.dependencies.templates),
    data: pairs(agent.dependencies.data_files),
  }));
  check('agents', expected.agents, own);
}
