import { isOpaque } from '../marks.ts';
import { endBoth, LOST_FOLDER, setText, type State } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';
import { cleanPath } from '../words/clean-path.ts';
import { folderOf, homeOf } from '../words/look-up.ts';

/** `cd`, `pushd`: when it fails the shell stays where it is. */
export const changeFolder: ReadCall = ({ name, args, state }) => {
  const operands = args.filter(
    (arg, index) => !/^-[LPe@nq]+$/.test(arg) && !(arg === '--' && index < 2),
  );
  const [target] = operands;
  if (name === 'pushd' && (target === undefined || /^[+-]\d+$/.test(target))) return lose(state);
  if (target === '-') {
    const old = state.variables.get('OLDPWD')?.text;
    return old === undefined || isOpaque(old) ? lose(state) : move(state, old, `${old}\n`);
  }
  // Two operands: zsh replaces one by the other in the name of the folder.
  if (operands.length > 1) return lose(state);
  return move(state, target ?? homeOf(state, '~'), '');
};

function move(state: State, target: string, out: string): ReturnType<ReadCall> {
  if (isOpaque(target)) return lose(state);
  // The mark of the wildcard stays in the folder: what lies in it is a pattern.
  if (target === '') return endBoth(state, out);
  const folders = [...new Set(state.folders.map((folder) => cleanPath(folder, target)))];
  const moved = setText(state, 'OLDPWD', folderOf(state));
  const variables = new Map(moved.variables);
  variables.delete('PWD');
  return {
    ok: { ...moved, variables, folders },
    fail: state,
    jumps: [],
    out,
  };
}

function lose(state: State): ReturnType<ReadCall> {
  return { ok: { ...state, folders: [LOST_FOLDER] }, fail: state, jumps: [], out: undefined };
}

/** `popd`: where the stack leads is not kept. */
export const popFolder: ReadCall = ({ state }) => {
  const old = state.variables.get('OLDPWD')?.text;
  return old === undefined || isOpaque(old) ? lose(state) : move(state, old, `${old}\n`);
};
