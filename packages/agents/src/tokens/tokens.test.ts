import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError, sha256Hex } from '@gait/canon';
import { readFramework } from '../graph/read-framework.ts';
import { memoryTree } from '../tree/memory-tree.ts';
import { openCountCache } from './count-cache.ts';
import { countFiles, type CountOptions } from './count-files.ts';
import { countOtherBytes, estimateTokens } from './estimate-tokens.ts';
import { loadTokenizer } from './load-tokenizer.ts';
import { findExcess } from './token-budgets.ts';
import { reportTokens } from './token-report.ts';
import { readTokenSettings } from './token-settings.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const agent = (name: string, tasks: readonly string[]): string =>
  `agent:\n  identity:\n    name: "${name}"\n  tasks:\n${tasks.map((task) => `    - ./.krci-ai/tasks/${task}\n`).join('')}`;
const front = (yaml: string): string => `---\ndependencies:\n${yaml}---\n# Task\n`;

const TREE = {
  '.krci-ai/agents/a.yaml': agent('Ada', ['one.md']),
  '.krci-ai/agents/b.yaml': agent('Bo', ['one.md', 'two.md', 'gone.md']),
  '.krci-ai/tasks/one.md': front('  templates: [t.md]\n  tasks: [deep.md]\n'),
  '.krci-ai/tasks/two.md': front('  data: [d.md]\n  templates: [t.md]\n'),
  '.krci-ai/tasks/deep.md': front('  data: [d.md]\n'),
  '.krci-ai/templates/t.md': 'template\n',
  '.krci-ai/data/d.md': 'data\n',
  '.krci-ai/data/unused.md': 'unused\n',
};
const framework = readFramework(memoryTree(TREE));
const AGENTS = ['.krci-ai/agents/a.yaml', '.krci-ai/agents/b.yaml'];
/** Each file has a number of its own, so that sums show what is in them. */
const NUMBERS: Readonly<Record<string, number>> = {
  '.krci-ai/agents/a.yaml': 1,
  '.krci-ai/agents/b.yaml': 2,
  '.krci-ai/tasks/one.md': 10,
  '.krci-ai/tasks/two.md': 20,
  '.krci-ai/tasks/deep.md': 40,
  '.krci-ai/templates/t.md': 100,
  '.krci-ai/data/d.md': 1000,
};
const report = reportTokens(framework, { ids: AGENTS, skills: [] }, (path) => NUMBERS[path]);

test('an agent costs what it reaches, also through tasks that tasks call', () => {
  expect(
    report.agents.map(({ agent_short_name: name, total_tokens: total }) => [name, total]),
  ).toEqual([
    ['a', 1 + 10 + 40 + 100 + 1000],
    ['b', 2 + 10 + 20 + 40 + 100 + 1000],
  ]);
  expect(report.agents[0]).toEqual({
    agent_name: 'Ada',
    agent_file: '.krci-ai/agents/a.yaml',
    agent_short_name: 'a',
    total_tokens: 1151,
    assets: [{ path: '.krci-ai/agents/a.yaml', type: 'agent', tokens: 1 }],
    dependencies: {
      tasks: [
        { path: '.krci-ai/tasks/deep.md', type: 'tasks', tokens: 40 },
        { path: '.krci-ai/tasks/one.md', type: 'tasks', tokens: 10 },
      ],
      templates: [{ path: '.krci-ai/templates/t.md', type: 'templates', tokens: 100 }],
      data_files: [{ path: '.krci-ai/data/d.md', type: 'data', tokens: 1000 }],
      skills: [],
      tasks_ref: null,
    },
  });
});

test('in the total a shared file counts once, and beside it stands the sum over agents', () => {
  expect(report.total_tokens).toBe(1173);
  expect(report.total_per_agent).toBe(1151 + 1172);
  expect(report.breakdown).toEqual({
    agents: 3,
    tasks: 70,
    templates: 100,
    data_files: 1000,
    skills: 0,
  });
  expect(report.broken.map(({ to, line }) => [to, line])).toEqual([['.krci-ai/tasks/gone.md', 7]]);
});

test('a skill that no agent lists is counted beside them where it is asked for', () => {
  const tree = memoryTree({
    ...TREE,
    '.krci-ai/skills/tidy/SKILL.md':
      '---\nname: tidy\ndescription: Keeps things tidy\n---\n# Tidy\n',
  });
  const skills = ['.krci-ai/skills/tidy/SKILL.md'];
  const made = reportTokens(
    readFramework(tree),
    { ids: AGENTS, skills },
    (path) => NUMBERS[path] ?? 5,
  );
  expect(made.skills).toEqual([{ path: skills[0] ?? '', type: 'skills', tokens: 5 }]);
  expect([made.total_tokens, made.breakdown.skills]).toEqual([1178, 5]);
  expect(report.skills).toEqual([]);
});

test('what is above its budget is told: files, agents by their own budget, all together', () => {
  const found = findExcess(report, { file: 99, agent: 1000, agents: { a: 2000 }, total: 1172 });
  expect(found).toEqual([
    {
      scope: 'file',
      name: '.krci-ai/templates/t.md',
      file: '.krci-ai/templates/t.md',
      tokens: 100,
      budget: 99,
    },
    {
      scope: 'file',
      name: '.krci-ai/data/d.md',
      file: '.krci-ai/data/d.md',
      tokens: 1000,
      budget: 99,
    },
    { scope: 'agent', name: 'b', file: '.krci-ai/agents/b.yaml', tokens: 1172, budget: 1000 },
    { scope: 'total', name: '2 agents', tokens: 1173, budget: 1172 },
  ]);
  expect(findExcess(report, { file: 1000, agent: 1172, total: 1173 })).toEqual([]);
  expect(findExcess(report, {})).toEqual([]);
});

test('settings are read, and what nobody reads is refused with its place', () => {
  expect(readTokenSettings(undefined)).toEqual({ encoding: 'cl100k_base', budgets: {} });
  expect(readTokenSettings('')).toEqual({ encoding: 'cl100k_base', budgets: {} });
  expect(readTokenSettings('other: 1\n')).toEqual({ encoding: 'cl100k_base', budgets: {} });
  const text =
    'tokens:\n  encoding: o200k_base\n  budgets:\n    agent: 400\n    agents:\n      dev: 500\n    bundle: 9\n';
  expect(readTokenSettings(text)).toEqual({
    encoding: 'o200k_base',
    budgets: { agent: 400, agents: { dev: 500 }, bundle: 9 },
  });
  const cases: readonly (readonly [string, string, number])[] = [
    ['tokens:\n  budget: {}\n', 'config_unknown_field', 2],
    ['tokens:\n  budgets:\n    agnet: 1\n', 'config_unknown_field', 3],
    ['tokens:\n  encoding: p50k\n', 'config_field_type', 2],
    ['tokens: 3\n', 'config_field_type', 1],
    ['- tokens\n', 'config_field_type', 1],
    ['tokens:\n  budgets:\n    agent: "400"\n', 'config_field_type', 3],
    ['tokens:\n  budgets:\n    agent: 0\n', 'config_field_type', 3],
    ['tokens:\n  budgets:\n    agent: 1e9\n', 'config_field_type', 3],
    ['tokens:\n  budgets:\n    agents: {dev: -1}\n', 'config_field_type', 3],
    ['tokens: {}\ntokens: {}\n', 'yaml_duplicate_key', 2],
    ['tokens: [\n', 'yaml_syntax', 2],
  ];
  for (const [bad, code, line] of cases) {
    const error = thrown(() => readTokenSettings(bad));
    expect([
      bad,
      isCodedError(error) && error.code,
      isCodedError(error) && error.where.line,
    ]).toEqual([bad, code, line]);
  }
});

function thrown(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

test('estimates lie inside their own range, are labelled, and follow the script of the text', () => {
  for (const share of [0, 0.1, 0.5, 1]) {
    for (const { tokens, low, high, estimate, basis } of estimateTokens(1_000, share)) {
      expect(low).toBeLessThanOrEqual(tokens);
      expect(tokens).toBeLessThanOrEqual(high);
      expect([estimate, basis === '']).toEqual([true, false]);
    }
  }
  const claude = (share: number): number => estimateTokens(1_000, share)[0]?.tokens ?? 0;
  expect([claude(0), claude(1)]).toEqual([1_200, 1_650]);
  expect(countOtherBytes(bytes('aї日'))).toBe(5);
});

const FILES = Array.from({ length: 40 }, (_, i) => ({
  path: `f${i}`,
  bytes: bytes(`file ${i} `.repeat(i * 20 + 1)),
}));
const ready = {
  cl100k_base: loadTokenizer('cl100k_base'),
  o200k_base: loadTokenizer('o200k_base'),
};
const options = (over: Partial<CountOptions> = {}): CountOptions => ({
  encoding: 'cl100k_base',
  load: async () => await ready.cl100k_base,
  ...over,
});

test('a second run looks counts up, counts a part again, and gives the same numbers', async () => {
  const first = await countFiles(FILES, options());
  expect([first.cache, first.counted]).toEqual(['unused', 40]);
  let loaded = 0;
  const load = async (): ReturnType<typeof loadTokenizer> => {
    loaded += 1;
    return await ready.cl100k_base;
  };
  const second = await countFiles(FILES, options({ load, ...cachedOf(first.text), draw: 0.4 }));
  expect([second.cache, second.counted, second.text, loaded]).toEqual(['used', 0, undefined, 1]);
  expect(second.tokens).toEqual(first.tokens);
  const other = await countFiles(
    FILES,
    options({
      encoding: 'o200k_base',
      load: async () => await ready.o200k_base,
      ...cachedOf(first.text),
    }),
  );
  expect([other.cache, other.counted]).toEqual(['unused', 40]);
});

const cachedOf = (text: string | undefined): { cached?: string } =>
  text === undefined ? {} : { cached: text };
/** The cache with its own digest made right again, as somebody would who knows how it is made. */
const forged = (text: string, change: (body: string) => string): string => {
  const body = change(text.slice(text.indexOf('\n') + 1));
  return `krci-ai token counts 1 ${sha256Hex(body)}\n${body}`;
};

test('an edited cache is found by its digest and not used', async () => {
  const { text = '', tokens } = await countFiles(FILES, options());
  for (const bad of [
    text.replace(/[0-9]\n$/u, (last) => `${(Number(last[0]) + 1) % 10}\n`),
    text.slice(0, -3),
    'junk',
    '',
    forged(text, (body) => `${body}junk\n`),
  ]) {
    const found = await countFiles(FILES, options({ cached: bad }));
    expect([found.cache, found.counted]).toEqual(['damaged', 40]);
    expect(found.tokens).toEqual(tokens);
    expect(found.text).toBe(text);
  }
});

test('a forged number that no such text can have is not taken, whatever the digest says', async () => {
  const { text = '', tokens } = await countFiles(FILES, options());
  const last = (value: string): string =>
    forged(text, (body) => body.replace(/ [0-9]+\n$/u, ` ${value}\n`));
  for (const cached of [last('0'), last('99999999')]) {
    const found = await countFiles(FILES, options({ cached }));
    expect([found.cache, found.counted]).toEqual(['used', 1]);
    expect(found.tokens).toEqual(tokens);
  }
});

test('forged numbers that could be true are found by the part that is counted again', async () => {
  const { text = '', tokens } = await countFiles(FILES, options());
  const cached = forged(text, (body) =>
    body.replaceAll(/ ([0-9]+)\n/gu, (_, n: string) => ` ${Number(n) + 1}\n`),
  );
  const found = await countFiles(FILES, options({ cached, draw: 0.7 }));
  expect([found.cache, found.counted]).toEqual(['wrong', 40]);
  expect(found.tokens).toEqual(tokens);
  expect(found.text).toBe(text);
  // One forged number among all is found within some runs, whatever the number is.
  const one = forged(text, (body) =>
    body.replace(/ ([0-9]+)\n$/u, (_, n: string) => ` ${Number(n) + 1}\n`),
  );
  const states = await Promise.all(
    FILES.map(
      async (_, i) => (await countFiles(FILES, options({ cached: one, draw: i / 40 }))).cache,
    ),
  );
  expect(states.filter((state) => state === 'wrong').length).toBeGreaterThan(0);
});

test('any text in place of the cache is survived', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), (text) => {
      expect(openCountCache(text).damaged).toBe(true);
    }),
    { numRuns: 500, seed: 17 },
  );
});
