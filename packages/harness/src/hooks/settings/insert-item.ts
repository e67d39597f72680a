import type { Node } from 'jsonc-parser/lib/esm/main.js';
import type { JsonData } from '../hook-row.ts';
import { childOf, isFault, settingsFault, type SettingsFault } from './parse-settings.ts';

/**
 * Adds an item to the list under a path, making the list and what it stands in where they are not
 * there. Everything that stood in the text stands there afterwards, byte for byte.
 *
 * How it is written tells `takeOut` what was there before: an object or list that we make has
 * white space after its opening bracket; into an empty one that somebody else made we write right
 * after the bracket.
 */
export function insertItem(
  text: string,
  root: Node,
  path: readonly string[],
  item: JsonData,
): string | SettingsFault {
  let node = root;
  for (const [depth, key] of path.entries()) {
    const child = childOf(node, key);
    if (isFault(child)) return child;
    if (child === undefined) {
      const value = path
        .slice(depth + 1)
        .reduceRight<JsonData>((inner, name) => ({ [name]: inner }), [item]);
      return insertInto(text, node, value, key);
    }
    const isLast = depth === path.length - 1;
    if (child.type !== (isLast ? 'array' : 'object')) {
      return settingsFault(
        'settings_shape',
        `${path.slice(0, depth + 1).join('.')} is something else`,
      );
    }
    node = child;
  }
  return insertInto(text, node, item, undefined);
}

/** Writes a value as the last one of an object (under a key) or of a list. */
function insertInto(text: string, parent: Node, value: JsonData, key: string | undefined): string {
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const unit = indentUnit(text);
  const last = parent.children?.at(-1);
  const own = indentAt(text, last?.offset ?? parent.offset);
  const indent = last === undefined || !startsLine(text, last.offset) ? own + unit : own;
  const label = key === undefined ? '' : `${JSON.stringify(key)}: `;
  const body = label + printJson(value, indent, unit, eol);
  if (last === undefined) {
    const at = parent.offset + 1;
    return text.slice(0, at) + body + text.slice(at);
  }
  const at = last.offset + last.length;
  return `${text.slice(0, at)},${eol}${indent}${body}${text.slice(at)}`;
}

/** JSON in lines; every line but the first begins with the indent. */
export function printJson(value: JsonData, indent: string, unit: string, eol: string): string {
  return JSON.stringify(value, undefined, unit).split('\n').join(`${eol}${indent}`);
}

/** The white space at the beginning of the line of a place. */
function indentAt(text: string, offset: number): string {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start, offset))?.[0] ?? '';
}

function startsLine(text: string, offset: number): boolean {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  return start > 0 && text.slice(start, offset).trim() === '';
}

/** What a person indents with: the first indented line shows it. */
function indentUnit(text: string): string {
  const found = /\n([ \t]+)["{[\]}]/.exec(text)?.[1];
  if (found === undefined) return '  ';
  return found.startsWith('\t') ? '\t' : ' '.repeat(Math.min(found.length, 8));
}
