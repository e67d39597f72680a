import { EVENT_ID, COLLECTION_STYLE } from 'js-yaml';
import { sortUtf8 } from '@gait/canon';
import { textOf } from '../../yaml/plain-scalar.ts';
import { throughAlias } from '../../yaml/through-alias.ts';
import { refuse, scalarAt, WITHOUT_TAG, type YamlSource } from '../../yaml/yaml-source.ts';
import type { TableKind } from './field-kinds.ts';
import { givenTwice, notOneOf, refuseColonInBraces, wrongType, wrongValue } from './read-faults.ts';
import { foldText } from './read-scalar.ts';

/** Longest name of a table, in UTF-16 units: YAML has no longer keys, whatever is escaped in them. */
export const LONGEST_NAME = 160;

/** What a table reads to: its names in byte order, in their one spelling. */
type Table = Readonly<Record<string, string>>;

/**
 * Reads the mapping of names to words at the reader's place. A name that differs from another
 * only in its spelling (capitals, spaces at the ends) is that name again.
 *
 * Errors, each with line, column and field: `yaml_duplicate_key`, `policy_field_type`,
 * `policy_field_value`, `yaml_syntax`, `yaml_alias`, `yaml_tag`.
 */
export function readTable(source: YamlSource, field: string, kind: TableKind): Table {
  const entries = new Map<string, string>();
  readEntries(source, field, kind, entries);
  return Object.fromEntries(
    sortUtf8([...entries.keys()]).map((name) => [name, entries.get(name) as string]),
  );
}

function readEntries(
  source: YamlSource,
  field: string,
  kind: TableKind,
  entries: Map<string, string>,
): void {
  const { events } = source;
  const start = events[source.at];
  if (start?.type !== EVENT_ID.MAPPING) {
    throw wrongType(source, `${field} is a mapping of names`, 'write name: word, one a line');
  }
  if (start.tagStart >= 0)
    throw refuse(source, source.at, 'yaml_tag', 'tags are not read', WITHOUT_TAG);
  const braces = start.style === COLLECTION_STYLE.FLOW ? 1 : 0;
  source.braces += braces;
  source.at++;
  while (events[source.at]?.type !== EVENT_ID.POP) {
    const keyAt = source.at;
    const key = scalarAt(source);
    if (key === undefined) throw wrongType(source, `a name of ${field} is a word`);
    if (key.plain && key.value === '<<') {
      source.at++;
      throughAlias(source, () => readEntries(source, field, kind, entries));
      continue;
    }
    refuseColonInBraces(source, key);
    const name = foldText(key.plain ? textOf(key.value) : key.value, kind.fold);
    if (name === '' || name.length > LONGEST_NAME) {
      const message = `a name of ${field} is empty or longer than ${LONGEST_NAME} characters`;
      throw wrongValue(source, message, 'write the name of one tool');
    }
    if (entries.has(name)) throw givenTwice(source, keyAt, JSON.stringify(name));
    source.at++;
    source.path.push(name);
    entries.set(
      name,
      throughAlias(source, () => readWord(source, `${field}.${name}`, kind)),
    );
    source.path.pop();
  }
  source.at++;
  source.braces -= braces;
}

function readWord(source: YamlSource, name: string, { oneOf }: TableKind): string {
  const scalar = scalarAt(source);
  const hint = `one of: ${oneOf.join(', ')}`;
  if (scalar === undefined) throw wrongType(source, `${name} is one word`, hint);
  const word = foldText(scalar.plain ? textOf(scalar.value) : scalar.value, 'lower');
  source.at++;
  if (!oneOf.includes(word)) throw notOneOf(source, name, word, oneOf);
  return word;
}
