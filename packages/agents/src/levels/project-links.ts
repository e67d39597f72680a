import { frameworkTarget, type LinkTarget } from '../graph/link-target.ts';
import type { Markdown } from '../reader/markdown/markdown.ts';
import type { FileTree } from '../tree/file-tree.ts';
import type { Cut } from './project-framework.ts';

/** Links to what does not come along become their words; a definition goes with its line. */
export function projectLinks(
  tree: FileTree,
  file: string,
  links: Markdown['links'],
  isLost: (target: LinkTarget) => boolean,
): Cut {
  const lost = links.filter(({ target }) => {
    const found = frameworkTarget(tree, file, target);
    return found !== undefined && isLost(found);
  });
  return {
    // Two edits and not one: the words may hold a link that goes too.
    edits: lost.flatMap(({ kind, start, end, textStart, textEnd }) =>
      kind === 'definition'
        ? [{ start, end, text: '' }]
        : [
            { start, end: textStart, text: '' },
            { start: textEnd, end, text: '' },
          ],
    ),
    leftOut: lost.map(({ target }) => ({ what: 'link', name: target })),
  };
}
