import { conflictLine } from '../merge/conflict-line.ts';
import type { Finding, Problem } from '../findings/finding.ts';
import { linkEdges } from '../graph/build-graph.ts';
import type { Edge } from '../graph/graph.ts';
import type { AgentAsset, Framework } from '../graph/read-framework.ts';
import { usersOf } from '../graph/users.ts';
import type { Asset } from '../reader/read-asset.ts';
import { readAsset } from '../reader/read-asset.ts';
import { readPage, type MarkdownAsset, type Task } from '../reader/read-markdown-asset.ts';
import { FOLDER_OF } from '../tree/asset-places.ts';
import { anchorsOf } from '../reader/markdown/anchors.ts';
import { checkDataSyntax } from './check-data-syntax.ts';
import { checkIdentities } from './check-identity.ts';
import { checkLinks } from './check-links.ts';
import { checkReferences } from './check-references.ts';
import { checkSkillName } from './check-skill-name.ts';
import { checkTags } from './check-tags.ts';
import { checkText, type Budgets } from './check-text.ts';
import { checkTokenBudgets, type CountedExcess } from './check-token-budgets.ts';
import { checkTree } from './check-tree.ts';
import { checkUnused } from './check-unused.ts';
import { checkWhole } from './check-whole.ts';
import { countReferences, type Counts } from './count-references.ts';
import { findingAt, toFinding } from './finding-at.ts';
import { indexNearFiles, type NearFiles } from './near-files.ts';
import { sortFindings } from './sort-findings.ts';

export interface ValidateOptions {
  /** Most bytes that the project allows for a file of a kind. */
  readonly sizes?: Partial<Budgets>;
  /** What has more tokens than the project allows. */
  readonly tokens?: CountedExcess;
}

/** Everything that is wrong with a framework. */
export interface ValidationReport {
  /** No finding is an error. */
  readonly ok: boolean;
  /** Sorted by file, line, column, code. */
  readonly findings: readonly Finding[];
  readonly counts: Counts;
}

interface Run {
  readonly framework: Framework;
  readonly sizes: Partial<Budgets>;
  readonly near: NearFiles;
  readonly users: ReadonlyMap<string, readonly string[]>;
  readonly findings: Finding[];
  /** Templates and data files with links and tags, by id. */
  readonly pages: ReadonlyMap<string, Asset<MarkdownAsset>>;
  readonly anchors: Map<string, ReadonlySet<string> | undefined>;
}

/** Runs every check over a framework. Nothing stops it: each finding stands at its place. */
export function validateFramework(
  framework: Framework,
  options: ValidateOptions = {},
): ValidationReport {
  const run: Run = {
    framework,
    sizes: options.sizes ?? {},
    near: indexNearFiles(framework.graph),
    users: usersOf(framework.graph),
    findings: [...checkTree(framework.tree)],
    pages: readPages(framework),
    anchors: new Map(),
  };
  for (const agent of framework.agents.values()) checkAgent(run, agent);
  for (const [id, task] of framework.tasks) checkTask(run, id, task);
  for (const [id, skill] of framework.skills) {
    checkAsset(run, id, 'skill', skill, [
      ...checkSkillName(id, skill.content),
      ...checkMarkdown(run, id, skill.content, { isTemplate: false, declared: undefined }),
    ]);
  }
  const links = checkPages(run);
  run.findings.push(...checkIdentities(framework.agents.values()));
  run.findings.push(...checkWhole(framework.graph, links, run.users));
  if (options.tokens !== undefined)
    run.findings.push(...checkTokenBudgets(options.tokens, run.users));
  if (framework.agents.size === 0) {
    run.findings.push(
      findingAt(
        'agents_missing',
        FOLDER_OF.agent,
        'holds no agent',
        'add NAME.yaml, or install the framework',
      ),
    );
  }
  const findings = sortFindings(run.findings);
  const counts = countReferences(framework, findings);
  return { ok: counts.errors === 0, findings, counts };
}

function readPages({ graph, tree }: Framework): ReadonlyMap<string, Asset<MarkdownAsset>> {
  const pages = new Map<string, Asset<MarkdownAsset>>();
  for (const { id, kind, present, localPath } of graph.nodes.values()) {
    if (!present || (kind !== 'template' && kind !== 'data')) continue;
    // Only what may hold links and tags is scanned; the rest has a form to check at most.
    const read = NO_PAGES.test(id) ? () => NO_PAGE : readIfText;
    pages.set(id, readAsset(tree, localPath ?? id, read));
  }
  return pages;
}

const NO_PAGE: MarkdownAsset = {
  markdown: { links: [], tags: [], headings: [], ids: [] },
  placeAt: () => ({ line: 1, column: 1 }),
};

/** A file of an unknown kind may be anything; with a NUL in it it is no text. */
function readIfText(text: string): MarkdownAsset {
  return text.includes('\0') ? NO_PAGE : readPage(text);
}

/** Texts whose form is checked, and whose headings can be linked to. */
const PROSE = /\.(?:md|mdx|mdc|markdown|txt|html?|xml)$|(?:^|\/)[^./]+$/i;

/**
 * Where no links and tags are looked for: YAML, program text, whose angle brackets are something
 * else, and pictures and the like.
 */
const NO_PAGES =
  /\.(?:ya?ml|[cm]?[jt]sx?|py|go|java|kts?|rs|rb|php|cs|cc|cpp|c|h|hpp|swift|scala|sh|ps1|sql|tf|feature|png|jpe?g|gif|webp|ico|pdf|zip|gz|docx|xlsx|pptx|woff2?|ttf)$/i;

function checkAgent(run: Run, agent: AgentAsset): void {
  const { framework, near } = run;
  const question = { tree: framework.tree, near, fromRoot: true, placeAt: agent.content.placeAt };
  checkAsset(run, agent.path, 'agent', agent, [
    ...checkReferences(agent.content.tasks, { ...question, kind: 'task' }),
    ...checkReferences(agent.content.skills, { ...question, kind: 'skill' }),
  ]);
}

function checkTask(run: Run, id: string, task: Asset<Task>): void {
  const { content } = task;
  const question = {
    tree: run.framework.tree,
    near: run.near,
    fromRoot: false,
    placeAt: content.placeAt,
  };
  const declared = new Set(
    (run.framework.graph.from.get(id) ?? []).filter(({ by }) => by === 'list').map(({ to }) => to),
  );
  checkAsset(run, id, 'task', task, [
    ...checkReferences(content.templates, { ...question, kind: 'template' }),
    ...checkReferences(content.data, { ...question, kind: 'data' }),
    ...checkReferences(content.tasks, { ...question, kind: 'task' }),
    ...checkReferences(content.skills, { ...question, kind: 'skill' }),
    ...checkUnused(run.framework.tree, content, task.text?.text ?? ''),
    ...checkMarkdown(run, id, content, { isTemplate: false, declared }),
  ]);
}

/** Checks templates and data files; answers with their links. */
function checkPages(run: Run): readonly Edge[] {
  const links: Edge[] = [];
  for (const [id, page] of run.pages) {
    const kind = run.framework.graph.nodes.get(id)?.kind === 'template' ? 'template' : 'data';
    const isTemplate = kind === 'template';
    checkAsset(run, id, kind, page, [
      ...checkMarkdown(run, id, page.content, { isTemplate, declared: undefined }),
      ...(isTemplate ? [] : checkDataSyntax(id, page.text)),
    ]);
    links.push(...linkEdges(run.framework.tree, id, page.path, page.content));
  }
  return links;
}

function checkMarkdown(
  run: Run,
  id: string,
  asset: MarkdownAsset,
  {
    isTemplate,
    declared,
  }: { readonly isTemplate: boolean; readonly declared: ReadonlySet<string> | undefined },
): readonly Problem[] {
  return [
    ...checkTags(asset),
    ...checkLinks({
      tree: run.framework.tree,
      near: run.near,
      file: id,
      asset,
      isTemplate,
      declared,
      anchorsOf: (path) => findAnchors(run, path),
    }),
  ];
}

/** Headings that a template leaves open are known only when it is filled in. */
function findAnchors(run: Run, path: string): ReadonlySet<string> | undefined {
  if (run.anchors.has(path)) return run.anchors.get(path);
  const { tasks, skills } = run.framework;
  const asset = (tasks.get(path) ?? skills.get(path) ?? run.pages.get(path))?.content;
  const open =
    asset === undefined || asset.markdown.headings.some((heading) => heading.includes('{{'));
  const anchors = open || !PROSE.test(path) ? undefined : anchorsOf(asset.markdown);
  run.anchors.set(path, anchors);
  return anchors;
}

/** What a merge left to decide: an agent that reads it gets both sides. */
function conflictOf({ text }: Asset<unknown>): readonly Problem[] {
  const line = text === undefined ? undefined : conflictLine(text.text);
  if (line === undefined) return [];
  return [
    {
      code: 'conflict_unresolved',
      message: 'the markers of a merge still stand here',
      hint: 'decide between them, then run krci-ai install',
      line,
      column: 1,
    },
  ];
}

function checkAsset(
  run: Run,
  id: string,
  kind: keyof Budgets,
  asset: Asset<unknown>,
  problems: readonly Problem[],
): void {
  const agents = run.users.get(id) ?? [];
  // What nobody uses does no harm yet; it is an orphan besides.
  const unused = agents.length === 0 && kind !== 'agent' && kind !== 'skill';
  const isText = kind === 'agent' || kind === 'task' || PROSE.test(id);
  const form =
    asset.text === undefined || !isText ? [] : checkText(kind, asset.text, asset.size, run.sizes);
  if (asset.text === undefined && run.framework.tree.entries.get(asset.path)?.fault === undefined) {
    run.findings.push(
      findingAt('file_unreadable', asset.path, 'cannot be read', 'check its owner and mode'),
    );
  }
  for (const problem of [...asset.problems, ...conflictOf(asset), ...form, ...problems]) {
    if (problem.code === 'encoding' && !isText && !/\.(?:ya?ml|json|csv)$/i.test(id)) continue;
    const finding = toFinding(problem, asset.path, agents);
    run.findings.push(
      unused && finding.severity === 'error' ? { ...finding, severity: 'warning' } : finding,
    );
  }
}
