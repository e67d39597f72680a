import { applyEdits, modify, type Node } from 'jsonc-parser';

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
  // A person wrote a comment between them: the library knows how to leave it.
  return applyEdits(text, modify(text, pathTo(node), undefined, {}));
}

function pathTo(node: Node): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = node; at.parent !== undefined; at = at.parent) {
    if (at.parent.type === 'array') path.unshift(at.parent.children?.indexOf(at) ?? 0);
    if (at.type === 'property') path.unshift(String(at.children?.[0]?.value));
  }
  return path;
}

function cut(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(to);
}
