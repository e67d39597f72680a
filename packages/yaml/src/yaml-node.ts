/** A part of a document. Offsets count UTF-16 code units of the text as it was given. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

interface Placed {
  readonly start: number;
  /** Behind the last character: the quote, the bracket, or the last part of what has neither. */
  readonly end: number;
}

export interface YamlScalar extends Placed {
  readonly kind: 'scalar';
  readonly text: string;
  /** Without quotes and tag: may stand for a number, a truth value or nothing. */
  readonly plain: boolean;
}

export interface YamlEntry {
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

export interface YamlMap extends Placed {
  readonly kind: 'map';
  readonly flow: boolean;
  readonly entries: readonly YamlEntry[];
}

export interface YamlList extends Placed {
  readonly kind: 'list';
  readonly flow: boolean;
  readonly items: readonly YamlNode[];
}

/** What a plain scalar is in YAML 1.2's core schema. */
export type PlainType = 'text' | 'nothing' | 'truth' | 'number';

const NUMBER =
  /^(?:0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(?:(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|\.(?:inf|Inf|INF))|\.(?:nan|NaN|NAN))$/;

/** The type that a scalar has for a strict reader. */
export function typeOfScalar({ text, plain }: YamlScalar): PlainType {
  if (!plain) return 'text';
  if (text === '' || text === '~' || /^(?:null|Null|NULL)$/.test(text)) return 'nothing';
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return 'truth';
  return NUMBER.test(text) ? 'number' : 'text';
}

/** The value of a key; undefined where the map lacks it. */
export function valueOf(map: YamlMap, key: string): YamlNode | undefined {
  return map.entries.find((entry) => entry.key.text === key)?.value;
}

/** Aliases that are merged into each other make a small map large. */
const MOST_MERGED = 1000;

/**
 * The entries of a map and of the maps that its `<<` names, as readers of YAML 1.1 have them: its
 * own win, then the first. What would be more than a thousand is left out.
 */
export function mergedEntries(map: YamlMap): readonly YamlEntry[] {
  if (!map.entries.some(isMerge)) return map.entries;
  const merged = new Map<string, YamlEntry>();
  const waiting: YamlMap[] = [map];
  for (
    let next = waiting.shift();
    next !== undefined && merged.size < MOST_MERGED;
    next = waiting.shift()
  ) {
    for (const entry of next.entries) {
      if (!isMerge(entry)) {
        if (!merged.has(entry.key.text)) merged.set(entry.key.text, entry);
        continue;
      }
      const { value } = entry;
      const parts = value.kind === 'list' ? value.items : [value];
      for (const part of parts) {
        if (part.kind === 'map' && waiting.length < MOST_MERGED) waiting.push(part);
      }
    }
  }
  return [...merged.values()];
}

function isMerge({ key, value }: YamlEntry): boolean {
  return key.text === '<<' && key.plain && value.kind !== 'scalar';
}
