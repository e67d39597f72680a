import { addFileEffect, addObscurity, mayBeWritten, readTexts } from '../run.ts';
import type { ShellCall } from '../walk/call.ts';
import { cleanPath, isInside } from '../words/clean-path.ts';
import type { Interpreter } from './interpreters.ts';
import { seemsHarmful, startsNothing } from './judge-file.ts';
import { judgeOwnScript } from './judge-script-file.ts';
import type { Need } from './judge-script.ts';

/** Where a module may lie, below the folder that the code runs in. */
function placesOf({ module }: Need, language: Interpreter): readonly string[] {
  if (language.codeEnds) {
    const path = module.replaceAll('.', '/');
    return [path, `src/${path}`].flatMap((base) => [`${base}.py`, `${base}/__init__.py`]);
  }
  const ends = ['', '.js', '.mjs', '.cjs', '.ts', '/index.js'];
  return ends.map((end) => `${module}${end}`);
}

/**
 * A function of another module: only of one of the project, which stands in its file and starts
 * nothing, so that whatever words it gets it does what the project does. A file that is certainly
 * not there is an error and no more.
 */
export function checkNeed(call: ShellCall, language: Interpreter, need: Need): void {
  const { run, state } = call;
  const isMissing = (path: string): boolean => run.origin.isMissing?.(path) === true;
  for (const folder of state.folders) {
    const paths = placesOf(need, language).map((place) => cleanPath(folder, place));
    const own = paths.filter(
      (path) => isInside(path, run.origin.project) && !mayBeWritten(run, path),
    );
    const path =
      own.length < paths.length
        ? undefined
        : own.find((one) => !isMissing(one) && readTexts(run, one)[0] !== undefined);
    const text = path === undefined ? undefined : readTexts(run, path)[0];
    if (path === undefined || text === undefined) {
      const missing = !language.codeEnds && own.length === paths.length && own.every(isMissing);
      if (!missing) addObscurity(run, 'code_opaque');
      continue;
    }
    // One that was written a moment ago is no work of the project, whatever is used of it.
    judgeOwnScript(call, language, path, text);
    if (
      !(need.name === undefined
        ? !seemsHarmful(text)
        : startsNothing(text) && defines(text, need.name, language))
    )
      addObscurity(run, 'code_opaque');
    run.ran.add(path);
    addFileEffect(run, state, 'read', path, call.name);
  }
}

function defines(text: string, name: string, { codeEnds: isPython }: Interpreter): boolean {
  if (!/^\w+$/.test(name)) return false;
  return isPython
    ? new RegExp(`^(?:async[ \\t]+def|def|class)[ \\t]+${name}\\b`, 'm').test(text)
    : new RegExp(
        `\\b(?:function\\*?|class)\\s+${name}\\b|\\b(?:const|let|var)\\s+${name}\\s*=\\s*(?:async\\s*)?(?:\\(|function\\b|\\w+\\s*=>)`,
      ).test(text);
}
