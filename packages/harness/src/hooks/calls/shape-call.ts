import type { ShellDialect, ToolCall } from '../hook-message.ts';
import { asFields, fieldOf, isAbsent, type Fields } from '../read-fields.ts';
import type { CallShape } from './call-shape.ts';
import { readPatch } from './read-patch.ts';

/** Thrown and caught in this file alone: an input that its tool's schema does not have. */
class UnreadInput extends Error {}

/**
 * The call that an input stands for, read as the shape says; undefined when the input is not of
 * that shape. Then nothing is known of the call, whatever its name promises.
 */
export function shapeCall(
  shape: CallShape,
  input: unknown,
  shell: ShellDialect,
): ToolCall | undefined {
  if (shape.as === 'internal' || shape.as === 'other') return { kind: shape.as };
  const fields = asFields(input);
  if (fields === undefined) return undefined;
  try {
    return readShape(shape, fields, shell);
  } catch (fault) {
    if (fault instanceof UnreadInput) return undefined;
    throw fault;
  }
}

type Shape = Exclude<CallShape, { readonly as: 'internal' | 'other' }>;

function readShape(shape: Shape, fields: Fields, shell: ShellDialect): ToolCall | undefined {
  switch (shape.as) {
    case 'shell': {
      const folder = shape.folder === undefined ? undefined : optional(fields, shape.folder);
      return {
        kind: 'shell',
        commands: [required(fields, shape.command)],
        dialect: shape.dialect ?? shell,
        ...(folder === undefined ? {} : { folder }),
      };
    }
    case 'shells':
      return { kind: 'shell', commands: scripts(fieldOf(fields, shape.command)), dialect: shell };
    case 'read':
      return { kind: 'file_read', paths: [required(fields, shape.path)] };
    case 'reads':
      return { kind: 'file_read', paths: texts(fieldOf(fields, shape.paths), shape.path) };
    case 'write':
      return {
        kind: 'file_write',
        path: required(fields, shape.path),
        content: required(fields, shape.content),
      };
    case 'edit': {
      const from = optional(fields, shape.from);
      const to = required(fields, shape.to);
      return {
        kind: 'file_edit',
        path: required(fields, shape.path),
        edits: [{ from: from ?? '', to }],
      };
    }
    case 'edits':
      return {
        kind: 'file_edit',
        path: required(fields, shape.path),
        edits: objects(fieldOf(fields, shape.list)).map((edit) => ({
          from: required(edit, shape.from),
          to: required(edit, shape.to),
        })),
      };
    case 'delete':
      return { kind: 'file_delete', path: required(fields, shape.path) };
    case 'patch': {
      const patch = required(fields, shape.patch);
      const changes = readPatch(patch);
      return changes === undefined ? undefined : { kind: 'file_patch', patch, changes };
    }
    case 'search': {
      const [folder, pattern] = [optional(fields, shape.folder), optional(fields, shape.pattern)];
      return {
        kind: 'search',
        ...(folder === undefined ? {} : { folder }),
        ...(pattern === undefined ? {} : { pattern }),
      };
    }
    case 'fetch':
      return { kind: 'fetch', urls: [required(fields, shape.url)] };
    case 'fetches':
      return { kind: 'fetch', urls: texts(fieldOf(fields, shape.list), shape.url) };
    case 'fetch_text':
      return { kind: 'fetch', urls: addressesIn(required(fields, shape.text)) };
    case 'web_search':
      return { kind: 'web_search', query: required(fields, shape.query) };
    case 'mcp_resources':
      return {
        kind: 'mcp',
        server: optional(fields, shape.server) ?? '*',
        tool: shape.tool,
        args: fields,
      };
    case 'agent': {
      const [name, prompt] = [optional(fields, shape.name), optional(fields, shape.prompt)];
      return {
        kind: 'agent',
        ...(name === undefined ? {} : { name }),
        ...(prompt === undefined ? {} : { prompt }),
      };
    }
  }
}

/** The text under a key. A key that begins with `?` is no different here: the text has to be there. */
function required(fields: Fields, key: string): string {
  const value = optional(fields, `?${key}`);
  if (value === undefined) throw new UnreadInput();
  return value;
}

/** The text under a key; undefined where there is none and the key begins with `?`. */
/** @param key `?a`: may be missing; `?a|b`: under either name, and under both only when they agree */
function optional(fields: Fields, key: string): string | undefined {
  const mayMiss = key.startsWith('?');
  const names = (mayMiss ? key.replace(/^\?+/, '') : key).split('|');
  const values = names.map((name) => fieldOf(fields, name)).filter((value) => !isAbsent(value));
  const [value] = values;
  if (value === undefined && mayMiss) return undefined;
  if (typeof value !== 'string' || value.includes('\0')) throw new UnreadInput();
  // The tool takes one of them: nobody knows which.
  if (values.some((other) => other !== value)) throw new UnreadInput();
  return value;
}

function objects(value: unknown): readonly Fields[] {
  if (!Array.isArray(value) || value.length === 0) throw new UnreadInput();
  return value.map((item) => asFields(item) ?? unread());
}

/** A text, a list of texts, or of objects that hold one: the tools take each of them. */
function texts(value: unknown, key: string): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new UnreadInput();
  return list.map((item) => {
    if (typeof item === 'string' && !item.includes('\0')) return item;
    return required(asFields(item) ?? unread(), key);
  });
}

/** The scripts of a tool that runs several: texts, or a program with its words. */
function scripts(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) throw new UnreadInput();
  return list.map((item) => {
    if (typeof item === 'string' && !item.includes('\0')) return item;
    const fields = asFields(item) ?? unread();
    const args = fieldOf(fields, 'args');
    if (isAbsent(args)) return required(fields, 'command');
    if (!Array.isArray(args)) throw new UnreadInput();
    // Started without a shell: every word stands for itself.
    return [required(fields, 'command'), ...args.map(word)].map(quoteWord).join(' ');
  });
}

function word(value: unknown): string {
  if (typeof value !== 'string' || value.includes('\0')) throw new UnreadInput();
  return value;
}

function quoteWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** Every word of a text that looks like an address: more than the tool takes, never less. */
function addressesIn(text: string): readonly string[] {
  return text.split(/\s+/).filter((part) => part.includes('://'));
}

function unread(): never {
  throw new UnreadInput();
}
