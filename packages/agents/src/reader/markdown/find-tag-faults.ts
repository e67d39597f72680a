import type { MarkdownTag } from './markdown.ts';

/** A text of nothing else is told no better by more. */
const MOST = 100;

/**
 * Tags that are opened and not closed, and closed and not opened, the first hundred. Tags that
 * cross give one of either.
 */
export function findTagFaults(tags: readonly MarkdownTag[]): readonly MarkdownTag[] {
  const open: MarkdownTag[] = [];
  /** How many of a name are open: a stray closing tag must not cost a walk through all. */
  const counts = new Map<string, number>();
  const faults: MarkdownTag[] = [];
  const fault = (tag: MarkdownTag): void => {
    if (!tag.doubtful) faults.push(tag);
  };
  for (const tag of tags) {
    const count = counts.get(tag.name) ?? 0;
    if (!tag.closes) {
      open.push(tag);
      counts.set(tag.name, count + 1);
    } else if (count === 0) {
      fault(tag);
    } else {
      for (let top = open.pop(); top !== undefined; top = open.pop()) {
        counts.set(top.name, (counts.get(top.name) ?? 1) - 1);
        if (top.name === tag.name) break;
        fault(top);
      }
    }
  }
  open.forEach(fault);
  return faults.sort((a, b) => a.offset - b.offset).slice(0, MOST);
}
