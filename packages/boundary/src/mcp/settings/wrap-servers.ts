// By this path: the package's main file cannot be bundled for Node, it looks for its parts when it runs.
import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  type Node,
  type ParseError,
} from 'jsonc-parser/lib/esm/main.js';

/** A server that a coding tool's settings name. */
export interface NamedServer {
  readonly name: string;
  /** Program and arguments; undefined: it is reached over the network. */
  readonly command: readonly [string, ...string[]] | undefined;
  readonly env: Readonly<Record<string, string>>;
  /** The proxy stands in front of it: `command` is the server's own all the same. */
  readonly isProxied: boolean;
}

/** The settings of a coding tool with other servers in them. */
export interface ServersEdit {
  readonly text: string;
  /** Names of the servers that were changed. */
  readonly changed: readonly string[];
}

/** How a server is started through the proxy. */
export interface ProxyCommand {
  /** The executable. */
  readonly program: string;
  /** Absolute folder whose policy decides. */
  readonly project: string;
}

/** Members of settings that hold servers by name. */
const HOLDERS: readonly (readonly string[])[] = [
  ['mcpServers'],
  ['servers'],
  ['mcp', 'servers'],
  ['context_servers'],
];
const FIRST = ['mcp', 'proxy', '--server'] as const;
/** `mcp proxy --server NAME --project DIR -- PROGRAM` */
const OWN_WORDS = 8;
const MAX_CHARS = 1024 * 1024;

/**
 * The servers that settings name, in their order; undefined: the tool itself could not read them.
 *
 * @param text JSON, with comments or without
 */
export function serversIn(text: string): readonly NamedServer[] | undefined {
  const root = treeOf(text);
  return root === undefined ? undefined : entriesIn(root).map((entry) => readServer(entry));
}

/**
 * Puts the proxy in front of every server that is started by a command. What a person wrote stays as
 * it is, byte for byte; doing it twice changes nothing.
 */
export function wrapServers(text: string, by: ProxyCommand): ServersEdit | undefined {
  return editEach(unwrapServers(text)?.text ?? text, (entry) => {
    const { command, args } = entry;
    if (command === undefined || (args !== undefined && args.type !== 'array')) return [];
    const words = [...FIRST, entry.name, '--project', by.project, '--', String(command.value)]
      .map((word) => JSON.stringify(word))
      .join(', ');
    const isEmpty = (args?.children ?? []).length === 0;
    const more: Edit =
      args === undefined
        ? { at: command.offset + command.length, cut: 0, put: `,"args":[${words}]` }
        : { at: args.offset + 1, cut: 0, put: isEmpty ? words : `${words},` };
    return [{ at: command.offset, cut: command.length, put: JSON.stringify(by.program) }, more];
  });
}

/** Takes the proxy away: the settings are as they were before. */
export function unwrapServers(text: string): ServersEdit | undefined {
  return editEach(text, ({ command, args }) => {
    const words = args?.children ?? [];
    if (command === undefined || args === undefined || !isOwn(words)) return [];
    const program = words[OWN_WORDS - 1] as Node;
    const next = words[OWN_WORDS];
    const restored = { at: command.offset, cut: command.length, put: textOf(text, program) };
    const from = args.offset + 1;
    const added = `,"args":${textOf(text, args)}`;
    const behind = command.offset + command.length;
    if (next === undefined && text.startsWith(added, behind)) {
      return [restored, { at: behind, cut: added.length, put: '' }];
    }
    const end = program.offset + program.length;
    const to = next === undefined ? end : text.indexOf(',', end) + 1;
    return [restored, { at: from, cut: to - from, put: '' }];
  });
}

interface Entry {
  readonly name: string;
  readonly node: Node;
  readonly command: Node | undefined;
  readonly args: Node | undefined;
}

interface Edit {
  readonly at: number;
  readonly cut: number;
  readonly put: string;
}

function editEach(text: string, edit: (entry: Entry) => readonly Edit[]): ServersEdit | undefined {
  const root = treeOf(text);
  if (root === undefined) return undefined;
  const changed: string[] = [];
  const edits: Edit[] = [];
  for (const entry of entriesIn(root)) {
    const own = edit(entry);
    if (own.length > 0) changed.push(entry.name);
    edits.push(...own);
  }
  let result = text;
  for (const { at, cut, put } of edits.toSorted((a, b) => b.at - a.at)) {
    result = result.slice(0, at) + put + result.slice(at + cut);
  }
  return { text: result, changed };
}

function treeOf(text: string): Node | undefined {
  if (text.length > MAX_CHARS || text.startsWith('\uFEFF')) return undefined;
  const errors: ParseError[] = [];
  try {
    const root = parseTree(text, errors, { allowTrailingComma: true });
    const isRead = errors.length === 0 && root?.type === 'object';
    return isRead && !hasTwins(root) ? root : undefined;
  } catch (error) {
    // The parser calls itself for every level.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Of two members of one name the tool could take the one that we do not look at. */
function hasTwins({ type, children = [] }: Node): boolean {
  if (type === 'object') {
    const names = children.map((member) => String(member.children?.[0]?.value));
    if (new Set(names).size < names.length) return true;
  }
  return children.some(hasTwins);
}

function entriesIn(root: Node): readonly Entry[] {
  return HOLDERS.flatMap((path) => {
    const holder = findNodeAtLocation(root, [...path]);
    return holder?.type === 'object' ? (holder.children ?? []) : [];
  }).flatMap(({ children }) => {
    const [name, node] = children ?? [];
    if (name === undefined || node?.type !== 'object') return [];
    const text = (member: string): Node | undefined => findNodeAtLocation(node, [member]);
    const command = text('command');
    return [
      {
        name: String(name.value),
        node,
        command: command?.type === 'string' ? command : undefined,
        args: text('args'),
      },
    ];
  });
}

function readServer({ name, node, command, args }: Entry): NamedServer {
  const words = (args?.children ?? []).map((word) => String(word.value));
  const isProxied = isOwn(args?.children ?? []);
  const [program, ...rest] = isProxied
    ? words.slice(OWN_WORDS - 1)
    : [String(command?.value ?? ''), ...words];
  const env = findNodeAtLocation(node, ['env']);
  const given = env === undefined ? {} : (getNodeValue(env) as Readonly<Record<string, unknown>>);
  return {
    name,
    command: command === undefined || program === undefined ? undefined : [program, ...rest],
    env: Object.fromEntries(
      Object.entries(given).filter(
        (member): member is [string, string] => typeof member[1] === 'string',
      ),
    ),
    isProxied,
  };
}

function isOwn(words: readonly Node[]): boolean {
  const at = (i: number): unknown => words[i]?.value;
  return (
    FIRST.every((word, i) => at(i) === word) &&
    at(4) === '--project' &&
    at(6) === '--' &&
    typeof at(OWN_WORDS - 1) === 'string'
  );
}

function textOf(text: string, { offset, length }: Node): string {
  return text.slice(offset, offset + length);
}
