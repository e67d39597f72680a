import { setUnknown } from '../environment/assign.ts';
import type { Input } from '../input.ts';
import { isKnown, isOpaque, isPattern, STAR } from '../marks.ts';
import { addFileEffect, addObscurity } from '../run.ts';
import { endBoth, setText, setVariable } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { judgeArithmeticText } from '../walk/run-arithmetic.ts';
import { runText } from '../walk/run-text.ts';

/** Options of `read` and `mapfile` that take a value. */
const WITH_VALUE = /^-[a-zA-Z]*[adeinNptuOsCck]$/;

/** `read`, `mapfile`, `getopts`: what they read is not known. */
export const readVariables: ReadCall = ({ run, name, args, state, io }) => {
  const cell = { state };
  const names: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (name === 'getopts') {
      if (at === 1) names.push(arg);
    } else if (/^-[a-zA-Z]/.test(arg)) {
      const value = args[at + 1] ?? '';
      if (/^-[a-zA-Z]*a$/.test(arg)) names.push(value);
      // `mapfile -C` names code that is run for the lines.
      if (name !== 'read' && /^-[a-zA-Z]*C/.test(arg)) {
        const code = arg.endsWith('C') ? value : arg.slice(arg.indexOf('C') + 1);
        runText(run, isKnown(code) ? `${code} 0 x` : code, state, io);
      }
      if (WITH_VALUE.test(arg) && !/^-[a-zA-Z]*[se]$/.test(arg)) at += 1;
    } else names.push(arg);
  }
  if (names.length === 0) names.push(name === 'read' ? 'REPLY' : 'MAPFILE');
  for (const each of names) setUnknown(run, cell, each, name === 'getopts');
  const [lines = ''] = names;
  const list = name === 'read' ? listedNames(io.input) : undefined;
  if (list !== undefined && /^[A-Za-z_]\w*$/.test(lines))
    cell.state = setText(cell.state, lines, list);
  if (name === 'getopts')
    cell.state = setText(setText(cell.state, 'OPTIND', STAR), 'OPTARG', '\uFDD0');
  if (io.input.kind === 'file') addFileEffect(run, state, 'read', io.input.field);
  return endBoth(cell.state);
};

/**
 * Of names that a program lists (`find src`), one is as good as any: each lies where all do. What
 * follows a blank in a name is another variable's, and not known.
 */
function listedNames(input: Input): string | undefined {
  if (input.kind !== 'text') return undefined;
  const text = input.text.replace(/\n$/, '');
  return isPattern(text) && !isOpaque(text) && !/[\n"'\\]/.test(text) ? text : undefined;
}

/** `let EXPRESSION …`. */
export const runLet: ReadCall = ({ run, args, state }) => {
  const cell = { state };
  for (const arg of args) {
    judgeArithmeticText(run, arg, cell);
    const name = /^\s*([A-Za-z_]\w*)\s*(?:[-+*/%&|^]|<<|>>)?=|^\s*(?:\+\+|--)?([A-Za-z_]\w*)/.exec(
      arg,
    );
    const found = name?.[1] ?? name?.[2];
    if (found !== undefined) cell.state = setText(cell.state, found, STAR);
  }
  return endBoth(cell.state);
};

/** `set -e`, `set -- a b`. */
export const setOptions: ReadCall = ({ run, args, state }) => {
  let { stopsOnError } = state;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--' || arg === '-' || !/^[-+]/.test(arg)) {
      const words = args.slice(arg === '--' || arg === '-' ? at + 1 : at);
      const unclear = words.some((word) => isOpaque(word) && word === '\uFDD0');
      return endBoth({ ...state, stopsOnError, words: unclear ? undefined : words });
    }
    if (!isKnown(arg)) addObscurity(run, 'code_unknown');
    const on = arg.startsWith('-');
    if (/^[-+][a-zA-Z]*e/.test(arg)) stopsOnError = on;
    if (/^[-+][a-zA-Z]*o$/.test(arg)) {
      at += 1;
      if (args[at] === 'errexit') stopsOnError = on;
    }
    // Everything that is assigned from here on is exported: unknown to the reader, so not known.
    if (/^-[a-zA-Z]*[ak]/.test(arg)) return endBoth({ ...exportAll(state), stopsOnError });
  }
  return endBoth({ ...state, stopsOnError });
};

function exportAll(state: Parameters<ReadCall>[0]['state']): typeof state {
  let next = state;
  for (const [name, value] of state.variables)
    next = setVariable(next, name, { ...value, exported: true });
  return next;
}

export const shiftWords: ReadCall = ({ args, state }) => {
  const [count = '1'] = args;
  const { words } = state;
  if (words === undefined || !/^\d+$/.test(count)) return endBoth({ ...state, words: undefined });
  const fits = Number(count) <= words.length;
  return endBoth(fits ? { ...state, words: words.slice(Number(count)) } : state);
};

export const unsetNames: ReadCall = ({ run, args, state }) => {
  const functions = new Map(state.functions);
  let next = state;
  const onlyFunctions = args.includes('-f');
  for (const name of args) {
    if (name.startsWith('-')) continue;
    if (isOpaque(name) || /[$`]/.test(name)) addObscurity(run, 'code_unknown');
    // Which of both goes is known only for a plain variable; a function that stays does no harm.
    if (onlyFunctions && !state.perhaps) functions.delete(name);
    else if (/^[A-Za-z_]\w*$/.test(name)) {
      if (name === 'PATH') addObscurity(run, 'program_unknown');
      next = setVariable(next, name, { text: '', exported: false, unset: true });
    }
  }
  return endBoth({ ...next, functions });
};
