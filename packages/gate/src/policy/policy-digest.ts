import { sha256Hex } from '@gait/canon';
import { canonicalText } from '../text/canonical-text.ts';
import { policyBlock } from './language/policy-blocks.ts';
import type { Block, Field } from './language/field-kinds.ts';
import type { Policy } from './policy.ts';

/** The digest by which traces and approvals name a policy: 64 hex digits (gait-formats §4.4). */
export function policyDigest(policy: Policy): string {
  return sha256Hex(policyDigestText(policy));
}

/** What is digested: RFC 8785 JSON with the digest's own field names. */
export function policyDigestText(policy: Policy): string {
  return writeBlock(policyBlock, policy as unknown as Values);
}

type Values = Readonly<Record<string, unknown>>;

function writeBlock(block: Block, values: Values): string {
  let out = '{';
  for (const field of block.digested) {
    const value = values[field.name];
    if (!field.always && !isSet(field, value)) continue;
    if (out.length > 1) out += ',';
    out += `"${field.digestName}":`;
    out += writeValue(field, value);
  }
  return out + '}';
}

function writeValue(field: Field, value: unknown): string {
  switch (field.kind.kind) {
    case 'text':
      return canonicalText(value as string);
    case 'list':
      return value === null ? 'null' : writeList(value as readonly string[]);
    case 'flag':
      return value === true ? 'true' : 'false';
    case 'block':
      return writeBlock(field.kind.block, value as Values);
    case 'blocks': {
      const { block } = field.kind;
      let out = '[';
      for (const item of value as readonly Values[]) {
        out += (out.length > 1 ? ',' : '') + writeBlock(block, item);
      }
      return out + ']';
    }
    case 'table':
      return writeTable(value as Readonly<Record<string, string>>);
    default:
      return value === 0 ? '0' : String(value);
  }
}

function writeTable(table: Readonly<Record<string, string>>): string {
  const names = Object.keys(table).sort();
  const entries = names.map(
    (name) => `${canonicalText(name)}:${canonicalText(table[name] as string)}`,
  );
  return `{${entries.join(',')}}`;
}

function writeList(list: readonly string[]): string {
  if (list.length === 0) return '[]';
  let out = '[' + canonicalText(list[0] as string);
  for (let i = 1; i < list.length; i++) out += ',' + canonicalText(list[i] as string);
  return out + ']';
}

function isSet(field: Field, value: unknown): boolean {
  switch (field.kind.kind) {
    case 'text':
      return value !== '';
    case 'list':
    case 'blocks':
      return (value as readonly unknown[]).length > 0;
    case 'flag':
      return field.kind.nullable ? value !== null : value === true;
    case 'whole':
      return field.kind.nullable ? value !== null : value !== 0;
    case 'number':
      return value !== 0;
    case 'table':
      return Object.keys(value as object).length > 0;
    case 'block':
      return value !== null && isInForce(field.kind.block, field.kind.nullable, value as Values);
  }
}

function isInForce(block: Block, nullable: boolean, values: Values): boolean {
  if (nullable) return true;
  if (values === block.empty) return false;
  if (block.master !== null) return values[block.master] !== false && values[block.master] !== 0;
  return block.fields.some((field) => isSet(field, values[field.name]));
}
