import { PIPE } from '../input.ts';
import { isKnown } from '../marks.ts';
import { addFileEffect, addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { childState, runShellText } from '../walk/run-text.ts';
import { hasOption, readLeading, valueOf } from './options.ts';

/** `watch TEXT …`: the words joined are text for a shell, with `-x` a program. */
export const readWatch: ReadCall = (call) => {
  const { run, state, args, io } = call;
  run.programs.add('watch');
  const leading = readLeading(args, '-n -q --interval --equexit');
  if (leading.doubtful) addObscurity(run, 'code_unknown');
  if (hasOption(leading, '-x', '--exec')) runFields(run, leading.rest, state, io, ONLY_PROGRAMS);
  else runJoined(call, leading.rest);
  return endBoth(state, undefined);
};

/** `script -c TEXT FILE`: what is shown is kept in a file. */
export const readScript: ReadCall = (call) => {
  const { run, state, args } = call;
  run.programs.add('script');
  const leading = readLeading(
    args,
    '-c --command -I -O -B -T -E -m -o -t --log-in --log-out --log-io --log-timing',
  );
  const text = valueOf(leading, '-c', '--command');
  for (const name of [
    '-I',
    '-O',
    '-B',
    '-T',
    '--log-in',
    '--log-out',
    '--log-io',
    '--log-timing',
  ]) {
    const file = valueOf(leading, name);
    if (file !== undefined) addFileEffect(run, state, 'write', file, 'script');
  }
  const [file = 'typescript', ...command] = leading.rest;
  if (file !== '/dev/null') addFileEffect(run, state, 'write', file, 'script');
  if (text !== undefined) runJoined(call, [text]);
  // Elsewhere the program stands behind the file.
  else if (command.length > 0) runFields(run, command, state, call.io, ONLY_PROGRAMS);
  else addProgramEffect(run, 'execute', 'script');
  return endBoth(state, undefined);
};

function runJoined({ run, state }: ShellCall, words: readonly string[]): void {
  const text = words.join(' ');
  if (!isKnown(text)) addObscurity(run, 'code_unknown');
  else runShellText(run, text, childState(state), { input: PIPE, asked: true });
}

/** Subcommands that only look at or arrange what runs. */
const LOOKS =
  /^(?:ls|list-\w+|lsp|lsw|lsc|info|has-session|has|display-message|show-\w+|capture-pane|capturep|kill-\w+|select-\w+|resize-\w+|rename-\w+|attach|attach-session|a|detach|detach-client|wait-for|-V|-ls|-list)$/;

/** tmux and screen: text for a shell that goes on running. */
export const readTerminal: ReadCall = (call) => {
  const { run, name, state, args } = call;
  run.programs.add(name);
  const [sub] = args.filter((arg) => !/^-[LSf2uvl]/.test(arg) || LOOKS.test(arg));
  if (sub !== undefined && LOOKS.test(sub)) return endBoth(state, undefined);
  if (
    name === 'tmux' &&
    sub !== undefined &&
    /^(?:new|new-session|new-window|neww|split-window|splitw)$/.test(sub)
  ) {
    const rest = args.slice(args.indexOf(sub) + 1);
    const leading = readLeading(rest, '-s -n -c -x -y -F -t -l -p -e -f');
    if (valueOf(leading, '-c') !== undefined || leading.doubtful) addObscurity(run, 'code_unknown');
    if (leading.rest.length > 0) runJoined(call, leading.rest);
    // A shell waits in each of them.
    if (run.origin.typedInto === true) addProgramEffect(run, 'execute', name);
    return endBoth(state, undefined);
  }
  // Keys that are typed into a shell (`send-keys`), settings that run programs.
  addObscurity(run, 'code_unknown');
  return endBoth(state, undefined);
};

/** Programs that run text later. */
export const readCrontab: ReadCall = ({ run, name, state, args }) => {
  run.programs.add(name);
  if (args.length > 0 && args.every((arg) => arg === '-l' || arg === '-V'))
    return endBoth(state, undefined);
  addProgramEffect(run, 'execute', name, name, args.includes('-r'));
  addObscurity(run, 'code_unknown');
  return endBoth(state, undefined);
};
