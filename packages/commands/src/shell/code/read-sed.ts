import { addObscurity } from '../run.ts';
import { endBoth } from '../state.ts';
import type { ReadCall } from '../walk/call.ts';

export const readSed: ReadCall = ({ run, name, state }) => {
  run.programs.add(name);
  addObscurity(run, 'code_opaque');
  return endBoth(state, undefined);
};
