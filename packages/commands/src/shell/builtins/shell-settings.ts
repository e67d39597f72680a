import { isKnown } from '../marks.ts';
import { addFileEffect, addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';

/** Builtins by which a name may come to mean another program, or a text to be run. */
export const enableBuiltins: ReadCall = ({ run, name, args, state }) => {
  const loads =
    (name === 'enable' && args.some((arg) => /^-[a-z]*f/.test(arg))) ||
    (name === 'hash' && args.some((arg) => /^-[a-z]*p|^[^-].*=/.test(arg))) ||
    (name === 'bind' && args.some((arg) => /^-[a-z]*[xf]/.test(arg))) ||
    ((name === 'compgen' || name === 'complete') &&
      args.some((arg) => /^-[a-zA-Z]*[CFW]/.test(arg)) &&
      name === 'compgen');
  if (loads || args.some((arg) => !isKnown(arg) && name !== 'shopt'))
    addObscurity(run, 'code_unknown');
  // `enable -n echo`: the program of that name is called from here on.
  if (name === 'enable' && args.includes('-n')) addObscurity(run, 'program_unknown');
  return endBoth(state, undefined);
};

/** Signals for processes of this machine: of the shell's own jobs without harm. */
export const runKill: ReadCall = ({ run, args, state }) => {
  run.programs.add('kill');
  // `kill -9 -1`: only the first is the signal.
  const targets = args.filter((arg, index) => index > 0 || !/^-(?:[A-Za-z]+|\d{1,2})$/.test(arg));
  const lists = args.some((arg) => /^-[lL]/.test(arg));
  const own = targets.every((target) => target.startsWith('%') || target === '\uFDD2');
  if (!lists && !own) addProgramEffect(run, 'execute', 'kill');
  return endBoth(state);
};

/** `history -c`, `history -w FILE`. */
export const runHistory: ReadCall = ({ run, args, state }) => {
  const file = args.find((arg) => !arg.startsWith('-') && !/^\d+$/.test(arg));
  if (args.some((arg) => /^-[a-z]*[awcd]/.test(arg))) {
    addFileEffect(run, state, 'write', file ?? `${run.origin.home}/.bash_history`, 'history');
  }
  if (args.some((arg) => /^-[a-z]*p/.test(arg))) addObscurity(run, 'code_unknown');
  return endBoth(state, undefined);
};
