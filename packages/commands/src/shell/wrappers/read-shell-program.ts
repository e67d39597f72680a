import { TERMINAL, type Io } from '../input.ts';
import { isKnown } from '../marks.ts';
import { addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runShellFile } from '../walk/run-script-file.ts';
import { childState, runShellText } from '../walk/run-text.ts';

const VERSION = /^--(?:version|help)$/;

/** A shell: text behind `-c`, a script, or what comes through its standard input. */
export const readShell: ReadCall = (call) => {
  const { run, name, args, state, io } = call;
  run.programs.add(name);
  if (args.length === 1 && VERSION.test(args[0] ?? '')) return endBoth(state, undefined);
  // A language of its own.
  if (name === 'fish') return opaque(call);
  const { rest, command, stdin, file, noexec, stopsOnError, doubtful } = readOptions(args);
  if (doubtful) addObscurity(run, 'code_unknown');
  if (file !== undefined) runShellFile(call, file, []);
  // `-n` only checks the syntax.
  if (noexec) return endBoth(state, undefined);
  const inner = { ...childState(state), stopsOnError };
  if (command) {
    const [text, , ...words] = rest;
    if (text === undefined) return endBoth(state);
    if (!isKnown(text)) return unknown(call);
    const { out } = runShellText(run, text, { ...inner, words }, { ...io, asked: true });
    return endBoth(state, out);
  }
  const [script, ...words] = rest;
  if (script !== undefined && !stdin) {
    if (script === '/dev/stdin' || script === '/dev/fd/0' || script === '-')
      return readInput(call, words);
    runShellFile(call, script, words);
    return endBoth(state, undefined);
  }
  return readInput(call, rest);
};

interface ShellOptions {
  readonly rest: readonly string[];
  readonly command: boolean;
  readonly stdin: boolean;
  readonly noexec: boolean;
  readonly stopsOnError: boolean;
  readonly doubtful: boolean;
  /** A file that is run first. */
  readonly file: string | undefined;
}

function readOptions(args: readonly string[]): ShellOptions {
  const found = { command: false, stdin: false, noexec: false, stopsOnError: false };
  let file: string | undefined;
  let at = 0;
  for (; at < args.length; at += 1) {
    const arg = args[at] as string;
    if (!isKnown(arg)) break;
    if (arg === '--' || arg === '-') {
      at += 1;
      break;
    }
    if (!/^[-+]./.test(arg)) break;
    if (arg === '--rcfile' || arg === '--init-file') {
      file = args[at + 1];
      at += 1;
      continue;
    }
    if (arg.startsWith('--')) continue;
    if (arg.startsWith('-')) {
      found.command ||= arg.includes('c');
      found.stdin ||= arg.includes('s');
      found.noexec ||= arg.includes('n');
      found.stopsOnError ||= arg.includes('e');
    }
    if (/[oO]$/.test(arg)) {
      at += 1;
      if (args[at] === 'noexec') found.noexec = true;
      if (args[at] === 'errexit') found.stopsOnError = true;
    }
  }
  // A word that nobody knows may be an option.
  const doubtful =
    args[at] !== undefined &&
    !isKnown(args[at] as string) &&
    /^(?:-|[\uFDD0-\uFDD4])/.test(args[at] as string);
  return { ...found, rest: args.slice(at), doubtful, file };
}

function readInput(call: ShellCall, words: readonly string[]): ReturnType<ReadCall> {
  const { run, name, state, io } = call;
  const { input } = io;
  if (input.kind === 'text') {
    if (!isKnown(input.text)) return unknown(call);
    const inner: Io = { ...TERMINAL, input: { kind: 'pipe' }, asked: true };
    const { out } = runShellText(run, input.text, childState(state, words), inner);
    return endBoth(state, out);
  }
  if (input.kind === 'file') {
    runShellFile(call, input.field, words);
    return endBoth(state, undefined);
  }
  if (input.kind === 'pipe') return unknown(call);
  // A shell for a person: nothing that this text says runs in it.
  addProgramEffect(run, 'execute', name);
  return endBoth(state, undefined);
}

function unknown({ run, state }: ShellCall): ReturnType<ReadCall> {
  addObscurity(run, 'code_unknown');
  return endBoth(state, undefined);
}

function opaque({ run, state }: ShellCall): ReturnType<ReadCall> {
  addObscurity(run, 'code_opaque');
  return endBoth(state, undefined);
}
