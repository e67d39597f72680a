import type { Problem } from '../findings/finding.ts';
import { resolveReference } from '../graph/resolve-reference.ts';
import type { PlacedText } from '../reader/read-block.ts';
import type { Task } from '../reader/read-markdown-asset.ts';
import type { AssetKind } from '../tree/asset-places.ts';
import type { FileTree } from '../tree/file-tree.ts';

/** Each costs a search through the text; nobody declares more. */
const LOOKED_FOR = 200;

/** What the front matter declares and the text nowhere names: it costs context and helps nobody. */
export function checkUnused(tree: FileTree, task: Task, text: string): readonly Problem[] {
  const of = (kind: AssetKind, names: readonly PlacedText[]): readonly PlacedText[] =>
    // What is not there has a finding that says more.
    names.filter((name) => resolveReference(tree, kind, name.text).reach === 'found');
  const declared = [
    ...of('template', task.templates),
    ...of('data', task.data),
    ...of('task', task.tasks),
    ...of('skill', task.skills),
  ].slice(0, LOOKED_FOR);
  const head = Math.max(0, ...declared.map(({ end }) => end));
  const body = text.slice(head);
  return declared
    .filter((name) => !body.includes(baseName(name)))
    .map((name) => ({
      code: 'dependency_unused',
      message: `${name.text} is declared, and the text does not name it`,
      hint: 'link to it where it is used, or take it out',
      ...task.placeAt(name.start),
    }));
}

function baseName({ text }: PlacedText): string {
  return text.slice(text.lastIndexOf('/') + 1);
}
