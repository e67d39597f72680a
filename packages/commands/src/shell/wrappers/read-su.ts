import { addObscurity, addProgramEffect } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';

/** `su USER -c TEXT`: a shell with the rights of somebody else. */
export const readSu: ReadCall = ({ run, name, args, state, io }) => {
  run.programs.add(name);
  addProgramEffect(run, 'privilege', name);
  let read = false;
  args.forEach((arg, index) => {
    const same =
      /^--(?:session-)?command=([\s\S]*)$/.exec(arg)?.[1] ?? /^-c([\s\S]+)$/.exec(arg)?.[1];
    const next = /^(?:-[a-z]*c|--(?:session-)?command)$/.test(arg) ? args[index + 1] : undefined;
    const text = next ?? same;
    if (text === undefined) return;
    read = true;
    runFields(run, ['sh', '-c', text], state, io, ONLY_PROGRAMS);
  });
  const rest = args.indexOf('--');
  if (!read && name === 'runuser' && args.includes('-u') && rest >= 0) {
    read = true;
    runFields(run, args.slice(rest + 1), state, io, ONLY_PROGRAMS);
  }
  // A shell that takes what comes: text of the pipe, or a person.
  if (!read) {
    if (io.input.kind === 'terminal') addProgramEffect(run, 'execute', name);
    else addObscurity(run, 'code_unknown');
  }
  return endBoth(state, undefined);
};
