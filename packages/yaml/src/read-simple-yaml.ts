import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';

/** A line that says something, cut once. Offsets are those of the text. */
interface Line {
  readonly indent: number;
  /** Where its dash or its key stands. */
  readonly start: number;
  /** Begins with a dash: an item of a list, and else an entry of a map. */
  readonly item: boolean;
  /** Of an entry: its key. */
  readonly key: YamlScalar | undefined;
  /** Undefined where the line holds a key alone. */
  readonly value: YamlScalar | undefined;
}

interface Reader {
  readonly lines: readonly Line[];
  at: number;
}

/** What the simple form does not have: control characters, tabs, and breaks that are none of its own. */
const UNUSUAL =
  /[\0-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|\r(?!\n)|\p{Cs}/u;
const KEY = /^[A-Za-z_][A-Za-z0-9_-]*$/;
/** What a word without quotes may begin with here: letters, digits, and what no grammar uses. */
const WORD_START = /^[A-Za-z0-9_./(\u00a1-\ud7ff\ue000-\ufefe\uff00-\uffef]/;

/**
 * Reads the form that nearly all heads of assets have: maps and lists by indentation, words and
 * quoted texts of one line. It is read several times faster than by the whole grammar. Undefined
 * for anything else, valid or not: the whole grammar then judges. What it does read has the same
 * nodes with the same offsets, which a test holds against random texts.
 */
export function readSimpleYaml(text: string, maxDepth: number): YamlNode | undefined {
  if (maxDepth <= DEEPEST + 1 || UNUSUAL.test(text)) return undefined;
  const lines = cutLines(text);
  const [first] = lines ?? [];
  if (lines === undefined || first === undefined || first.item) return undefined;
  const reader = { lines, at: 0 };
  const root = readMap(reader, first.indent, DEEPEST);
  return reader.at === lines.length ? root : undefined;
}

/** No head of an asset is deeper. */
const DEEPEST = 6;
/** The grammar has a bound for keys. */
const LONGEST_KEY = 200;

function cutLines(text: string): readonly Line[] | undefined {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf('\n', start);
    const next = newline < 0 ? text.length : newline + 1;
    let end = newline < 0 ? text.length : newline;
    while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
    let at = start;
    while (at < end && text.charCodeAt(at) === 0x20) at++;
    if (at < end && text.charCodeAt(at) !== 0x23) {
      const line = cutLine(text, at, end, at - start);
      if (line === undefined) return undefined;
      lines.push(line);
    }
    start = next;
  }
  return lines;
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0d;
}

function cutLine(text: string, at: number, end: number, indent: number): Line | undefined {
  if (text.charCodeAt(at) === 0x2d) {
    if (text.charCodeAt(at + 1) !== 0x20) return undefined;
    const value = readValue(text, skipSpaces(text, at + 2, end), end);
    return value === undefined
      ? undefined
      : { indent, start: at, item: true, key: undefined, value };
  }
  const colon = text.indexOf(':', at);
  if (colon < 0 || colon >= end) return undefined;
  const word = text.slice(at, colon);
  if (word.length > LONGEST_KEY || !KEY.test(word)) return undefined;
  const key: YamlScalar = { kind: 'scalar', text: word, plain: true, start: at, end: colon };
  if (colon + 1 === end) return { indent, start: at, item: false, key, value: undefined };
  if (text.charCodeAt(colon + 1) !== 0x20) return undefined;
  const value = readValue(text, skipSpaces(text, colon + 2, end), end);
  return value === undefined ? undefined : { indent, start: at, item: false, key, value };
}

function skipSpaces(text: string, from: number, end: number): number {
  let at = from;
  while (at < end && text.charCodeAt(at) === 0x20) at++;
  return at;
}

function readValue(text: string, start: number, end: number): YamlScalar | undefined {
  const quote = text.charCodeAt(start);
  if (quote === 0x22 || quote === 0x27) {
    const inner = text.slice(start + 1, end - 1);
    if (end - start < 2 || text.charCodeAt(end - 1) !== quote) return undefined;
    if (inner.includes(quote === 0x22 ? '"' : "'") || (quote === 0x22 && inner.includes('\\'))) {
      return undefined;
    }
    return { kind: 'scalar', text: inner, plain: false, start, end };
  }
  const word = text.slice(start, end);
  if (!WORD_START.test(word) || word.includes(': ') || word.includes(' #') || word.endsWith(':')) {
    return undefined;
  }
  return { kind: 'scalar', text: word, plain: true, start, end };
}

function readMap(reader: Reader, indent: number, depth: number): YamlMap | undefined {
  const first = reader.lines[reader.at] as Line;
  const start = first.key?.start ?? 0;
  const entries: YamlEntry[] = [];
  const known = new Set<string>();
  for (
    let line = reader.lines[reader.at];
    line?.indent === indent;
    line = reader.lines[reader.at]
  ) {
    const { key } = line;
    if (key === undefined || known.has(key.text)) return undefined;
    known.add(key.text);
    reader.at++;
    const value = line.value ?? readInner(reader, indent, key.end, depth - 1);
    if (value === undefined) return undefined;
    entries.push({ key, value });
    if (isDeeper(reader, indent)) return undefined;
  }
  const end = entries.at(-1)?.value.end ?? start;
  return { kind: 'map', flow: false, entries, start, end };
}

/** What stands below a key; nothing at all when the next line is none of its own. */
function readInner(
  reader: Reader,
  indent: number,
  near: number,
  depth: number,
): YamlNode | undefined {
  const next = reader.lines[reader.at];
  if (next === undefined || next.indent < indent || (next.indent === indent && !next.item)) {
    return { kind: 'scalar', text: '', plain: true, start: near, end: near };
  }
  if (depth === 0) return undefined;
  return next.item ? readList(reader, next.indent) : readMap(reader, next.indent, depth);
}

function readList(reader: Reader, indent: number): YamlList | undefined {
  const items: YamlScalar[] = [];
  let line = reader.lines[reader.at];
  const start = line?.start ?? 0;
  for (; line?.indent === indent && line.item; line = reader.lines[reader.at]) {
    items.push(line.value as YamlScalar);
    reader.at++;
    // A word may go on in a line further in.
    if (isDeeper(reader, indent)) return undefined;
  }
  return { kind: 'list', flow: false, items, start, end: items.at(-1)?.end ?? start };
}

/** Whether the next line stands further in than the one just read, which this form does not have. */
function isDeeper({ lines, at }: Reader, indent: number): boolean {
  const next = lines[at];
  return next !== undefined && next.indent > indent;
}
