import { decodeUtf8, sortUtf8, type Where } from '@gait/canon';
import { writeFloat } from '../yaml/plain-scalar.ts';
import { writeKey, writeText } from '../yaml/write-text.ts';
import type { Block, FieldKind } from './language/field-kinds.ts';
import { policyBlock } from './language/policy-blocks.ts';
import { readPolicyDraft } from './parse-policy.ts';

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
 * is not there are left out. It reads to the same policy. As `formatPolicy` it keeps no comments.
 *
 * @throws CodedError as `parsePolicy`
 */
export function shortenPolicy(
  input: string | Uint8Array,
  where: Where = {},
): { formatted: string; changed: boolean } {
  const text = typeof input === 'string' ? input : decodeUtf8(input, where);
  const draft = readPolicyDraft(text, where);
  const formatted = writeFields(policyBlock, onlySet(policyBlock, draft as unknown as Values), 0);
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

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

type Values = Readonly<Record<string, unknown>>;

/** The fields of a block, each on its line, indented by `indent` spaces. */
function writeFields(block: Block, values: Values, indent: number): string {
  const margin = ' '.repeat(indent);
  let out = '';
  for (const field of block.fields) {
    const value = values[field.name];
    // Later versions add fields: a policy without them looks as it always did.
    if (field.kind.kind === 'block' && value === null) continue;
    if (value === undefined) continue;
    if (field.kind.kind === 'table' && isSame(value, block.empty[field.name])) continue;
    out += `${margin}${field.name}:${writeValue(field.kind, value, indent)}`;
  }
  return out;
}

function writeValue(kind: FieldKind, value: unknown, indent: number): string {
  switch (kind.kind) {
    case 'text':
      return ` ${writeText(value as string, indent + 2)}\n`;
    case 'number':
      return ` ${writeFloat(value as number)}\n`;
    case 'list':
      return writeItems((value ?? []) as readonly string[], indent);
    case 'block':
      return writeBlock(kind.block, value as Values, indent);
    case 'blocks':
      return writeBlocks(kind.block, value as readonly Values[], indent);
    case 'table':
      return writeTable(value as Readonly<Record<string, string>>, indent + 2);
    default:
      return ` ${String(value)}\n`;
  }
}

/** A block in which nothing is set is there all the same. */
function writeBlock(block: Block, values: Values, indent: number): string {
  const fields = writeFields(block, values, indent + 2);
  return fields === '' ? ' {}\n' : `\n${fields}`;
}

function writeTable(entries: Readonly<Record<string, string>>, indent: number): string {
  const margin = ' '.repeat(indent);
  const lines = sortUtf8(Object.keys(entries)).map(
    (name) => `${margin}${writeKey(name)}: ${writeText(entries[name] as string, indent)}\n`,
  );
  return `\n${lines.join('')}`;
}

function writeItems(items: readonly string[], indent: number): string {
  if (items.length === 0) return ' []\n';
  const margin = ' '.repeat(indent);
  return `\n${items.map((item) => `${margin}- ${writeText(item, indent + 2)}\n`).join('')}`;
}

function writeBlocks(block: Block, items: readonly Values[], indent: number): string {
  if (items.length === 0) return ' []\n';
  const margin = ' '.repeat(indent);
  const written = items.map((item) => {
    const fields = writeFields(block, item, indent + 2);
    return fields === '' ? `${margin}- {}\n` : `${margin}- ${fields.slice(indent + 2)}`;
  });
  return `\n${written.join('')}`;
}
