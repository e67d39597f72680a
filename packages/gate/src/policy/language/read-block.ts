import { compareUtf8, findNearest, type CodedError } from '@gait/canon';
import { COLLECTION_STYLE, EVENT_ID } from 'js-yaml';
import { isNull, textOf } from '../../yaml/plain-scalar.ts';
import {
  refuse,
  scalarAt,
  skipNode,
  WITHOUT_TAG,
  type YamlSource,
} from '../../yaml/yaml-source.ts';
import { throughAlias } from '../../yaml/through-alias.ts';
import { NO_ITEMS, type Block, type Field, type Fold } from './field-kinds.ts';
import { givenTwice, notOneOf, refuseColonInBraces, wrongType, wrongValue } from './read-faults.ts';
import { foldText, NAMES, readScalar } from './read-scalar.ts';
import { readTable } from './read-table.ts';

/** What a block reads to: a value for every field. */
export type BlockValue = Record<string, unknown>;

/** A document being read. */
export interface PolicyReader {
  readonly source: YamlSource;
  /** The first field seen that 1.0.0 does not have: the error to throw if the policy is of 1.0.0. */
  newer: CodedError | undefined;
}

/**
 * Reads the mapping at the reader's place by a block of the language. Absent fields have
 * the value of `block.empty`; null is as absent.
 *
 * Errors, each with line, column and field: `policy_unknown_field`, `policy_field_type`,
 * `policy_field_value`, `yaml_duplicate_key`, `yaml_alias`, `yaml_tag`.
 */
export function readBlock(reader: PolicyReader, block: Block): BlockValue {
  const out: BlockValue = { ...block.empty };
  readMapping(reader, block, out, new Set());
  return out;
}

function readMapping(reader: PolicyReader, block: Block, out: BlockValue, seen: Set<string>): void {
  const { source } = reader;
  const { events } = source;
  const start = events[source.at];
  if (start?.type !== EVENT_ID.MAPPING) throw wrongType(source, `${block.title} is a mapping`);
  if (start.tagStart >= 0)
    throw refuse(source, source.at, 'yaml_tag', 'tags are not read', WITHOUT_TAG);
  const braces = start.style === COLLECTION_STYLE.FLOW ? 1 : 0;
  source.braces += braces;
  source.at++;
  while (events[source.at]?.type !== EVENT_ID.POP) {
    const keyAt = source.at;
    const key = scalarAt(source);
    if (key === undefined) throw wrongType(source, 'a key is a word');
    source.at++;
    if (key.plain && key.value === '<<') {
      throughAlias(source, () => readMapping(reader, block, out, seen));
      continue;
    }
    const field = block.byName.get(key.value);
    if (field === undefined) throw unknownField(source, keyAt, key.value, block);
    if (seen.has(key.value)) throw givenTwice(source, keyAt, key.value);
    seen.add(key.value);
    source.path.push(key.value);
    if (field.since !== '1.0.0') {
      reader.newer ??= refuse(
        source,
        keyAt,
        'policy_unknown_field',
        `${key.value} is not in the language of schema_version 1.0.0`,
        `write schema_version: ${field.since}`,
      );
    }
    out[key.value] = throughAlias(source, () => readValue(reader, field, out[key.value]));
    source.path.pop();
  }
  source.at++;
  source.braces -= braces;
}

function unknownField(source: YamlSource, at: number, key: string, block: Block): CodedError {
  const near = findNearest(key, block.byName.keys());
  const shown = key.length > 80 ? `${key.slice(0, 80)}…` : key;
  return refuse(
    source,
    at,
    'policy_unknown_field',
    `${block.title} has no field ${JSON.stringify(shown)}`,
    near === undefined
      ? `known fields: ${[...block.byName.keys()].join(', ')}`
      : `did you mean ${near}?`,
  );
}

function readValue(reader: PolicyReader, field: Field, empty: unknown): unknown {
  const { source } = reader;
  const { kind } = field;
  const scalar = scalarAt(source);
  if (scalar?.plain === true && isNull(scalar.value)) {
    source.at++;
    return empty;
  }
  switch (kind.kind) {
    case 'list':
      return readList(source, field, kind.fold, kind.oneOf, kind.nullWhenEmpty);
    case 'block':
      return readBlock(reader, kind.block);
    case 'blocks':
      return readBlocks(reader, field.name, kind.block);
    case 'table':
      return readTable(source, field.name, kind);
    default: {
      if (scalar === undefined) throw wrongType(source, `${field.name} is ${NAMES[kind.kind]}`);
      const value = readScalar(source, field.name, kind, scalar.value, scalar.plain);
      source.at++;
      return value;
    }
  }
}

function readList(
  source: YamlSource,
  field: Field,
  fold: Fold,
  oneOf: readonly string[] | null,
  nullWhenEmpty: boolean,
): readonly string[] | null {
  const { events } = source;
  const start = events[source.at];
  if (start?.type !== EVENT_ID.SEQUENCE) {
    throw wrongType(source, `${field.name} is a list`, 'write [a, b], also for one item');
  }
  if (start.tagStart >= 0)
    throw refuse(source, source.at, 'yaml_tag', 'tags are not read', WITHOUT_TAG);
  source.at++;
  const items: string[] = [];
  for (let index = 0; events[source.at]?.type !== EVENT_ID.POP; index++) {
    source.path.push(index);
    const item = throughAlias(source, () => readItem(source, field.name, fold));
    if (fold === 'raw') items.push(item);
    else if (item !== '') {
      if (oneOf !== null && !oneOf.includes(item)) throw notOneOf(source, field.name, item, oneOf);
      items.push(item);
    }
    source.path.pop();
  }
  source.at++;
  if (items.length === 0) return nullWhenEmpty ? null : NO_ITEMS;
  return fold === 'raw' || items.length === 1 ? items : sortOnce(items);
}

/** In UTF-8 byte order, each item once. */
function sortOnce(items: readonly string[]): readonly string[] {
  const sorted = items.toSorted(compareUtf8);
  return sorted.filter((item, index) => index === 0 || item !== sorted[index - 1]);
}

function readItem(source: YamlSource, name: string, fold: Fold): string {
  const scalar = scalarAt(source);
  if (scalar === undefined) throw wrongType(source, `an item of ${name} is text`);
  refuseColonInBraces(source, scalar);
  const item = foldText(scalar.plain ? textOf(scalar.value) : scalar.value, fold);
  if (fold === 'path' && /^[A-Za-z_][A-Za-z0-9_]*=/u.test(item)) {
    throw wrongValue(source, `an item of ${name} sets a variable`, 'name a folder');
  }
  source.at++;
  return item;
}

function readBlocks(reader: PolicyReader, name: string, block: Block): readonly BlockValue[] {
  const { source } = reader;
  const { events } = source;
  const start = events[source.at];
  if (start?.type !== EVENT_ID.SEQUENCE) throw wrongType(source, `${name} is a list`);
  if (start.tagStart >= 0)
    throw refuse(source, source.at, 'yaml_tag', 'tags are not read', WITHOUT_TAG);
  source.at++;
  const items: BlockValue[] = [];
  for (let index = 0; events[source.at]?.type !== EVENT_ID.POP; index++) {
    source.path.push(index);
    items.push(
      throughAlias(source, () => {
        const scalar = scalarAt(source);
        if (scalar?.plain !== true || !isNull(scalar.value)) return readBlock(reader, block);
        skipNode(source);
        return { ...block.empty };
      }),
    );
    source.path.pop();
  }
  source.at++;
  return items;
}
