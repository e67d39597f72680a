import { addObscurity, type Run } from '../run.ts';
import type { State } from '../state.ts';
import { judgeVariable } from './judge-variable.ts';

/** Notes it when the value of a variable changes what programs run. */
export function judge(run: Run, state: State, name: string, text: string): void {
  const { project, home } = run.origin;
  const found = judgeVariable(name, text, { project, home, folders: state.folders });
  if (found !== undefined) addObscurity(run, found);
}
