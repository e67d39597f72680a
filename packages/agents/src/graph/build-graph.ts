import { effectiveFiles, filesBelow, FOLDER_OF, type AssetKind } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { PlacedText } from '../reader/read-block.ts';
import type { MarkdownAsset } from '../reader/read-markdown-asset.ts';
import type { Edge, Graph, GraphNode } from './graph.ts';
import { frameworkTarget } from './link-target.ts';
import { compareNodes } from './node-order.ts';
import type { Framework } from './read-framework.ts';
import { resolveReference } from './resolve-reference.ts';

interface Builder {
  readonly tree: FileTree;
  readonly nodes: Map<string, GraphNode>;
  readonly edges: Edge[];
}

/** Joins what was read to a graph. Every file is a node, also one that nothing refers to. */
export function buildGraph(
  tree: FileTree,
  { agents, tasks, skills }: Pick<Framework, 'agents' | 'tasks' | 'skills'>,
): Graph {
  const builder: Builder = { tree, nodes: new Map(), edges: [] };
  for (const [id, { short }] of agents) {
    builder.nodes.set(id, { id, kind: 'agent', name: short, present: true, files: [] });
  }
  for (const kind of ['task', 'template', 'data'] as const) {
    for (const [id, path] of effectiveFiles(tree, kind)) addFile(builder, kind, id, path);
  }
  addSkills(builder, [...skills.keys()]);
  for (const [id, { path, content }] of agents) {
    addReferences(builder, id, path, 'task', content.tasks, content.placeAt);
    addReferences(builder, id, path, 'skill', content.skills, content.placeAt);
  }
  for (const [id, { path, content }] of tasks) {
    addReferences(builder, id, path, 'template', content.templates, content.placeAt);
    addReferences(builder, id, path, 'data', content.data, content.placeAt);
    addReferences(builder, id, path, 'task', content.tasks, content.placeAt);
    addReferences(builder, id, path, 'skill', content.skills, content.placeAt);
    addServers(builder, id, path, content.mcpServers, content.placeAt);
    builder.edges.push(...linkEdges(tree, id, path, content));
  }
  for (const [id, { path, content }] of skills) {
    builder.edges.push(...linkEdges(tree, id, path, content));
  }
  return finish(builder);
}

/** Inline links of a Markdown file to files of the framework, as edges that declare nothing. */
export function linkEdges(
  tree: FileTree,
  from: string,
  file: string,
  { markdown, placeAt }: MarkdownAsset,
): readonly Edge[] {
  return markdown.links.flatMap((link) => {
    const target = frameworkTarget(tree, from, link.target);
    if (target?.kind === undefined) return [];
    const { kind, path, reach } = target;
    return [
      {
        from,
        to: path,
        kind,
        by: 'link',
        reach,
        written: link.target,
        file,
        ...placeAt(link.start),
      },
    ];
  });
}

function addReferences(
  builder: Builder,
  from: string,
  file: string,
  kind: AssetKind,
  references: readonly PlacedText[],
  placeAt: MarkdownAsset['placeAt'],
): void {
  for (const { text, start } of references) {
    const { reach, path, localPath } = resolveReference(builder.tree, kind, text);
    if (!builder.nodes.has(path) && (reach === 'found' || reach === 'missing')) {
      if (reach === 'found') addFile(builder, kind, path, localPath ?? path);
      else
        builder.nodes.set(path, {
          id: path,
          kind,
          name: nameOf(kind, path),
          present: false,
          files: [],
        });
    }
    builder.edges.push({
      from,
      to: path,
      kind,
      by: 'list',
      reach,
      written: text,
      file,
      ...placeAt(start),
    });
  }
}

function addServers(
  builder: Builder,
  from: string,
  file: string,
  servers: readonly PlacedText[],
  placeAt: MarkdownAsset['placeAt'],
): void {
  for (const { text, start } of servers) {
    const name = text.trim();
    const id = `mcp:${name}`;
    const reach = name === '' ? 'unusable' : 'found';
    if (reach === 'found')
      builder.nodes.set(id, { id, kind: 'mcp', name, present: true, files: [] });
    builder.edges.push({
      from,
      to: id,
      kind: 'mcp',
      by: 'list',
      reach,
      written: text,
      file,
      ...placeAt(start),
    });
  }
}

function addFile(builder: Builder, kind: AssetKind, id: string, path: string): void {
  const local = path === id ? {} : { localPath: path };
  builder.nodes.set(id, { id, kind, name: nameOf(kind, id), present: true, files: [], ...local });
}

function addSkills(builder: Builder, heads: readonly string[]): void {
  const files = new Map<string, string[]>(heads.map((head) => [skillFolder(head), []]));
  for (const path of filesBelow(builder.tree, FOLDER_OF.skill))
    files.get(skillFolder(path))?.push(path);
  for (const id of heads) {
    const own = files.get(skillFolder(id)) ?? [];
    builder.nodes.set(id, {
      id,
      kind: 'skill',
      name: nameOf('skill', id),
      present: true,
      files: own,
    });
  }
}

/** `.krci-ai/skills/NAME` of any file of a skill. */
function skillFolder(path: string): string {
  const end = path.indexOf('/', FOLDER_OF.skill.length + 1);
  return end < 0 ? path : path.slice(0, end);
}

function nameOf(kind: AssetKind, id: string): string {
  const folder = FOLDER_OF[kind];
  const name = id.startsWith(`${folder}/`) ? id.slice(folder.length + 1) : id;
  return kind === 'skill' ? name.replace(/\/SKILL\.md$/, '') : name;
}

function finish({ nodes, edges }: Builder): Graph {
  const sorted = [...nodes.values()].sort(compareNodes);
  const from = new Map<string, Edge[]>();
  for (const edge of edges) {
    const own = from.get(edge.from);
    if (own === undefined) from.set(edge.from, [edge]);
    else own.push(edge);
  }
  return { nodes: new Map(sorted.map((node) => [node.id, node])), edges, from };
}
