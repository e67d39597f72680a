import { parse } from 'unbash';
import { assignText } from '../environment/assign.ts';
import { isKnown, isOpaque, UNKNOWN } from '../marks.ts';
import { addObscurity, addProgramEffect } from '../run.ts';
import { endBoth, LOST_FOLDER, type State } from '../state.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { cleanPath } from '../words/clean-path.ts';

const VALUED = [
  '-u',
  '--unset',
  '-C',
  '--chdir',
  '-S',
  '--split-string',
  '-P',
  '-a',
  '--argv0',
  '--block-signal',
  '--default-signal',
  '--ignore-signal',
];

/** `env -i -u NAME NAME=value PROGRAM …`, `env -S 'PROGRAM …'`. */
export const readEnv: ReadCall = (call) => {
  const { run, state, io } = call;
  run.programs.add('env');
  const cell = { state };
  let rest = [...call.args];
  while (rest[0] !== undefined) {
    const [arg = ''] = rest;
    if (arg === '-' || arg === '-i' || arg === '--ignore-environment') {
      cell.state = { ...cell.state, variables: new Map() };
      rest.shift();
    } else if (arg === '--') {
      rest.shift();
      break;
    } else if (/^-./.test(arg)) rest = readOption(call, cell, rest);
    else break;
  }
  while (rest[0] !== undefined && assignText(run, cell, rest[0], true)) rest.shift();
  const [first] = rest;
  if (first === undefined) return endBoth(state, undefined);
  if (isOpaque(first)) addObscurity(run, 'program_unknown');
  const { out } = runFields(run, rest, cell.state, io, ONLY_PROGRAMS);
  return endBoth(state, out);
};

function readOption({ run }: ShellCall, cell: { state: State }, rest: readonly string[]): string[] {
  const [arg = '', next] = rest;
  const equals = arg.startsWith('--') ? arg.indexOf('=') : -1;
  const name = equals > 0 ? arg.slice(0, equals) : arg.startsWith('--') ? arg : arg.slice(0, 2);
  const same = equals > 0 ? arg.slice(equals + 1) : arg.startsWith('--') ? '' : arg.slice(2);
  if (!isKnown(arg)) addObscurity(run, 'program_unknown');
  if (/^-[i0v]+[a-zA-Z]/.test(arg) && arg.length > 2) {
    // `-iS …`, `-vu NAME`: the letters one by one.
    return [`-${arg.slice(2)}`, ...rest.slice(1)];
  }
  if (!VALUED.includes(name)) return rest.slice(1);
  const value = same === '' && equals < 0 ? (next ?? '') : same;
  const after = rest.slice(same === '' && equals < 0 ? 2 : 1);
  if (name === '-S' || name === '--split-string') {
    const words = splitString(value);
    if (words === undefined) addObscurity(run, 'code_unknown');
    return [...(words ?? []), ...after];
  }
  if (name === '-C' || name === '--chdir') {
    const { folders } = cell.state;
    const moved = isKnown(value)
      ? folders.map((folder) => cleanPath(folder, value))
      : [LOST_FOLDER];
    cell.state = { ...cell.state, folders: moved };
  } else if (name === '-P') addObscurity(run, 'program_unknown');
  else if (name === '-a' || name === '--argv0') addProgramEffect(run, 'execute', 'env');
  return after;
}

/** Words of `env -S`; undefined when they need more than quotes and blanks. */
function splitString(text: string): readonly string[] | undefined {
  if (!isKnown(text) || /[$`\\;&|<>(){}*?[\]#\n]/.test(text)) return undefined;
  const script = parse(`: ${text}`);
  const node = script.commands[0]?.command;
  if (script.errors?.length || node?.type !== 'Command') return undefined;
  return node.args
    .map((word) => (word.type === 'Word' ? word.value : word.text))
    .map((value) => (value === '' ? UNKNOWN : value));
}
