import type { CommandContext } from '../model/context.ts';
import type { CommandReading, EffectKind, Obscurity } from '../model/effect.ts';
import type { ReadProgram, Word } from '../model/invocation.ts';
import { carriesCode } from '../windows/code-variables.ts';
import {
  addEffect,
  endGathering,
  invocationOf,
  knownWord,
  plainProgram,
  runInFolders,
  startGathering,
  UNKNOWN_WORD,
  type Gatherer,
  type ReadScript,
} from '../windows/gatherer.ts';
import { changeFolders, isNowhere, placesOf, serverOf } from '../windows/windows-path.ts';
import { BUILT_INS, type BuiltIn } from './built-ins.ts';
import { splitLines, type CmdCommand, type CmdWord } from './split-line.ts';

/** Characters; scripts within `for /f`, `start` and `call`. */
const MOST_TEXT = 32_768;
const MOST_DEPTH = 8;

interface Session {
  readonly gatherer: Gatherer;
  readonly context: CommandContext;
  readonly isSet: (name: string) => boolean;
  readonly depth: number;
  /** Where the text may be: the newest first. A `cd` that fails leaves it where it was. */
  readonly where: { folders: readonly string[] };
}

/**
 * What a text of cmd.exe would do: its own commands, programs by `readProgram`, redirections,
 * `if` and `for` as if they ran. Labels, delayed variables and all else is an obscurity.
 * It never throws.
 *
 * @param readScript reads what a program starts in its turn, and bounds how deep that goes
 */
export function readCmd(
  text: string,
  context: CommandContext,
  readProgram: ReadProgram,
  readScript: ReadScript,
): CommandReading {
  const gatherer = startGathering(readProgram, readScript);
  if (text.length > MOST_TEXT) gatherer.obscurities.add('too_large');
  else {
    const isSet = findSettings(text);
    // `!x!` is a variable from there on.
    if (/delayedexpansion/i.test(text)) gatherer.obscurities.add('code_unknown');
    const where = { folders: [context.folder] };
    runText(text, { gatherer, context, isSet, depth: 0, where });
  }
  return endGathering(gatherer);
}

/** Names that the text sets anywhere: their values are not known before it runs. */
function findSettings(text: string): (name: string) => boolean {
  const plain = text.replaceAll('^', '');
  const names = new Set<string>();
  for (const match of plain.matchAll(/\bset(?:\s+\/[ap])?[\s"]+([^=\s"]{1,64})\s*[-+*/%]?=/gi)) {
    names.add((match[1] as string).toLowerCase());
  }
  const makesNames = /\bset\b[^\r\n]{0,200}%/i.test(plain);
  return (name) => makesNames || names.has(name);
}

function runText(text: string, session: Session): void {
  if (session.depth >= MOST_DEPTH) {
    obscure(session, 'too_large');
    return;
  }
  const { commands, closed } = splitLines(text, session.context, session.isSet);
  if (!closed) obscure(session, 'syntax_error');
  for (const command of commands) runCommand(command, session);
}

function obscure({ gatherer }: Session, obscurity: Obscurity): void {
  gatherer.obscurities.add(obscurity);
}

function runCommand({ words, outputs, inputs, piped }: CmdCommand, session: Session): void {
  for (const word of outputs) touch('write', word, 'file', '', session);
  for (const word of inputs) touch('read', word, 'file', '', session);
  const [first, ...rest] = words;
  if (first === undefined) return;
  const written = bare(first.text).replace(/^[@,;=]+/, '');
  if (!first.known) {
    obscure(session, 'program_unknown');
    return;
  }
  // A label, a comment.
  if (written.startsWith(':') || written === '') return;
  // `del/q`, `cd..`, `echo.x`: the name ends where it cannot go on.
  const own = /^([A-Za-z]+)([\\/.,;=+:[\]].*)$/s.exec(written);
  const glued =
    own !== null &&
    isOwn((own[1] as string).toLowerCase()) &&
    !/\.(?:exe|com|bat|cmd)$/i.test(written);
  const name = plainProgram(glued ? (own[1] as string) : written);
  const args = glued ? [{ text: own[2] as string, known: true }, ...rest] : rest;
  const keyword = Object.hasOwn(KEYWORDS, name) ? KEYWORDS[name] : undefined;
  const builtIn = Object.hasOwn(BUILT_INS, name) ? BUILT_INS[name] : undefined;
  const isPath = /[\\/]/.test(written) && !glued;
  if (keyword !== undefined && !isPath) keyword(args, session);
  else if (builtIn !== undefined && !isPath) runBuiltIn(name, builtIn, args, session);
  else {
    // cmd looks into its own folder first.
    const file = !isPath && /\.(?:bat|cmd)$/i.test(written) ? `./${written}` : written;
    const input = piped ? 'pipe' : 'terminal';
    const given = args.map((word) => wordOf(word, name));
    runInFolders(
      session.gatherer,
      invocationOf(file, given, input, session.context),
      session.where.folders,
    );
    return;
  }
  session.gatherer.programs.add(name);
}

function isOwn(name: string): boolean {
  return Object.hasOwn(KEYWORDS, name) || Object.hasOwn(BUILT_INS, name);
}

function bare(text: string): string {
  return text.replaceAll('"', '');
}

/** As the program's own reading of its line gives it; quotes behind a backslash are its matter. */
function wordOf({ text, known }: CmdWord, program: string): Word {
  // cmd itself sees its line as it is written, with quotes that begin anywhere.
  const isClear = program === 'cmd' ? /^(?:"[^"]*"|[^"]*)$/.test(text) : !text.includes('\\"');
  return known && isClear ? knownWord(bare(text)) : UNKNOWN_WORD;
}

function touch(
  kind: EffectKind,
  { text, known }: CmdWord,
  reach: 'file' | 'tree',
  program: string,
  session: Session,
  destructive = false,
): void {
  const { gatherer, where } = session;
  const path = bare(text);
  if (known && isNowhere(path)) return;
  const server = known ? serverOf(path) : undefined;
  if (server !== undefined) {
    addEffect(
      gatherer,
      'network',
      { kind: 'host', host: server, method: kind === 'read' ? 'get' : 'put' },
      program,
    );
  }
  const places = known
    ? placesOf(path, where.folders, reach, true)
    : [{ kind: 'unknown_path' as const }];
  for (const place of places) addEffect(gatherer, kind, place, program, destructive);
}

function runBuiltIn(
  name: string,
  builtIn: BuiltIn,
  args: readonly CmdWord[],
  session: Session,
): void {
  const { roles, last, tree, deletes, here } = builtIn;
  if (roles === 'x') return;
  const parts = args.flatMap(partsOf);
  const isSwitch = ({ text }: CmdWord): boolean =>
    text.startsWith('/') || (name === 'attrib' && /^[-+]/.test(text));
  const switches = parts.filter(isSwitch);
  const files = parts.filter((part) => !isSwitch(part));
  if (name === 'findstr') {
    // `/g:file` and `/f:file` read, `/c:text` stands for the pattern.
    for (const { text, known } of switches) {
      const file = /^\/[gf]:(.+)$/i.exec(text)?.[1];
      if (file !== undefined) touch('read', { text: file, known }, 'file', name, session);
    }
    if (switches.some(({ text }) => /^\/[cg]:/i.test(text)))
      files.unshift({ text: '', known: true });
  }
  const reach =
    tree !== undefined &&
    (name === 'tree' || name === 'mklink' || switches.some(({ text }) => tree.test(text)))
      ? 'tree'
      : 'file';
  const takes = deletes !== undefined && switches.some(({ text }) => deletes.test(text));
  if (files.length === 0 && here === true) files.push({ text: '.', known: true });
  // `copy a` writes a file of that name here.
  if (last !== undefined && files.length === 1) files.push({ text: '.', known: true });
  for (const [index, file] of files.entries()) {
    const isLast = last !== undefined && index === files.length - 1;
    const role = isLast ? last : (roles[Math.min(index, roles.length - 1)] as string);
    runRole(role, file, reach, name, session);
    if (takes && role !== 'x') touch('delete', file, 'tree', name, session, true);
  }
}

function runRole(
  role: string,
  file: CmdWord,
  reach: 'file' | 'tree',
  name: string,
  session: Session,
): void {
  switch (role) {
    case 'd':
      touch('delete', file, reach, name, session, true);
      return;
    case 'm':
      touch('read', file, 'tree', name, session);
      touch('delete', file, 'tree', name, session);
      return;
    case 'w':
      touch('write', file, reach, name, session);
      return;
    case 'r':
      touch('read', file, reach, name, session);
      return;
    default:
  }
}

/** Blanks are not the only things between arguments: `a,b;c`, `a+b`, `x/q`. */
function partsOf({ text, known }: CmdWord): readonly CmdWord[] {
  if (text.startsWith('/')) {
    return (text.match(/\/[^/]*/g) ?? []).map((part) => ({ text: part, known }));
  }
  if (text.includes('"') || /^[-+]/.test(text)) return [{ text, known }];
  const [path = '', ...switches] = text.split(/(?=\/)/);
  const parts = path.split(/[,;=+]/).filter(Boolean);
  // A forward slash begins a switch, and in some places a folder: it may be either.
  const isFolder = switches.length > 0;
  return [
    ...parts.map((part) => ({ text: part, known: known && !isFolder })),
    ...switches.map((part) => ({ text: part, known })),
  ];
}

type Keyword = (args: readonly CmdWord[], session: Session) => void;

const changeFolder: Keyword = (args, session) => {
  const { where } = session;
  const target = args.filter(({ text }) => !/^\/d$/i.test(text));
  if (target.length === 0) return;
  const text = bare(target.map((each) => each.text).join(' '));
  const isKnown = target.every(({ known }) => known);
  const folders = isKnown ? changeFolders(text, where.folders) : undefined;
  const server = serverOf(text);
  if (server !== undefined) {
    addEffect(session.gatherer, 'network', { kind: 'host', host: server, method: 'get' }, 'cd');
  }
  if (folders === undefined) obscure(session, 'code_unknown');
  else where.folders = folders;
};

/** What stands behind it is a line of its own. */
const runRest: Keyword = (args, session) => {
  const line = args.map(({ text }) => text).join(' ');
  if (args.some(({ known }) => !known)) obscure(session, 'program_unknown');
  else runText(line, { ...session, depth: session.depth + 1 });
};

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  cd: changeFolder,
  chdir: changeFolder,
  pushd: changeFolder,
  call: (args, session) => {
    // A label of this text, which is read anyway.
    if (args[0]?.text.startsWith(':') !== true) runRest(args, session);
    else if (args.length > 1) obscure(session, 'code_opaque');
  },
  start: (args, session) => {
    const rest = args[0]?.text.startsWith('"') === true ? args.slice(1) : [...args];
    while (rest[0]?.text.startsWith('/') === true) {
      const option = rest.shift()?.text ?? '';
      if (!/^\/(?:b|wait|w|min|max|low|normal|high|i)$/i.test(option))
        obscure(session, 'code_opaque');
    }
    if (/^"?[a-z][a-z0-9+.-]+:/i.test(rest[0]?.text ?? '')) obscure(session, 'code_opaque');
    else if (rest.length > 0) runRest(rest, session);
  },
  set: (args, session) => {
    const text = bare(args.map((each) => each.text).join(' '));
    const name = /^(?:\/[ap]\s+)?([^=]+)=/i.exec(text)?.[1]?.trim();
    const isUnknown = args.some(({ known }) => !known) && !/^[\w]+=/.test(text);
    if (isUnknown || (name !== undefined && carriesCode(name))) obscure(session, 'code_unknown');
  },
  path: (args, session) => {
    if (args.length > 0) obscure(session, 'code_unknown');
  },
  goto: (args, session) => {
    if (!/^:?eof$/i.test(args[0]?.text ?? '')) obscure(session, 'code_opaque');
  },
  for: (args, session) => {
    const option = args[0]?.text.toLowerCase() ?? '';
    const set = args.at(-1);
    if (option !== '/f' || set === undefined) return;
    const source = set.text.trim();
    const usesBack = args.some(({ text }) => /usebackq/i.test(text));
    const command = (usesBack ? /^`(.*)`$/s : /^'(.*)'$/s).exec(source)?.[1];
    if (command !== undefined && !set.known) obscure(session, 'code_unknown');
    else if (command !== undefined)
      runText(command.replaceAll('^', ''), { ...session, depth: session.depth + 1 });
    else if (!/^["']/.test(source))
      touch('read', { text: source, known: set.known }, 'file', 'for', session);
  },
  if: (args, session) => {
    // Its condition was cut off, unless it was not understood.
    if (args.length > 3) obscure(session, 'syntax_error');
  },
  else: () => undefined,
};
