import { COLLECTION_STYLE, EVENT_ID, getScalarValue, SCALAR_STYLE, type Event } from 'js-yaml';
import { endOf } from './node-end.ts';
import type { ParsedYaml } from './parse-yaml.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode, YamlScalar } from './yaml-node.ts';
import type { YamlProblem } from './read-yaml-tree.ts';

type Found = Omit<YamlProblem, 'line' | 'column'> & { readonly offset: number };

interface Built {
  readonly root: YamlNode | undefined;
  readonly problems: readonly Found[];
  /** Offset of a second document. */
  readonly second: number | undefined;
}

/** Aliases make a small text large: to so many nodes one may unfold. */
const UNFOLDED = 100_000;
const WRITE_OUT = 'write the value out where it is used';

interface Builder extends ParsedYaml {
  /** The text before lines got room: nodes tell its offsets. */
  readonly given: string;
  at: number;
  /** Offset in the original text of what was read last, for values that are written nowhere. */
  near: number;
  readonly problems: Found[];
  readonly anchors: Map<string, YamlNode | 'open'>;
  /** Nodes that each node unfolds to. */
  readonly sizes: Map<YamlNode, number>;
  readonly original: (offset: number) => number;
}

/** Makes nodes of events. */
export function buildNodes(given: string, parsed: ParsedYaml): Built {
  const builder: Builder = {
    ...parsed,
    given,
    at: 1,
    near: 0,
    problems: [],
    anchors: new Map(),
    sizes: new Map(),
    original: originalOffsets(parsed),
  };
  if (parsed.events[1] === undefined) return { root: undefined, problems: [], second: undefined };
  const root = readNode(builder);
  const second = parsed.events.findIndex(
    ({ type }, index) => index > 0 && type === EVENT_ID.DOCUMENT,
  );
  return {
    root,
    problems: builder.problems,
    second: second < 0 ? undefined : builder.original(startOf(parsed.events, second + 1)),
  };
}

function readNode(builder: Builder): YamlNode {
  const event = builder.events[builder.at] as Event;
  if (event.type === EVENT_ID.ALIAS) return readAlias(builder, event);
  if (event.type === EVENT_ID.SCALAR) {
    const scalar = readScalar(builder, event);
    remember(builder, event, scalar);
    return scalar;
  }
  if (event.type !== EVENT_ID.MAPPING && event.type !== EVENT_ID.SEQUENCE) {
    return { kind: 'scalar', text: '', plain: true, start: builder.near, end: builder.near };
  }
  refuseTag(builder, event, event.start);
  const name = anchorOf(builder, event);
  if (name !== undefined) builder.anchors.set(name, 'open');
  const node = event.type === EVENT_ID.MAPPING ? readMap(builder, event) : readList(builder, event);
  if (name !== undefined) builder.anchors.set(name, node);
  return node;
}

function readMap(builder: Builder, event: Extract<Event, { type: 3 }>): YamlMap {
  const start = builder.original(event.start);
  const entries: YamlEntry[] = [];
  const known = new Set<string>();
  let size = 1;
  builder.near = start;
  builder.at++;
  while (isInside(builder)) {
    const key = readKey(builder);
    const value = readNode(builder);
    if (key === undefined) continue;
    if (known.has(key.text)) {
      report(
        builder,
        key.start,
        'yaml_duplicate_key',
        `the key ${key.text} is given twice`,
        'keep one of the two',
      );
      continue;
    }
    known.add(key.text);
    entries.push({ key, value });
    size += 1 + (builder.sizes.get(value) ?? 1);
  }
  builder.at++;
  const flow = event.style === COLLECTION_STYLE.FLOW;
  if (flow) builder.near = behindBracket(builder.given, builder.near);
  return sized(builder, { kind: 'map', flow, entries, start, end: builder.near }, size);
}

function readKey(builder: Builder): YamlScalar | undefined {
  const event = builder.events[builder.at] as Event;
  if (event.type === EVENT_ID.SCALAR) return readNode(builder) as YamlScalar;
  const offset = startOf(builder.events, builder.at);
  const node = readNode(builder);
  if (node.kind === 'scalar') return node;
  report(
    builder,
    builder.original(offset),
    'yaml_key',
    'a key is no plain text',
    'use a word as the key',
  );
  return undefined;
}

function readList(builder: Builder, event: Extract<Event, { type: 2 }>): YamlList {
  const start = builder.original(event.start);
  const items: YamlNode[] = [];
  let size = 1;
  builder.near = start;
  builder.at++;
  while (isInside(builder)) {
    const item = readNode(builder);
    items.push(item);
    size += builder.sizes.get(item) ?? 1;
  }
  builder.at++;
  const flow = event.style === COLLECTION_STYLE.FLOW;
  if (flow) builder.near = behindBracket(builder.given, builder.near);
  return sized(builder, { kind: 'list', flow, items, start, end: builder.near }, size);
}

/** Behind the bracket that ends what began before: only blanks, commas and comments lie between. */
function behindBracket(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const char = text[at];
    if (char === ']' || char === '}') return at + 1;
    if (char === '#') {
      const newline = text.indexOf('\n', at);
      if (newline < 0) break;
      at = newline;
    }
  }
  return from;
}

function isInside({ events, at }: Builder): boolean {
  return events[at] !== undefined && events[at]?.type !== EVENT_ID.POP;
}

function sized<Node extends YamlNode>(builder: Builder, node: Node, size: number): Node {
  builder.sizes.set(node, size);
  return node;
}

function readScalar(builder: Builder, event: Extract<Event, { type: 4 }>): YamlScalar {
  builder.at++;
  const text = getScalarValue(builder.text, event);
  const quoted =
    event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  const start =
    event.valueStart < 0 ? builder.near : builder.original(event.valueStart) - Number(quoted);
  const end =
    event.valueStart < 0 ? builder.near : builder.original(event.valueEnd) + Number(quoted);
  builder.near = end;
  const tagged = event.tagStart >= 0;
  refuseTag(builder, event, event.valueStart);
  return { kind: 'scalar', text, plain: event.style === SCALAR_STYLE.PLAIN && !tagged, start, end };
}

function readAlias(builder: Builder, event: Extract<Event, { type: 5 }>): YamlNode {
  const name = builder.text.slice(event.anchorStart, event.anchorEnd);
  const start = builder.original(event.anchorStart - 1);
  const end = builder.original(event.anchorEnd);
  builder.at++;
  builder.near = end;
  const empty: YamlScalar = { kind: 'scalar', text: '', plain: true, start, end };
  const target = builder.anchors.get(name);
  if (target === undefined || target === 'open') {
    const what =
      target === 'open'
        ? `the alias ${name} stands for what it is part of`
        : `nothing above is called ${name}`;
    report(builder, start, 'yaml_alias', what, WRITE_OUT);
    return empty;
  }
  if ((builder.sizes.get(target) ?? 1) > UNFOLDED) {
    report(builder, start, 'yaml_alias', `the alias ${name} repeats too much`, WRITE_OUT);
    return empty;
  }
  return target;
}

function anchorOf(
  { text }: Builder,
  event: { readonly anchorStart: number; readonly anchorEnd: number },
): string | undefined {
  return event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
}

function remember(builder: Builder, event: Extract<Event, { type: 4 }>, node: YamlNode): void {
  const name = anchorOf(builder, event);
  if (name !== undefined) builder.anchors.set(name, node);
}

function refuseTag(
  builder: Builder,
  event: { readonly tagStart: number; readonly tagEnd: number },
  offset: number,
): void {
  if (event.tagStart < 0) return;
  const tag = builder.text.slice(event.tagStart, event.tagEnd);
  if (tag === '!!str') return;
  const at = offset < 0 ? event.tagStart : offset;
  report(
    builder,
    builder.original(at),
    'yaml_tag',
    'tags other than !!str are not read',
    'write the value without a tag; put text in quotes',
  );
}

function report(
  builder: Builder,
  offset: number,
  code: Found['code'],
  message: string,
  hint: string,
): void {
  builder.problems.push({ code, message, hint, offset });
}

/** Where the first event from `index` on stands that stands somewhere. */
function startOf(events: readonly Event[], index: number): number {
  for (let at = index; at < endOf(events, index); at++) {
    const event = events[at];
    if (event?.type === EVENT_ID.SCALAR && event.valueStart >= 0) return event.valueStart;
    if (event?.type === EVENT_ID.MAPPING || event?.type === EVENT_ID.SEQUENCE) return event.start;
    if (event?.type === EVENT_ID.ALIAS) return event.anchorStart - 1;
  }
  return 0;
}

/** Takes the spaces off again that lines in brackets got. */
function originalOffsets({ text, padding }: ParsedYaml): (offset: number) => number {
  if (padding.size === 0) return (offset) => offset;
  const added: (readonly [offset: number, spaces: number])[] = [];
  let line = 1;
  let start = 0;
  for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r|$/gu)) {
    const spaces = padding.get(line);
    if (spaces !== undefined) added.push([start, spaces]);
    start = index + end.length;
    line++;
  }
  return (offset) => {
    let less = 0;
    for (const [at, spaces] of added) if (at < offset) less += Math.min(spaces, offset - at);
    return offset - less;
  };
}
