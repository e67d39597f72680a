import { closureOf, LEVEL_OF } from '../graph/closure.ts';
import type { GraphNode, Level, NodeKind } from '../graph/graph.ts';
import type { LinkTarget } from '../graph/link-target.ts';
import type { Framework } from '../graph/read-framework.ts';
import type { TextEdit } from '../reader/byte-edits.ts';
import { editText } from '../reader/edit-text.ts';
import { decodeAsset } from '../reader/decode-asset.ts';
import { readFrontMatter } from '../reader/front-matter.ts';
import { scanMarkdown } from '../reader/markdown/scan-markdown.ts';
import { readAsset } from '../reader/read-asset.ts';
import { readTask } from '../reader/read-markdown-asset.ts';
import { localPathOf } from '../tree/asset-places.ts';
import { projectAgent } from './project-agent.ts';
import { projectLinks } from './project-links.ts';
import { redirectReferences, type Redirect } from './redirect-references.ts';
import { projectTaskHead } from './project-task-head.ts';

/** Something that a file says and that its projection does not. */
export interface LeftOut {
  readonly file: string;
  /** `reference` of a list, `command` of an agent, `link` in a text (its words stay). */
  readonly what: 'reference' | 'command' | 'link';
  /** The reference, the command's word, or the link's target. */
  readonly name: string;
}

export interface ProjectedFile {
  /** Where it is installed. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** The bytes differ from those of the source. */
  readonly changed: boolean;
}

/** What is installed of a framework: files, and what they no longer say. */
export interface Projection {
  readonly level: Level;
  /** Sorted by path. */
  readonly files: readonly ProjectedFile[];
  readonly nodes: readonly GraphNode[];
  readonly leftOut: readonly LeftOut[];
}

/** Edits of one text, and what they take out. */
export interface Cut {
  readonly edits: readonly TextEdit[];
  readonly leftOut: readonly Omit<LeftOut, 'file'>[];
}

/** Ids of assets whose place a file below `.krci-ai/local` takes where the projection goes. */
export type Overridden = ReadonlySet<string>;

const NONE: Overridden = new Set();

/** What else a projection may be about. */
export interface ProjectionWishes {
  /** Kinds whose files are asked for; default all. */
  readonly kinds?: ReadonlySet<NodeKind>;
  /** Ids of what the project overrides in its local folder. */
  readonly overridden?: Overridden;
}

/**
 * The part of a framework that some agents and skills need at a level, made whole: references to what is
 * above the level are taken out of agents and of front matter, commands that only run such tasks
 * too, and links to files that do not come along become their words. References to what is
 * overridden name the local file: whoever follows a path reads what wins. The same framework gives
 * the same bytes.
 *
 * @param roots ids of agents, and of skills that come without one; `rootsOf` has all
 */
export function projectFramework(
  framework: Framework,
  roots: Iterable<string>,
  level: Level,
  { kinds, overridden = NONE }: ProjectionWishes = {},
): Projection {
  const { nodes } = closureOf(framework.graph, roots, level);
  const redirect: Redirect = { tree: framework.tree, moves: movesOf(nodes, overridden) };
  const leftOut: LeftOut[] = [];
  const files: ProjectedFile[] = [];
  const comes = new Set(nodes.flatMap(filesOf));
  const isLost = ({ kind, path, reach }: LinkTarget): boolean =>
    kind !== undefined && (LEVEL_OF[kind] > level || (reach === 'found' && !comes.has(path)));
  for (const node of nodes) {
    if (kinds?.has(node.kind) === false) continue;
    for (const path of filesOf(node)) {
      const source = path === node.id ? (node.localPath ?? path) : path;
      const bytes = framework.tree.read(source);
      if (bytes === undefined) continue;
      const cut = cutFile(framework, node, { path, source, bytes }, level, isLost);
      const edits = [
        ...cut.edits,
        ...redirectReferences(redirect, node.kind, path, bytes, cut.edits),
      ];
      const projected = edits.length === 0 ? bytes : editText(bytes, edits);
      files.push({ path, bytes: projected, changed: projected !== bytes });
      leftOut.push(...cut.leftOut.map((out) => ({ file: path, ...out })));
    }
  }
  return { level, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)), nodes, leftOut };
}

const NOTHING: Cut = { edits: [], leftOut: [] };

/** Where references to a file lead afterwards, by where they lead now. */
function movesOf(nodes: readonly GraphNode[], overridden: Overridden): Redirect['moves'] {
  const moves = new Map<string, string>();
  for (const { kind, id, localPath } of nodes) {
    const local = kind === 'mcp' ? undefined : localPathOf(kind, id);
    if (local === undefined) continue;
    if (overridden.has(id)) moves.set(id, local);
    // What came from a source's local folder stands in the framework's place.
    else if (localPath !== undefined) moves.set(localPath, id);
  }
  return moves;
}

function filesOf({ kind, id, files }: GraphNode): readonly string[] {
  if (kind === 'mcp') return [];
  return kind === 'skill' ? files : [id];
}

function cutFile(
  { tree }: Framework,
  { kind }: GraphNode,
  {
    path,
    source,
    bytes,
  }: { readonly path: string; readonly source: string; readonly bytes: Uint8Array },
  level: Level,
  isLost: (target: LinkTarget) => boolean,
): Cut {
  const { text, fault } = decodeAsset(bytes);
  // A text that is not UTF-8 cannot be written back; validation reports it.
  if (fault !== undefined) return NOTHING;
  if (kind === 'agent') return projectAgent(text, level);
  if (!/\.(?:md|mdx|mdc|markdown|txt)$/i.test(path)) return NOTHING;
  if (kind !== 'task') {
    return projectLinks(
      tree,
      path,
      scanMarkdown(text, readFrontMatter(text, []).bodyStart).links,
      isLost,
    );
  }
  // Read already, and remembered.
  const { markdown } = readAsset(tree, source, readTask).content;
  const links = projectLinks(tree, path, markdown.links, isLost);
  const head = projectTaskHead(text, level);
  return {
    edits: [...head.edits, ...links.edits],
    leftOut: [...head.leftOut, ...links.leftOut],
  };
}
