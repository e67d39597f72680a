/**
 * What ours and the existing `krci-ai` install is opened by the other one. Runs when
 * `GAIT_KRCI_REFERENCE` names the executable of the existing one, version 0.46.
 */
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { makeSoundFramework } from '../../bench/krci/sound-framework.ts';

const OURS = join(import.meta.dirname, '..', '..', 'dist', 'krci-ai');
const REFERENCE = process.env['GAIT_KRCI_REFERENCE'] ?? '';
/** The tools that the reference knows, and all of them. */
const TOOLS = ['cursor', 'claude', 'vscode', 'windsurf', 'all'];
const FOUR = TOOLS.slice(0, 4).join(',');

/** Where the reference's own framework links to and nothing is, and how often: files that it moved. */
const BROKEN: Readonly<Record<string, number>> = {
  'data/analysis-methodologies.md': 4,
  'data/architecture-principles.md': 4,
  'data/best-practices.md': 1,
  'data/business-frameworks.md': 3,
  'data/coding-standards.md': 1,
  'data/design-patterns.md': 2,
  'data/go-coding-standards.md': 1,
  'data/operator-best-practices.md': 2,
  'data/pm/business-frameworks.md': 1,
  'data/pm/validation-frameworks.md': 1,
  'data/shared/sdlc-framework.md': 1,
  'data/test-methodologies.md': 3,
  'data/validation-frameworks.md': 5,
  'templates/architecture-review.md': 2,
  'templates/business-rules.md': 3,
  'templates/defect-report.md': 2,
  'templates/pitch-deck-template.md': 1,
  'templates/prd-template.md': 3,
  'templates/process-map.md': 2,
  'templates/project-brief-template.md': 3,
  'templates/project-plan-template.md': 1,
  'templates/requirements-doc.md': 2,
  'templates/sad-template.md': 9,
  'templates/sow-template.md': 2,
  'templates/status-report-template.md': 1,
  'templates/story.md': 6,
  'templates/test-cases.md': 2,
  'templates/test-report.md': 3,
  'templates/testing-readme.md': 3,
  'templates/user-journey.md': 2,
  'templates/validation-report-template.md': 5,
};

const root = mkdtempSync(join(tmpdir(), 'krci-reference-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Answer {
  readonly exit: number;
  readonly text: string;
}

function run(program: string, cwd: string, ...words: string[]): Answer {
  const { exitCode, stdout, stderr } = Bun.spawnSync([program, ...words], {
    cwd,
    // Nothing of this machine: state, cache and keys lie in the home folder.
    env: { PATH: process.env['PATH'] ?? '', HOME: join(root, 'home'), NO_COLOR: '1' },
    stdin: 'ignore',
  });
  return { exit: exitCode, text: `${stdout.toString()}${stderr.toString()}` };
}

/** Keys of the answers of our commands, as far as they are looked at. */
interface Told extends Validated, Tokens {
  readonly agents: readonly AgentTold[];
  readonly tasks: readonly unknown[];
  readonly installed: boolean;
  readonly error_code: string;
  readonly moves: readonly { readonly from: string }[];
  readonly own_agents: readonly string[];
  readonly adopted: {
    readonly level: number;
    readonly agents: readonly string[];
    readonly edited: readonly string[];
    readonly own: readonly string[];
  };
}

/** What ours answers; `expected` is its exit status. */
function ours(cwd: string, expected: number, ...words: string[]): Told {
  const { exit, text } = run(OURS, cwd, ...words, '--json');
  expect([words[0], exit, text.slice(0, 600)]).toEqual([words[0], expected, expect.any(String)]);
  return JSON.parse(text) as Told;
}

/** What the reference says where nothing is wrong. */
function theirs(cwd: string, ...words: string[]): string {
  const { exit, text } = run(REFERENCE, cwd, ...words);
  expect([words[0], exit, text.slice(-600)]).toEqual([words[0], 0, expect.any(String)]);
  return text;
}

function newProject(name: string): string {
  const folder = mkdtempSync(join(root, `${name}-`));
  mkdirSync(join(folder, '.git'));
  return folder;
}

/** Content by path of all files below a folder. */
function filesOf(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return new Map(
    names
      .filter((name) => statSync(join(folder, name)).isFile())
      .map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );
}

/** Assets of a project, without what ours keeps beside them and without bundles. */
function assetsOf(project: string): ReadonlyMap<string, string> {
  const own = /^(?:\.store$|audit\.jsonl$|bundle\/|\.kept\/)/u;
  return new Map([...filesOf(join(project, '.krci-ai'))].filter(([name]) => !own.test(name)));
}

interface Counts {
  readonly agents: number;
  readonly tasks: number;
  readonly templates: number;
  readonly data: number;
}

interface Validated {
  readonly counts: Counts & { readonly references: number };
  readonly findings: readonly {
    readonly code: string;
    readonly severity: string;
    readonly message: string;
  }[];
}

interface AgentTold {
  readonly agent_short_name: string;
  readonly total_tokens: number;
}

interface Tokens {
  readonly agents: readonly AgentTold[];
}

function overviewOf(text: string): Counts & { readonly references: number } {
  const overview = /(\d+) agents?, (\d+) tasks?, (\d+) templates?, (\d+) data files?/u.exec(text);
  const references = /resolved \((\d+) references? checked/u.exec(text)?.[1];
  const [agents = -1, tasks = -1, templates = -1, data = -1] = overview?.slice(1).map(Number) ?? [];
  return { agents, tasks, templates, data, references: Number(references) };
}

function tokensPerAgent({ agents }: Tokens): Readonly<Record<string, number>> {
  return Object.fromEntries(
    agents
      .map((agent) => [agent.agent_short_name, agent.total_tokens] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function delimitedFiles(bundle: string): readonly string[] {
  return [...bundle.matchAll(/^==== FILE: (.+) ====$/gmu)].map(([, path = '']) => path).toSorted();
}

describe.skipIf(!existsSync(REFERENCE))('with the existing krci-ai', () => {
  describe.each(['1', '2', '3', '4'])('what ours installs at level %s', (level) => {
    let project = '';
    beforeAll(() => {
      project = newProject(`ours-${level}`);
      ours(project, 0, 'install', '--level', level, '--ide', FOUR);
    });

    test('validates there, with the same counts', () => {
      const { counts } = ours(project, 0, 'validate');
      const { agents, tasks, templates, data } = counts;
      const found = overviewOf(theirs(project, 'validate'));
      expect(found).toMatchObject({ agents, tasks, templates, data });
      expect(found.agents).toBe(13);
      expect(found.tasks > 0).toBe(level > '1');
      expect(found.templates > 0).toBe(level > '2');
      expect(found.data > 0).toBe(level > '3');
    });

    test('is listed there', () => {
      const { agents } = ours(project, 0, 'list', 'agents');
      const listed = theirs(project, 'list', 'agents', '-v');
      expect(listed).toContain(`Found ${agents.length} agent(s)`);
      expect(theirs(project, 'list', 'tasks')).toContain('agents');
    });

    test('has as many tokens there, agent by agent', () => {
      const here = tokensPerAgent(ours(project, 0, 'tokens', '--all'));
      expect(
        tokensPerAgent(JSON.parse(theirs(project, 'tokens', '--all', '--json')) as Tokens),
      ).toEqual(here);
      expect(Object.keys(here).length).toBe(13);
    });

    test('is bundled there, and ours unpacks it; the reference unpacks the bundle of ours', () => {
      theirs(project, 'bundle', '--all', '--output', 'theirs');
      ours(project, 0, 'bundle', '--all', '--output', 'ours');
      const bundle = (name: string): string => join(project, '.krci-ai', 'bundle', `${name}.md`);
      const named = (name: string): readonly string[] => [
        ...new Set(delimitedFiles(readFileSync(bundle(name), 'utf8'))),
      ];
      const known = named('ours').filter((path) => !path.startsWith('.krci-ai/skills/'));
      // It has no skills, and counts tasks that only tasks call without writing them.
      expect(known).toEqual(expect.arrayContaining([...named('theirs')]));

      const assets = assetsOf(project);
      const there = newProject('unpacked-there');
      theirs(there, 'unbundle', bundle('ours'));
      expect(assetsOf(there)).toEqual(assets);
      const here = newProject('unpacked-here');
      ours(here, 0, 'unbundle', bundle('theirs'));
      for (const [path, content] of assetsOf(here))
        expect([path, content]).toEqual([path, assets.get(path) ?? '']);
    });
  });

  describe.each(TOOLS)('what the reference installs with --ide %s', (tool) => {
    let project = '';
    let before: ReadonlyMap<string, string> = new Map();
    beforeAll(() => {
      project = newProject(`theirs-${tool}`);
      theirs(project, 'install', '--ide', tool);
      before = filesOf(project);
    });

    test('has the broken links that it has, and nothing else is wrong', () => {
      const { findings, counts } = ours(project, 2, 'validate');
      expect(counts).toMatchObject(overviewOf(theirs(project, 'validate')));
      const errors = findings.filter(({ severity }) => severity === 'error');
      expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['broken_link']));
      const broken: Record<string, number> = {};
      for (const { message } of errors) {
        const target = /^\.krci-ai\/(\S+) does not exist$/u.exec(message)?.[1] ?? message;
        broken[target] = (broken[target] ?? 0) + 1;
      }
      expect(broken).toEqual(BROKEN);
      // `review-story`, a command of po.yaml without its task.
      const warnings = findings.filter(({ severity }) => severity === 'warning');
      expect(warnings.map(({ code }) => code)).toEqual(['command_task_unknown']);
    });

    test('is listed, and is nothing that a lock tells of', () => {
      const { agents } = ours(project, 0, 'list', 'agents');
      const { tasks } = ours(project, 0, 'list', 'tasks');
      expect([agents.length, tasks.length]).toEqual([13, 66]);
      expect(ours(project, 0, 'status').installed).toBeFalse();
      expect(ours(project, 2, 'verify').findings).toMatchObject([{ code: 'agent_lock_missing' }]);
      expect(filesOf(project)).toEqual(before);
    });

    test('stays where ours installs over it', () => {
      const copy = newProject('over');
      cpSync(project, copy, { recursive: true });
      ours(copy, 0, 'install', '--ide', FOUR);
      const after = filesOf(copy);
      for (const [path, content] of before)
        expect([path, after.get(path)]).toEqual([path, content]);
      ours(copy, 0, 'install', '--force');
      const contents = new Set(filesOf(copy).values());
      expect([...before].filter(([, content]) => !contents.has(content))).toEqual([]);
    });

    test('is the project’s own beside another framework; only chat modes move, and come back', () => {
      const copy = newProject('own');
      cpSync(project, copy, { recursive: true });
      const { moves, own_agents } = ours(copy, 0, 'migrate');
      expect(own_agents.length).toBe(13);
      const modes = [...before.keys()].filter((path) => path.startsWith('.github/chatmodes/'));
      expect(moves.map(({ from }) => from).toSorted()).toEqual(modes);
      expect(modes.length).toBe(['vscode', 'all'].includes(tool) ? 13 : 0);
      expect(ours(copy, 6, 'update').error_code).toBeString();
      if (modes.length > 0) ours(copy, 0, 'rollback');
      const after = [...filesOf(copy)].filter(([path]) => path !== '.krci-ai/audit.jsonl');
      expect(after).toEqual([...before]);
    });

    test('is adopted from its own source, and an update loses no edit', () => {
      const source = newProject('source');
      makeSoundFramework(OURS, project, source);
      const copy = newProject('adopted');
      cpSync(project, copy, { recursive: true });
      const edited = '.krci-ai/tasks/dev/implement-feature.md';
      const merged = '.krci-ai/agents/dev.yaml';
      for (const path of [edited, merged])
        appendFileSync(join(copy, path), '\n# Ours: ask twice\n');
      const { adopted } = ours(copy, 0, 'migrate', ...['--from', source]);
      expect(adopted).toMatchObject({ level: 4, own: [] });
      expect(adopted.agents.length).toBe(13);
      // What was repaired in the source is an edit here, too.
      expect(adopted.edited).toEqual(expect.arrayContaining([edited, merged]));
      expect(ours(copy, 0, 'status').installed).toBeTrue();

      const edits = new Map(
        adopted.edited.map((path) => [path, readFileSync(join(copy, path), 'utf8')]),
      );
      const newer = join(source, merged);
      writeFileSync(newer, readFileSync(newer, 'utf8').replace('Devon Coder', 'Devon Builder'));
      ours(copy, 0, 'update');
      for (const [path, content] of edits) {
        const expected =
          path === merged ? content.replace('Devon Coder', 'Devon Builder') : content;
        expect([path, readFileSync(join(copy, path), 'utf8')]).toEqual([path, expected]);
      }
      ours(copy, 0, 'rollback');
      for (const [path, content] of edits)
        expect(readFileSync(join(copy, path), 'utf8')).toBe(content);
    });
  });

  test('what ours repairs in it opens there, and its bundle is unpacked here and the other way', () => {
    const project = newProject('repaired');
    theirs(project, 'install');
    ours(project, 2, 'validate', '--fix');
    // The one that is left: nothing in the framework has that name.
    const { findings } = ours(project, 2, 'validate');
    expect(
      findings.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ).toEqual(['.krci-ai/data/shared/sdlc-framework.md does not exist']);
    theirs(project, 'validate');
    theirs(project, 'bundle', '--all', '--output', 'theirs');
    ours(project, 0, 'bundle', '--all', '--output', 'ours');
    const assets = assetsOf(project);
    const here = newProject('here');
    ours(here, 0, 'unbundle', join(project, '.krci-ai/bundle/theirs.md'));
    const there = newProject('there');
    theirs(there, 'unbundle', join(project, '.krci-ai/bundle/ours.md'));
    expect(assetsOf(here)).toEqual(assets);
    expect(assetsOf(there)).toEqual(assets);
  });
});
