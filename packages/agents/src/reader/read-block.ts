import { findNearest } from '@gait/canon';
import {
  mergedEntries,
  typeOfScalar,
  type YamlEntry,
  type YamlList,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '@gait/yaml';
import type { FindingCode } from '../findings/finding-codes.ts';
import type { Problem } from '../findings/finding.ts';
import type { Block, Field, FieldKind, TextRule } from '../model/field-kinds.ts';

/** A text and where it stands. */
export interface PlacedText {
  readonly text: string;
  /** Offsets in the file's text, quotes included. */
  readonly start: number;
  readonly end: number;
}

/** A text under a word of a map. */
export interface PlacedEntry {
  readonly key: PlacedText;
  readonly value: PlacedText;
}

/** The fields of a block that were there and had the right kind, by pointer: `/agent/tasks`. */
export interface BlockValues {
  readonly texts: ReadonlyMap<string, PlacedText>;
  readonly lists: ReadonlyMap<string, readonly PlacedText[]>;
  readonly words: ReadonlyMap<string, readonly PlacedEntry[]>;
}

interface Reader {
  readonly placeAt: (offset: number) => { readonly line: number; readonly column: number };
  readonly problems: Problem[];
  readonly texts: Map<string, PlacedText>;
  readonly lists: Map<string, readonly PlacedText[]>;
  readonly words: Map<string, readonly PlacedEntry[]>;
}

/**
 * Holds a node against a block of fields. Every fault is reported, each at its place, and what
 * has the right kind is read even where its content breaks a rule: references out of a faulty
 * agent are still followed.
 */
export function readBlock(
  node: YamlNode | undefined,
  block: Block,
  placeAt: Reader['placeAt'],
  problems: Problem[],
): BlockValues {
  const reader: Reader = {
    placeAt,
    problems,
    texts: new Map(),
    lists: new Map(),
    words: new Map(),
  };
  const empty: YamlMap = { kind: 'map', flow: false, entries: [], start: 0, end: 0 };
  readFields(reader, node ?? empty, block, '');
  return reader;
}

function readFields(reader: Reader, node: YamlNode, block: Block, pointer: string): void {
  if (block.lenient && isNothing(node)) return;
  if (node.kind !== 'map') {
    report(
      reader,
      node.start,
      'schema_type',
      pointer,
      `${label(pointer)} must be a map of fields`,
      'write one field a line, indented: `name: value`',
    );
    return;
  }
  const entries = mergedEntries(node);
  const written = new Map(entries.map((entry) => [entry.key.text, entry]));
  for (const field of block.fields) {
    const entry = written.get(field.name);
    if (entry !== undefined)
      readField(reader, entry, field, block, `${pointer}/${escape(field.name)}`);
    else if (field.required) {
      report(
        reader,
        node.start,
        'schema_missing',
        `${pointer}/${escape(field.name)}`,
        `${label(pointer)} has no ${field.name}`,
        `add \`${field.name}:\`. ${field.about}`,
      );
    }
  }
  const known = new Set(block.fields.map(({ name }) => name));
  for (const { key } of entries) {
    if (!known.has(key.text)) reportKey(reader, key, block, pointer, known);
  }
}

function reportKey(
  reader: Reader,
  key: YamlScalar,
  block: Block,
  pointer: string,
  known: ReadonlySet<string>,
): void {
  const near = findNearest(key.text, known);
  const at = `${pointer}/${escape(key.text)}`;
  const message = `${label(pointer)} has no field called ${key.text}`;
  if (block.others === 'refused') {
    const hint = near === undefined ? `one of: ${[...known].join(', ')}` : `did you mean ${near}`;
    report(reader, key.start, 'schema_key_unknown', at, message, hint);
    return;
  }
  // Nothing reads it, so a misspelt field would be lost without a word.
  const counts =
    near !== undefined &&
    block.fields.some(({ name, kind }) => name === near && kind.kind !== 'any');
  if (counts) report(reader, key.start, 'schema_key_near', at, message, `did you mean ${near}`);
  else
    report(
      reader,
      key.start,
      'schema_key_other',
      at,
      `nothing reads ${key.text}`,
      'leave it if another tool needs it',
    );
}

function readField(
  reader: Reader,
  { key, value }: YamlEntry,
  field: Field,
  block: Block,
  pointer: string,
): void {
  const { kind } = field;
  if (block.lenient && kind.kind !== 'any' && isNothing(value)) return;
  switch (kind.kind) {
    case 'any':
      return;
    case 'block':
      readFields(reader, value, kind.block, pointer);
      return;
    case 'text': {
      const text = readText(reader, value, kind.rule, pointer);
      if (text !== undefined) reader.texts.set(pointer, text);
      return;
    }
    case 'texts':
      readTexts(reader, value, kind, block.lenient, pointer);
      return;
    case 'words':
      readWords(reader, key, value, kind, pointer);
  }
}

function readTexts(
  reader: Reader,
  node: YamlNode,
  kind: Extract<FieldKind, { kind: 'texts' }>,
  lenient: boolean,
  pointer: string,
): void {
  if (node.kind !== 'list') {
    report(
      reader,
      node.start,
      'schema_type',
      pointer,
      `${label(pointer)} must be a list`,
      'write one item a line, each after `- `',
    );
    return;
  }
  checkCount(reader, node, node.items.length, 'items', kind, pointer);
  const seen = new Set<string>();
  const texts: PlacedText[] = [];
  node.items.forEach((item, index) => {
    // A dash with nothing behind it names nothing, in the existing tool too.
    if (lenient && isNothing(item)) return;
    const at = `${pointer}/${index}`;
    const text =
      lenient && item.kind === 'scalar' ? placed(item) : readText(reader, item, kind.rule, at);
    if (text === undefined) return;
    if (kind.unique && seen.has(text.text)) {
      report(
        reader,
        text.start,
        'schema_repeated',
        at,
        `${text.text} stands in ${label(pointer)} twice`,
        'take one of the two out',
      );
    }
    seen.add(text.text);
    texts.push(text);
  });
  reader.lists.set(pointer, texts);
}

function readWords(
  reader: Reader,
  key: YamlScalar,
  node: YamlNode,
  kind: Extract<FieldKind, { kind: 'words' }>,
  pointer: string,
): void {
  if (node.kind !== 'map') {
    report(
      reader,
      node.start,
      'schema_type',
      pointer,
      `${label(pointer)} must be a map`,
      'write one a line: `word: what it does`',
    );
    return;
  }
  checkCount(reader, node, node.entries.length, 'entries', kind, pointer);
  for (const name of kind.needed) {
    if (!node.entries.some((entry) => entry.key.text === name)) {
      report(
        reader,
        key.start,
        'schema_missing',
        `${pointer}/${name}`,
        `${label(pointer)} has no ${name}`,
        `add \`${name}:\`; every agent answers to ${kind.needed.join(', ')}`,
      );
    }
  }
  const entries: PlacedEntry[] = [];
  for (const entry of node.entries) {
    const value = readText(reader, entry.value, kind.rule, `${pointer}/${escape(entry.key.text)}`);
    if (value !== undefined) entries.push({ key: placed(entry.key), value });
  }
  reader.words.set(pointer, entries);
}

function readText(
  reader: Reader,
  node: YamlNode,
  rule: TextRule,
  pointer: string,
): PlacedText | undefined {
  const type = node.kind === 'scalar' ? typeOfScalar(node) : node.kind;
  if (node.kind !== 'scalar' || type !== 'text') {
    const hint =
      type === 'map' || type === 'list'
        ? 'write one text; quote it where it holds a colon or a bracket'
        : 'put it in quotes';
    report(
      reader,
      node.start,
      'schema_type',
      pointer,
      `${label(pointer)} must be a text, and is ${NAMES[type]}`,
      hint,
    );
    // What a number or a truth value was meant to say is still of use.
    return node.kind === 'scalar' && type !== 'nothing' ? placed(node) : undefined;
  }
  checkText(reader, node, rule, pointer);
  return placed(node);
}

const NAMES = {
  text: 'a text',
  map: 'a map',
  list: 'a list',
  nothing: 'empty',
  truth: 'a truth value',
  number: 'a number',
} as const;

function checkText(reader: Reader, node: YamlScalar, rule: TextRule, pointer: string): void {
  const length = lengthOf(node.text, rule.max);
  if (length < rule.min || length > rule.max) {
    const wanted = Number.isFinite(rule.max)
      ? `${rule.min} to ${rule.max}`
      : `at least ${rule.min}`;
    report(
      reader,
      node.start,
      'schema_length',
      pointer,
      `${label(pointer)} has ${length} characters, ${wanted} are allowed`,
      length < rule.min ? 'say more' : 'say it shorter',
    );
    return;
  }
  if (rule.pattern?.test(node.text) === false) {
    report(
      reader,
      node.start,
      'schema_pattern',
      pointer,
      `${label(pointer)} is not right: ${shorten(node.text)}`,
      `it must be ${rule.means}`,
    );
  }
}

function checkCount(
  reader: Reader,
  node: YamlList | YamlMap,
  count: number,
  what: string,
  { min, max }: { readonly min: number; readonly max: number },
  pointer: string,
): void {
  if (count >= min && count <= max) return;
  const wanted = Number.isFinite(max) ? `${min} to ${max}` : `at least ${min}`;
  report(
    reader,
    node.start,
    'schema_count',
    pointer,
    `${label(pointer)} has ${count} ${what}, ${wanted} are allowed`,
    count < min ? 'add what is missing' : 'keep what matters most',
  );
}

function report(
  { problems, placeAt }: Reader,
  offset: number,
  code: FindingCode,
  pointer: string,
  message: string,
  hint: string,
): void {
  problems.push({
    code,
    message,
    hint,
    pointer: pointer === '' ? '/' : pointer,
    ...placeAt(offset),
  });
}

function placed({ text, start, end }: YamlScalar): PlacedText {
  return { text, start, end };
}

function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && typeOfScalar(node) === 'nothing';
}

/** `agent.identity.name` of `/agent/identity/name`. */
function label(pointer: string): string {
  if (pointer === '') return 'the file';
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

function escape(word: string): string {
  return word.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** Characters as a person counts code points; a text far too long is not counted to its end. */
function lengthOf(text: string, max: number): number {
  if (text.length > 2 * max + 2) return text.length;
  let length = 0;
  for (const _ of text) length++;
  return length;
}

function shorten(text: string): string {
  const chars = Array.from(text.slice(0, 200));
  return chars.length > 60 ? `${chars.slice(0, 57).join('')}...` : chars.join('');
}
