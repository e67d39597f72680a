import { decodeUtf8, sortUtf8, type Where } from '@gait/canon';
import { writeFloat } from '../yaml/plain-scalar.ts';
import { writeKey, writeText } from '../yaml/write-text.ts';
import type { YamlPath } from '../yaml/read-comments.ts';
import type { Block, FieldKind } from './language/field-kinds.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { readPolicyDraft, readSource } from './parse-policy.ts';
import { placeComments, type PolicyComments } from './policy-comments.ts';

/**
 * The policy in its one written form: every field of 1.0.0 with its value after
 * normalisation, rules in order. The bytes are those of the reference's formatter, which
 * keeps no comments; the digest of the policy stays the same.
 *
 * @throws CodedError as `parsePolicy`
 */
export function formatPolicy(
  input: string | Uint8Array,
  where: Where = {},
): { formatted: string; changed: boolean } {
  const text = typeof input === 'string' ? input : decodeUtf8(input, where);
  const draft = readPolicyDraft(text, where);
  const formatted = writeFields(policyBlock, draft as unknown as Values, 0);
  return { formatted, changed: formatted !== text };
}

/**
 * The policy with only the fields that say something: those whose value is the one of a field that
 * is not there are left out. It reads to the same policy. Comments stay with what they are about;
 * those about a field that is left out stand before what held it.
 *
 * @throws CodedError as `parsePolicy`
 */
export function shortenPolicy(
  input: string | Uint8Array,
  where: Where = {},
): { formatted: string; changed: boolean } {
  const text = typeof input === 'string' ? input : decodeUtf8(input, where);
  const read = readSource(text, where);
  const values = onlySet(policyBlock, read.draft as unknown as Values);
  const written = new Set(writtenPaths(policyBlock, values, []));
  const comments = placeComments(read, (path) => written.has(JSON.stringify(path)));
  const formatted = [
    ...comments.head.map((line) => `${line}\n`),
    writeFields(policyBlock, values, 0, { comments, path: [] }),
    ...comments.foot.map((line) => `${line}\n`),
  ].join('');
  return { formatted, changed: formatted !== text };
}

/** The values that differ from those of absent fields, in every block. */
function onlySet(block: Block, values: Values): Values {
  const set = block.fields.filter(({ name }) => !isSame(values[name], block.empty[name]));
  return Object.fromEntries(
    set.map(({ name, kind }) => {
      const value = values[name];
      if (kind.kind === 'block') return [name, onlySet(kind.block, value as Values)];
      if (kind.kind !== 'blocks') return [name, value];
      return [name, (value as readonly Values[]).map((item) => onlySet(kind.block, item))];
    }),
  );
}

/** Everything that stands in the text: fields, items, entries. */
function writtenPaths(block: Block, values: Values, path: YamlPath): readonly string[] {
  return block.fields.flatMap(({ name, kind }) => {
    const value = values[name];
    if (value === undefined || (kind.kind === 'block' && value === null)) return [];
    const own = [...path, name];
    return [JSON.stringify(own), ...pathsBelow(kind, value, own)];
  });
}

function pathsBelow(kind: FieldKind, value: unknown, path: YamlPath): readonly string[] {
  const under = (part: string | number): string => JSON.stringify([...path, part]);
  switch (kind.kind) {
    case 'block':
      return writtenPaths(kind.block, value as Values, path);
    case 'blocks':
      return (value as readonly Values[]).flatMap((item, at) => [
        under(at),
        ...writtenPaths(kind.block, item, [...path, at]),
      ]);
    case 'list':
      return ((value ?? []) as readonly string[]).map(under);
    case 'table':
      return Object.keys(value as object).map(under);
    default:
      return [];
  }
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

type Values = Readonly<Record<string, unknown>>;

/** The comments of what is written, and what leads to where the writer is. */
interface Notes {
  readonly comments: PolicyComments;
  readonly path: YamlPath;
}

function below(notes: Notes | undefined, part: string | number): Notes | undefined {
  return notes === undefined ? undefined : { ...notes, path: [...notes.path, part] };
}

/** A part with its comments: on lines before it, and behind its first line. */
function withComments(text: string, margin: string, notes: Notes | undefined): string {
  if (notes === undefined) return text;
  const before = notes.comments.before(notes.path).map((line) => `${margin}${line}\n`);
  const behind = notes.comments.behind(notes.path);
  return before.join('') + (behind === undefined ? text : text.replace('\n', () => ` ${behind}\n`));
}

/** The fields of a block, each on its line, indented by `indent` spaces. */
function writeFields(block: Block, values: Values, indent: number, notes?: Notes): string {
  const margin = ' '.repeat(indent);
  let out = '';
  for (const field of block.fields) {
    const value = values[field.name];
    // Later versions add fields: a policy without them looks as it always did.
    if (field.kind.kind === 'block' && value === null) continue;
    if (value === undefined) continue;
    if (field.kind.kind === 'table' && isSame(value, block.empty[field.name])) continue;
    const own = below(notes, field.name);
    const text = `${margin}${field.name}:${writeValue(field.kind, value, indent, own)}`;
    out += withComments(text, margin, own);
  }
  return out;
}

function writeValue(kind: FieldKind, value: unknown, indent: number, notes?: Notes): string {
  switch (kind.kind) {
    case 'text':
      return ` ${writeText(value as string, indent + 2)}\n`;
    case 'number':
      return ` ${writeFloat(value as number)}\n`;
    case 'list':
      return writeItems((value ?? []) as readonly string[], indent, notes);
    case 'block':
      return writeBlock(kind.block, value as Values, indent, notes);
    case 'blocks':
      return writeBlocks(kind.block, value as readonly Values[], indent, notes);
    case 'table':
      return writeTable(value as Readonly<Record<string, string>>, indent + 2, notes);
    default:
      return ` ${String(value)}\n`;
  }
}

/** A block in which nothing is set is there all the same. */
function writeBlock(block: Block, values: Values, indent: number, notes?: Notes): string {
  const fields = writeFields(block, values, indent + 2, notes);
  return fields === '' ? ' {}\n' : `\n${fields}`;
}

function writeTable(
  entries: Readonly<Record<string, string>>,
  indent: number,
  notes?: Notes,
): string {
  const margin = ' '.repeat(indent);
  const lines = sortUtf8(Object.keys(entries)).map((name) => {
    const text = `${margin}${writeKey(name)}: ${writeText(entries[name] as string, indent)}\n`;
    return withComments(text, margin, below(notes, name));
  });
  return `\n${lines.join('')}`;
}

function writeItems(items: readonly string[], indent: number, notes?: Notes): string {
  if (items.length === 0) return ' []\n';
  const margin = ' '.repeat(indent);
  const lines = items.map((item) =>
    withComments(`${margin}- ${writeText(item, indent + 2)}\n`, margin, below(notes, item)),
  );
  return `\n${lines.join('')}`;
}

function writeBlocks(
  block: Block,
  items: readonly Values[],
  indent: number,
  notes?: Notes,
): string {
  if (items.length === 0) return ' []\n';
  const margin = ' '.repeat(indent);
  const written = items.map((item, at) => {
    const own = below(notes, at);
    const fields = writeFields(block, item, indent + 2, own);
    const text = fields === '' ? `${margin}- {}\n` : `${margin}- ${fields.slice(indent + 2)}`;
    return withComments(text, margin, own);
  });
  return `\n${written.join('')}`;
}
