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
