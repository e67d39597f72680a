import { UNKNOWN } from '../marks.ts';
import { addObscurity, readTexts } from '../run.ts';
import type { ShellCall } from '../walk/call.ts';
import { cleanPath, isInside } from '../words/clean-path.ts';
import type { Interpreter } from './interpreters.ts';
import { judgeFresh } from './judge-fresh.ts';
import { seemsHarmful } from './judge-file.ts';

/** Longer code is not judged. */
const LONGEST_CODE = 32_768;
/** More files of a script than these are not followed. */
const MOST_FILES = 8;

/**
 * A script of the project. As the project has it, it is the project's own work, unless it plainly
 * does harm. One that was written a moment ago nobody has looked at: what it and the files that it
 * loads do is read.
 */
export function judgeOwnScript(
  call: ShellCall,
  language: Interpreter,
  path: string,
  text: string | undefined,
): void {
  const { run } = call;
  if (text === undefined) {
    // What certainly is not there does not run.
    if (run.origin.isMissing?.(path) !== true) addObscurity(run, 'code_unknown');
    return;
  }
  if (run.origin.isFresh?.(path) !== true) {
    if (seemsHarmful(text)) addObscurity(run, 'code_opaque');
    return;
  }
  if (!isHarmless(call, language, path, text, new Set([path]))) addObscurity(run, 'code_opaque');
}

function isHarmless(
  call: ShellCall,
  language: Interpreter,
  path: string,
  text: string,
  seen: Set<string>,
): boolean {
  const { run } = call;
  if (language.lexed === undefined) return onlyComputes(language, text);
  const { project } = run.origin;
  const folder = path.slice(0, path.lastIndexOf('/'));
  const depth = folder.slice(project.length).split('/').filter(Boolean).length;
  const found = judgeFresh(text, language.lexed, { depth });
  if (found === undefined) return false;
  for (const name of found.loads) {
    for (const file of filesOf(name, language.lexed, folder, project)) {
      if (seen.has(file) || file.includes(UNKNOWN)) continue;
      if (!isInside(file, project)) return false;
      // What the same command puts there is neither missing nor old.
      const isOld = run.origin.isMissing?.(file) === true || run.origin.isFresh?.(file) !== true;
      if (isOld && !run.written.has(file)) continue;
      seen.add(file);
      if (seen.size > MOST_FILES) return false;
      for (const inner of readTexts(run, file))
        if (inner === undefined || !isHarmless(call, language, file, inner, seen)) return false;
    }
  }
  return true;
}

/** Whether code in a file is plain. What it does beside computing is followed only where it stands in the command. */
export function onlyComputes(language: Interpreter, text: string): boolean {
  const plain = text.length > LONGEST_CODE ? undefined : language.judge(text, []);
  const { needs = [], writes = [], fetches = [] } = plain ?? {};
  return plain !== undefined && needs.length + writes.length + fetches.length === 0;
}

const ENDINGS = ['', '.js', '.mjs', '.cjs', '.ts', '.mts', '/index.js', '/index.ts'];

/** Files that a name in a script may mean. */
function filesOf(
  name: string,
  language: 'javascript' | 'python',
  folder: string,
  project: string,
): readonly string[] {
  if (language === 'javascript') {
    if (!/^\.{0,2}\//.test(name)) return [];
    // `./x.js` may be `./x.ts`.
    const stem = name.replace(/\.[cm]?js$/, '');
    return [...new Set([name, stem])].flatMap((base) =>
      ENDINGS.map((end) => cleanPath(folder, `${base}${end}`)),
    );
  }
  const file = name.replace(/^\.+/, '').replaceAll('.', '/');
  if (file === '') return [];
  return [folder, project, `${project}/src`].flatMap((base) => [
    cleanPath(base, `${file}.py`),
    cleanPath(base, `${file}/__init__.py`),
  ]);
}
