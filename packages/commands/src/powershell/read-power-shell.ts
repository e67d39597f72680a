import type { CommandContext } from '../model/context.ts';
import type { CommandReading } from '../model/effect.ts';
import type { ReadProgram } from '../model/invocation.ts';
import { carriesCode } from '../windows/code-variables.ts';
import { endGathering, startGathering, type ReadScript } from '../windows/gatherer.ts';
import { countSettings } from './count-settings.ts';
import { readCommand, takeRedirection, type Redirection } from './read-command.ts';
import { beginsExpression, readExpression } from './read-expression.ts';
import { plainName } from './read-text.ts';
import { touch } from './run-cmdlet.ts';
import { runCommand } from './run-command.ts';
import { skipBlanks, takeGroup, type Cursor } from './scan-group.ts';
import { obscure, UNKNOWN, type Session, type Value } from './session.ts';

/** Characters, and groups within groups. */
const MOST_TEXT = 32_768;
const MOST_DEPTH = 16;
/** Variables through which the shell itself is told what to run, and with which arguments. */
const RULING =
  /^(?:psdefaultparametervalues|executioncontext|psmoduleautoloadingpreference|psnativecommandargumentpassing|profile)$/;

/**
 * What a text of PowerShell would do: commands, pipes, variables that are set once, and the blocks
 * of `if`, loops and `try`, each as if it ran. Cmdlets of a table have their effects, programs are
 * those of `readProgram`; .NET, modules, classes and all else is an obscurity. It never throws.
 *
 * @param readScript reads what a program starts in its turn, and bounds how deep that goes
 */
export function readPowerShell(
  text: string,
  context: CommandContext,
  readProgram: ReadProgram,
  readScript: ReadScript,
): CommandReading {
  const gatherer = startGathering(readProgram, readScript);
  if (text.length > MOST_TEXT) gatherer.obscurities.add('too_large');
  else {
    // Quotes and dashes of print are quotes and dashes to PowerShell.
    const plain = text
      .replaceAll(/[\u2018-\u201B]/g, "'")
      .replaceAll(/[\u201C-\u201E]/g, '"')
      .replaceAll(/[\u2013-\u2015]/g, '-');
    const scope = {
      variables: new Map<string, Value>(),
      ...countSettings(plain),
      functions: new Set<string>(),
      folders: [context.folder],
    };
    const base = { gatherer, context, scope, depth: 0, conditional: false, item: undefined };
    const session: Session = {
      ...base,
      run: (inner, part) => runText(inner, { ...session, ...part }),
    };
    runText(plain, session);
  }
  return endGathering(gatherer);
}

/** Runs the statements of a text; answers with the value of its only statement. */
function runText(text: string, around: Session): Value {
  if (around.depth >= MOST_DEPTH) {
    obscure(around, 'too_large');
    return UNKNOWN;
  }
  const session: Session = {
    ...around,
    depth: around.depth + 1,
    run: (inner, { conditional, item }) => runText(inner, { ...session, conditional, item }),
  };
  const cursor: Cursor = { text, at: 0 };
  let value = UNKNOWN;
  let count = 0;
  for (;;) {
    skipSeparators(cursor);
    if (cursor.at >= text.length) break;
    session.gatherer.budget.statements -= 1;
    if (session.gatherer.budget.statements < 0) {
      obscure(session, 'budget_spent');
      break;
    }
    const before = cursor.at;
    value = runStatement(cursor, session);
    count += 1;
    const isKeywordEnd = text[cursor.at - 1] === '}';
    skipBlanks(cursor, false);
    const isApart = cursor.at >= text.length || /[;\n\r&]/.test(text[cursor.at] as string);
    if (cursor.at === before || (!isApart && !isKeywordEnd && !text.startsWith('||', cursor.at))) {
      obscure(session, 'syntax_error');
      break;
    }
  }
  return count === 1 ? value : UNKNOWN;
}

function skipSeparators(cursor: Cursor): void {
  for (;;) {
    skipBlanks(cursor, true);
    const sign = /^(?:;|&&|\|\||&(?![\s'"$({@]))/.exec(
      cursor.text.slice(cursor.at, cursor.at + 2),
    )?.[0];
    if (sign === undefined) return;
    cursor.at += sign.length;
  }
}

function runStatement(cursor: Cursor, session: Session): Value {
  const word = /^[A-Za-z]+(?![\w.\\/:-])/.exec(cursor.text.slice(cursor.at, cursor.at + 24))?.[0];
  if (word !== undefined) {
    const key = word.toLowerCase();
    const keyword = Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined;
    if (keyword !== undefined && !isAlias(cursor, key)) {
      cursor.at += word.length;
      keyword(cursor, session);
      return UNKNOWN;
    }
  }
  const start = cursor.at;
  if (!beginsExpression(cursor)) return runPipeline(cursor, session);
  const first = readExpression(cursor, session);
  const sign = /^(?:[-+*/%]|\?\?)?=/.exec(cursor.text.slice(cursor.at, cursor.at + 3))?.[0];
  if (sign === undefined) return runPipeline(cursor, session, first);
  const target = cursor.text.slice(start, cursor.at).trim();
  cursor.at += sign.length;
  skipBlanks(cursor, true);
  const value = runStatement(cursor, session);
  setVariable(target, sign === '=' ? value : UNKNOWN, session);
  return UNKNOWN;
}

/** `foreach` behind a pipe or without a parenthesis is a command. */
function isAlias({ text, at }: Cursor, key: string): boolean {
  return key === 'foreach' && !/^\s*\(/.test(text.slice(at + key.length, at + key.length + 40));
}

function setVariable(target: string, value: Value, session: Session): void {
  const { scope } = session;
  const plain = target.replace(/^(?:\[[\w.[\]]+\]\s*)+/, '');
  const found = /^\$(?:\{([^}]+)\}|((?:\w+:)?\w+))(.*)$/s.exec(plain);
  if (found === null) {
    obscure(session, 'code_opaque');
    return;
  }
  const name = plainName(found[1] ?? found[2] ?? '');
  const rest = (found[3] ?? '').trim();
  if (name.startsWith('env:')) {
    if (carriesCode(name.slice(4))) obscure(session, 'code_unknown');
  } else if (name.includes(':') || RULING.test(name)) obscure(session, 'code_opaque');
  // A property may be one of a file: `$file.IsReadOnly = $false`.
  if (rest.startsWith('.')) obscure(session, 'code_opaque');
  const isWhole = rest === '' && !session.conditional && scope.steady(name);
  scope.variables.set(name, isWhole ? value : UNKNOWN);
}

/** Elements with `|` between them; answers with what the last gives. */
function runPipeline(cursor: Cursor, session: Session, first?: Value): Value {
  const redirections: Redirection[] = [];
  let value = first ?? runElement(cursor, session, undefined, redirections);
  for (;;) {
    skipBlanks(cursor, false);
    while (takeRedirection(cursor, session, redirections)) skipBlanks(cursor, false);
    if (cursor.text[cursor.at] !== '|' || cursor.text[cursor.at + 1] === '|') break;
    cursor.at += 1;
    skipBlanks(cursor, true);
    value = runElement(cursor, session, value, redirections);
  }
  for (const { target } of redirections) touch('write', target, 'file', false, '', session);
  return value;
}

function runElement(
  cursor: Cursor,
  around: Session,
  upstream: Value | undefined,
  redirections: Redirection[],
): Value {
  const session = upstream === undefined ? around : withItem(around, upstream);
  if (upstream === undefined && beginsExpression(cursor)) return readExpression(cursor, session);
  const { command, redirections: own, isBlock } = readCommand(cursor, upstream, session);
  redirections.push(...own);
  return isBlock ? UNKNOWN : runCommand(command, session);
}

/** In the blocks of a command `$_` is what comes through the pipe. */
function withItem(around: Session, upstream: Value): Session {
  const { objects } = upstream;
  return { ...around, item: objects === undefined ? UNKNOWN : { ...UNKNOWN, objects } };
}

type Keyword = (cursor: Cursor, session: Session) => void;

function takeOpening(cursor: Cursor, session: Session, opener: string): string | undefined {
  skipBlanks(cursor, true);
  const inner = cursor.text[cursor.at] === opener ? takeGroup(cursor) : undefined;
  if (inner === undefined) {
    obscure(session, 'syntax_error');
    cursor.at = cursor.text.length;
  }
  return inner;
}

function runBlock(cursor: Cursor, session: Session, item?: Value): void {
  const inner = takeOpening(cursor, session, '{');
  if (inner !== undefined) session.run(inner, { conditional: true, item: item ?? session.item });
}

function runCondition(cursor: Cursor, session: Session): void {
  const inner = takeOpening(cursor, session, '(');
  if (inner !== undefined) session.run(inner, { conditional: true, item: session.item });
}

/** True when the word follows, which is then passed. */
function follows(cursor: Cursor, word: RegExp): boolean {
  const before = cursor.at;
  skipBlanks(cursor, true);
  const found = word.exec(cursor.text.slice(cursor.at, cursor.at + 12))?.[0];
  cursor.at = found === undefined ? before : cursor.at + found.length;
  return found !== undefined;
}

const opaque: Keyword = (cursor, session) => {
  obscure(session, 'code_opaque');
  cursor.at = cursor.text.length;
};
const withValue: Keyword = (cursor, session) => {
  skipBlanks(cursor, false);
  if (cursor.at < cursor.text.length && !/[;\n\r}]/.test(cursor.text[cursor.at] as string)) {
    runStatement(cursor, session);
  }
};
const withCondition: Keyword = (cursor, session) => {
  runCondition(cursor, session);
  runBlock(cursor, session);
};
const withName: Keyword = (cursor, session) => {
  skipBlanks(cursor, true);
  const name = /^[\w:-]+/.exec(cursor.text.slice(cursor.at, cursor.at + 100))?.[0];
  if (name === undefined || name.includes(':')) {
    opaque(cursor, session);
    return;
  }
  cursor.at += name.length;
  session.scope.functions.add(name.toLowerCase());
  skipBlanks(cursor, true);
  if (cursor.text[cursor.at] === '(') takeParameters(cursor, session);
  // What is known here need not hold where it is called.
  const { variables } = session.scope;
  const here = [...variables];
  variables.clear();
  runBlock(cursor, session, UNKNOWN);
  variables.clear();
  for (const [known, value] of here) variables.set(known, value);
};

/** Names and types are passed; a default value that is worked out is code. */
function takeParameters(cursor: Cursor, session: Session): void {
  const inner = takeOpening(cursor, session, '(');
  // Who calls says what they are.
  for (const [, name = ''] of (inner ?? '').matchAll(/\$(\w+)/g)) {
    session.scope.variables.set(name.toLowerCase(), UNKNOWN);
  }
  if (inner !== undefined && /[({]/.test(inner.replaceAll(/\[Parameter\([^()]*\)\]/gi, ''))) {
    obscure(session, 'code_opaque');
  }
}

const KEYWORDS: Readonly<Record<string, Keyword>> = {
  if: (cursor, session) => {
    withCondition(cursor, session);
    while (follows(cursor, /^elseif\b/i)) withCondition(cursor, session);
    if (follows(cursor, /^else\b/i)) runBlock(cursor, session);
  },
  while: withCondition,
  for: (cursor, session) => withCondition(cursor, session),
  foreach: (cursor, session) => {
    const inner = takeOpening(cursor, session, '(');
    const head = /^\s*\$(\w+)\s+in\b/i.exec(inner ?? '');
    if (inner === undefined || head === null) {
      opaque(cursor, session);
      return;
    }
    const value = session.run(inner.slice(head[0].length), {
      conditional: true,
      item: session.item,
    });
    const name = (head[1] as string).toLowerCase();
    const { objects } = value;
    const isOnly = objects !== undefined && session.scope.steady(name);
    session.scope.variables.set(name, isOnly ? { ...UNKNOWN, objects } : UNKNOWN);
    runBlock(cursor, session);
  },
  do: (cursor, session) => {
    runBlock(cursor, session);
    if (follows(cursor, /^(?:while|until)\b/i)) runCondition(cursor, session);
  },
  try: (cursor, session) => {
    runBlock(cursor, session);
    while (follows(cursor, /^catch\b/i)) {
      while (follows(cursor, /^\[/)) {
        cursor.at -= 1;
        takeGroup(cursor);
        follows(cursor, /^,/);
      }
      runBlock(cursor, session);
    }
    if (follows(cursor, /^finally\b/i)) runBlock(cursor, session);
  },
  return: withValue,
  throw: withValue,
  exit: withValue,
  break: (cursor) => {
    skipBlanks(cursor, false);
  },
  continue: (cursor) => {
    skipBlanks(cursor, false);
  },
  function: withName,
  filter: withName,
  param: takeParameters,
  begin: (cursor, session) => runBlock(cursor, session),
  process: (cursor, session) => runBlock(cursor, session),
  end: (cursor, session) => runBlock(cursor, session),
  switch: opaque,
  trap: opaque,
  class: opaque,
  enum: opaque,
  using: opaque,
  data: opaque,
  workflow: opaque,
  configuration: opaque,
  dynamicparam: opaque,
  parallel: opaque,
  sequence: opaque,
};
