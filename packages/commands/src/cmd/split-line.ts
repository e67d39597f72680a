import type { CommandContext } from '../model/context.ts';

/** A word of a line, its quotes as written. */
export interface CmdWord {
  readonly text: string;
  /** A variable in it is known only when it runs. */
  readonly known: boolean;
}

/** One command: what stands between `&`, `|`, parentheses and line ends. */
export interface CmdCommand {
  readonly words: readonly CmdWord[];
  /** Files that it writes to, and reads from, by `>` and `<`. */
  readonly outputs: readonly CmdWord[];
  readonly inputs: readonly CmdWord[];
  /** It gets what the command before it says. */
  readonly piped: boolean;
}

export interface CmdLines {
  readonly commands: readonly CmdCommand[];
  /** Quotes and parentheses are closed. */
  readonly closed: boolean;
}

/** Stands for a text that nobody knows before it runs; no honest text holds it. */
const HOLE = '\uE000';

interface State {
  readonly text: string;
  readonly commands: CmdCommand[];
  at: number;
  word: string | undefined;
  words: CmdWord[];
  outputs: CmdWord[];
  inputs: CmdWord[];
  /** Where the next word goes. */
  next: 'words' | 'outputs' | 'inputs';
  piped: boolean;
  open: number;
  closed: boolean;
}

/**
 * Cuts a text of cmd into its commands, once from left to right: variables first, as cmd does,
 * then carets, quotes, operators. What `if` and `for` hold are commands of their own.
 *
 * @param isSet variables that the text sets itself: they are not known
 */
export function splitLines(
  text: string,
  context: CommandContext,
  isSet: (name: string) => boolean,
): CmdLines {
  const state: State = {
    text: fillVariables(text, context, isSet),
    commands: [],
    at: 0,
    word: undefined,
    words: [],
    outputs: [],
    inputs: [],
    next: 'words',
    piped: false,
    open: 0,
    closed: !text.includes(HOLE),
  };
  while (state.at < state.text.length) takeChar(state);
  endCommand(state, false);
  return { commands: state.commands, closed: state.closed && state.open === 0 };
}

/** `%x%`, `%1`, `%~dp0`, `%%i`, `%x:a=b%`: what is not certain is a hole. */
function fillVariables(
  text: string,
  context: CommandContext,
  isSet: (name: string) => boolean,
): string {
  return text.replaceAll(
    /%%?~?[A-Za-z$]*[0-9*](?!\w*%)|%([^%\s:&|<>^"]{1,64})(:[^%\r\n]{0,200})?%|%%?~?[A-Za-z$:]*|%/g,
    (_whole, name?: string, change?: string) => {
      if (name === undefined || change !== undefined || isSet(name.toLowerCase())) return HOLE;
      return environmentOf(name, context) ?? HOLE;
    },
  );
}

function environmentOf(
  name: string,
  { variables, home, folder }: CommandContext,
): string | undefined {
  const known = variables.get(name) ?? variables.get(name.toUpperCase());
  if (known !== undefined) return known;
  switch (name.toUpperCase()) {
    case 'USERPROFILE':
      return home;
    case 'CD':
      return folder;
    case 'COMSPEC':
      return 'cmd.exe';
    default:
      return undefined;
  }
}

function takeChar(state: State): void {
  const { text } = state;
  const char = text[state.at] as string;
  const next = text[state.at + 1] ?? '';
  if (char === '^') takeCaret(state, next);
  else if (char === '"') takeQuote(state);
  else if (char === '\n' || char === '\r') endLine(state);
  else if (/[ \t\v\f\0\u00A0]/.test(char)) {
    state.at += 1;
    endWord(state);
  } else if (char === '&' || char === '|') {
    state.at += char === next ? 2 : 1;
    endCommand(state, char === '|' && next !== '|');
  } else if (char === '>' || char === '<') takeRedirection(state, char);
  else if (char === '(' && /^@{0,9}$/.test(state.word ?? '') && isFresh(state)) {
    // `@(` is a group that is not shown.
    state.word = undefined;
    state.at += 1;
    state.open += 1;
  } else if (char === ')' && state.open > 0) {
    state.at += 1;
    endCommand(state, false);
    state.open -= 1;
  } else {
    state.word = (state.word ?? '') + char;
    state.at += 1;
  }
}

function isFresh({ words, outputs, inputs }: State): boolean {
  return words.length + outputs.length + inputs.length === 0;
}

/** Takes away the meaning of the next character; at a line's end joins the lines. */
function takeCaret(state: State, next: string): void {
  if (next === '\r' || next === '\n') {
    state.at += next === '\r' && state.text[state.at + 2] === '\n' ? 3 : 2;
    return;
  }
  state.word = (state.word ?? '') + next;
  state.at += 2;
}

/** Between quotes nothing has a meaning; a line's end closes them. */
function takeQuote(state: State): void {
  const { text, at } = state;
  const rest = /["\r\n]/g;
  rest.lastIndex = at + 1;
  const end = rest.exec(text)?.index ?? text.length;
  state.word = (state.word ?? '') + text.slice(at, end + (text[end] === '"' ? 1 : 0));
  state.at = text[end] === '"' ? end + 1 : end;
}

function takeRedirection(state: State, char: string): void {
  const found =
    /^(?:>{1,2}|<)(?:&[0-9])?/.exec(state.text.slice(state.at, state.at + 4))?.[0] ?? char;
  // The digit before it is a stream, not a word.
  if (/^[0-9]$/.test(state.word ?? '')) state.word = undefined;
  endWord(state);
  state.at += found.length;
  if (!found.includes('&')) state.next = char === '>' ? 'outputs' : 'inputs';
}

function endWord(state: State): void {
  const { word } = state;
  if (word === undefined) return;
  state.word = undefined;
  state[state.next].push({ text: word, known: !word.includes(HOLE) });
  const isArgument = state.next === 'words';
  state.next = 'words';
  if (isArgument) takeCondition(state);
}

function endLine(state: State): void {
  state.at += 1;
  endCommand(state, false);
}

function endCommand(state: State, pipes: boolean): void {
  endWord(state);
  if (!isFresh(state)) {
    const { words, outputs, inputs, piped } = state;
    state.commands.push({ words, outputs, inputs, piped });
  }
  // A redirection without a file behind it.
  if (state.next !== 'words') state.closed = false;
  state.words = [];
  state.outputs = [];
  state.inputs = [];
  state.next = 'words';
  state.piped = pipes;
}

/** Behind the condition of `if`, behind `else` and behind `do` another command begins. */
function takeCondition(state: State): void {
  const { words, piped } = state;
  const first = words[0]?.text.replace(/^@+/, '').toLowerCase();
  if (first === 'for') {
    if (words.at(-1)?.text.toLowerCase() === 'in') takeSet(state);
  } else if (first === 'else') endCommand(state, piped);
  // No condition is longer.
  else if (first === 'if' && words.length <= 8) {
    const texts = words.slice(1).map(({ text }) => text.toLowerCase());
    if (isCondition(texts)) endCommand(state, piped);
  }
}

function isCondition(texts: readonly string[]): boolean {
  const rest = texts.filter((text) => text !== '/i' && text !== 'not');
  const [first = '', second = ''] = rest;
  if (/^(?:exist|defined|errorlevel|cmdextversion)$/.test(first)) return rest.length === 2;
  if (/[^=]==[^=]/.test(first)) return rest.length === 1;
  if (first.endsWith('==')) return rest.length === 2;
  if (second === '==' || /^(?:equ|neq|lss|leq|gtr|geq)$/.test(second)) return rest.length === 3;
  return second.startsWith('==') && rest.length === 2;
}

/** `for %i in ( … ) do`: the set is one word of the command, which ends before what it repeats. */
function takeSet(state: State): void {
  const head = /^\s*\(/.exec(state.text.slice(state.at, state.at + 20));
  const end = head === null ? -1 : setEnd(state.text, state.at + head[0].length);
  const tail = end < 0 ? null : /^\)\s*do(?=[\s("@])/i.exec(state.text.slice(end, end + 20));
  if (head === null || tail === null) {
    state.closed = false;
    return;
  }
  const set = state.text.slice(state.at + head[0].length, end);
  state.words.push({ text: set, known: !set.includes(HOLE) });
  state.at = end + tail[0].length;
  endCommand(state, false);
}

function setEnd(text: string, from: number): number {
  let quoted = false;
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === '"') quoted = !quoted;
    else if (char === '^' && !quoted) at += 1;
    else if (char === ')' && !quoted) return at;
    else if (char === '\n') return -1;
  }
  return -1;
}
