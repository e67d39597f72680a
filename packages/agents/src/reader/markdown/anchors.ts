import type { Markdown } from './markdown.ts';

/** The names that `#name` may link to: of headings as GitHub makes them, and of ids. */
export function anchorsOf({ headings, ids }: Markdown): ReadonlySet<string> {
  const anchors = new Set(ids);
  const counts = new Map<string, number>();
  for (const heading of headings) {
    const id = /\{#([^\s{}]+)\}\s*$/.exec(heading)?.[1];
    if (id !== undefined) anchors.add(id);
    const slug = slugOf(heading);
    let count = counts.get(slug) ?? 0;
    let name = count === 0 ? slug : `${slug}-${count}`;
    while (count > 0 && anchors.has(name)) name = `${slug}-${++count}`;
    counts.set(slug, count + 1);
    anchors.add(name);
  }
  return anchors;
}

function slugOf(heading: string): string {
  return heading
    .slice(0, 1000)
    .replace(/\s*\{#[^\s{}]+\}\s*$/, '')
    .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll(/<\/?[A-Za-z][^<>]*>/g, '')
    .replaceAll(/[*~]+|`/g, '')
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
}
