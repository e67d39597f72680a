import { sha256Hex } from '@gait/canon';
import { LEVEL_OF } from '../../graph/closure.ts';
import type { GraphNode, Level, NodeKind } from '../../graph/graph.ts';
import { escapeText } from '../../tokens/page/html-text.ts';
import { PAGE_STYLE } from '../../tokens/page/page-style.ts';
import type { Drawing } from '../draw-graph.ts';
import { GRAPH_SCRIPT } from './graph-page-script.ts';
import { GRAPH_STYLE } from './graph-page-style.ts';

export interface GraphPage {
  /** What the project is called. */
  readonly project: string;
  readonly drawing: Drawing;
}

const COLUMNS: readonly { readonly level: Level; readonly kinds: readonly NodeKind[] }[] = [
  { level: 1, kinds: ['agent'] },
  { level: 2, kinds: ['task', 'skill'] },
  { level: 3, kinds: ['template'] },
  { level: 4, kinds: ['data', 'mcp'] },
];
const TITLES: Readonly<Record<NodeKind, string>> = {
  agent: 'Agents',
  task: 'Tasks',
  skill: 'Skills',
  template: 'Templates',
  data: 'Data',
  mcp: 'MCP servers',
};
const LEVELS: Readonly<Record<Level, string>> = {
  1: 'agents',
  2: '+ tasks and skills',
  3: '+ templates',
  4: '+ data and servers',
};

/**
 * One HTML page with everything in it: the lists stand there as text, the one script draws the lines
 * and filters. The policy allows this script and this style sheet by their digests and nothing else,
 * so that a name which got past the escaping would do nothing. The same graph is the same page.
 */
export function renderGraphPage({ project, drawing }: GraphPage): string {
  const style = PAGE_STYLE + GRAPH_STYLE;
  const policy = `default-src 'none'; style-src '${source(style)}'; script-src '${source(GRAPH_SCRIPT)}'; base-uri 'none'; form-action 'none'`;
  const index = new Map(drawing.nodes.map(({ id }, at) => [id, at]));
  const edges = drawing.edges.map(({ from, to }) => [index.get(from) ?? 0, index.get(to) ?? 0]);
  const title = `What needs what in ${project}`;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="referrer" content="no-referrer">',
    '<meta name="generator" content="krci-ai">',
    '<meta name="viewport" content="width=device-width">',
    `<title>${escapeText(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body><main class="wide">',
    `<h1>${escapeText(title)}</h1>`,
    `<p class="soft">${summary(drawing)}. Point at one to see its lines; choose one to keep them.</p>`,
    filters(drawing),
    '<div class="board" id="board"><svg id="lines" aria-hidden="true"></svg>',
    ...COLUMNS.map((column) => columnHtml(drawing, index, column)),
    '</div>',
    '<aside id="about" aria-live="polite" hidden></aside>',
    '<footer>Made by krci-ai graph.</footer>',
    '</main>',
    `<script type="application/json" id="edges">${JSON.stringify(edges)}</script>`,
    `<script>${GRAPH_SCRIPT}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function source(text: string): string {
  return `sha256-${Buffer.from(sha256Hex(text), 'hex').toString('base64')}`;
}

const WORDS: Readonly<Record<NodeKind, readonly [one: string, many: string]>> = {
  agent: ['agent', 'agents'],
  task: ['task', 'tasks'],
  skill: ['skill', 'skills'],
  template: ['template', 'templates'],
  data: ['data file', 'data files'],
  mcp: ['MCP server', 'MCP servers'],
};

function summary({ nodes, edges }: Drawing): string {
  const counts = Object.entries(WORDS).flatMap(([kind, [one, many]]) => {
    const count = nodes.filter((node) => node.kind === kind).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? one : many}`];
  });
  return [...counts, `${edges.length} links`].join(', ');
}

function filters({ nodes }: Drawing): string {
  const agents = nodes
    .filter(({ kind }) => kind === 'agent')
    .map(({ name }) => `<option>${escapeText(name)}</option>`);
  const levels = ([1, 2, 3, 4] as const).map(
    (level) =>
      `<label><input type="radio" name="level" value="${level}"${level === 4 ? ' checked' : ''}><span>${level} <small>${LEVELS[level]}</small></span></label>`,
  );
  return [
    '<form class="filters" id="filters">',
    `<label>Agent <select name="agent"><option value="">all</option>${agents.join('')}</select></label>`,
    `<fieldset><legend>Level</legend>${levels.join('')}</fieldset>`,
    '<label>Name <input type="search" name="name" placeholder="part of a name" autocomplete="off"></label>',
    '<label class="check"><input type="checkbox" name="lone"> only what nobody uses</label>',
    '<output id="shown"></output>',
    '</form>',
  ].join('');
}

function columnHtml(
  { nodes }: Drawing,
  index: ReadonlyMap<string, number>,
  { level, kinds }: (typeof COLUMNS)[number],
): string {
  const groups = kinds.map((kind) => {
    const own = nodes.filter((node) => node.kind === kind);
    if (own.length === 0) return '';
    const items = own.map((node) => `<li>${nodeHtml(node, index.get(node.id) ?? 0)}</li>`);
    return `<section><h2>${TITLES[kind]} <small>${own.length}</small></h2><ul>${items.join('')}</ul></section>`;
  });
  return `<div class="column" data-level="${level}">${groups.join('')}</div>`;
}

function nodeHtml({ id, kind, name, present, localPath }: GraphNode, at: number): string {
  const shown = kind === 'agent' || kind === 'mcp' ? name : name.replace(/\.(?:md|ya?ml)$/i, '');
  const slash = shown.lastIndexOf('/') + 1;
  const words = `<i>${escapeText(shown.slice(0, slash))}</i>${escapeText(shown.slice(slash))}`;
  const marks = `${present ? '' : ' missing'}${localPath === undefined ? '' : ' local'}`;
  const path = kind === 'mcp' ? `MCP server ${name}` : (localPath ?? id);
  return `<button type="button" class="node k-${kind}${marks}" data-at="${at}" data-level="${LEVEL_OF[kind]}" data-kind="${kind}" data-name="${escapeText(name)}" data-path="${escapeText(path)}" title="${escapeText(path)}">${words}${present ? '' : ' <b>missing</b>'}</button>`;
}
