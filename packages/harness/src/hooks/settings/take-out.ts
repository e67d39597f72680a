import { createScanner, type Node } from 'jsonc-parser/lib/esm/main.js';

/**
 * The text without an item of a list, and without the list and what it stood in where those were
 * made for it (see `insertItem`). Undefined: nothing is left, the file was made for it.
 */
export function takeOut(text: string, item: Node): string | undefined {
  let node = item;
  for (;;) {
    const holder = node.parent;
    if (holder === undefined) return takeRoot(text, node);
    const siblings = holder.children ?? [];
    if (siblings.length > 1) return takeOneOf(text, node, siblings);
    if (!wasMadeForIt(text, holder)) return cut(text, node.offset, node.offset + node.length);
    // The value of a property stands in the property, and that in an object.
    node = holder.parent?.type === 'property' ? holder.parent : holder;
  }
}

function takeRoot(text: string, root: Node): string | undefined {
  const rest = cut(text, root.offset, root.offset + root.length);
  return rest.trim() === '' ? undefined : cut(text, root.offset + 1, root.offset + root.length - 1);
}

/** Only what holds nothing but the one child and white space, the first of it after the bracket. */
function wasMadeForIt(text: string, holder: Node): boolean {
  const child = holder.children?.[0];
  if (child === undefined) return false;
  const before = text.slice(holder.offset + 1, child.offset);
  const after = text.slice(child.offset + child.length, holder.offset + holder.length - 1);
  return before !== '' && before.trim() === '' && after.trim() === '';
}

function takeOneOf(text: string, node: Node, siblings: readonly Node[]): string {
  const index = siblings.indexOf(node);
  const previous = siblings[index - 1];
  const next = siblings[index + 1];
  const [from, to] =
    previous === undefined
      ? [node.offset, next?.offset ?? node.offset + node.length]
      : [previous.offset + previous.length, node.offset + node.length];
  const between =
    previous === undefined
      ? text.slice(node.offset + node.length, to)
      : text.slice(from, node.offset);
  if (between.trim() === ',') return cut(text, from, to);
  // A person wrote a comment between them: it stays, and only we and the comma go.
  const comma = commaIn(between) + (previous === undefined ? node.offset + node.length : from);
  return previous === undefined
    ? cut(cut(text, comma, comma + 1), node.offset, node.offset + node.length)
    : cut(cut(text, node.offset, node.offset + node.length), comma, comma + 1);
}

/** The place of the comma in what stands between two items, which may have commas in comments. */
function commaIn(between: string): number {
  const scanner = createScanner(between);
  // 5 is a comma, 17 the end.
  for (let token: number = scanner.scan(); token !== 17; token = scanner.scan()) {
    if (token === 5) return scanner.getTokenOffset();
  }
  return 0;
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}
