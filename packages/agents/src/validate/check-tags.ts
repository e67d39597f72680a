import type { Problem } from '../findings/finding.ts';
import { findTagFaults } from '../reader/markdown/find-tag-faults.ts';
import type { MarkdownAsset } from '../reader/read-markdown-asset.ts';

/** Tags of a Markdown file that do not come in pairs. */
export function checkTags({ markdown, placeAt }: MarkdownAsset): readonly Problem[] {
  return findTagFaults(markdown.tags).map(({ name, closes, offset }) => ({
    code: closes ? 'tag_unopened' : 'tag_unclosed',
    message: closes ? `</${name}> closes what is not open` : `<${name}> is not closed`,
    hint: closes
      ? `open <${name}> before, or take it out; put it between back-quotes if it is no tag`
      : `close it with </${name}>; put it between back-quotes if it is no tag`,
    about: [name],
    ...placeAt(offset),
  }));
}
