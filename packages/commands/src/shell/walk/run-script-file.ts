import { addFileEffect, addObscurity, readTexts, type Run } from '../run.ts';
import { isInside, cleanPath } from '../words/clean-path.ts';
import { deactivate, isKnown, UNKNOWN } from '../marks.ts';
import { setVariable, type State } from '../state.ts';
import type { ShellCall } from './call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from './lookup.ts';
import { childState, runShellText, runText } from './run-text.ts';

const SHELLS = /^(?:ba|da|k|z|a|mk)?sh$/;

/**
 * Runs a file by its first line, as `./run.sh` does. False: nothing is known of it; then it is a
 * program like any other that nobody knows.
 */
export function runScriptFile(call: ShellCall, field: string, folder: string): boolean {
  const { run, state, args, io } = call;
  if (!isKnown(field)) return false;
  const path = cleanPath(folder, field);
  if (path.includes(UNKNOWN)) return false;
  const written = run.written.has(path);
  if (!written && !isInside(path, run.origin.project)) return false;
  const texts = readTexts(run, path);
  if (texts.includes(undefined)) {
    if (!written) return false;
    addObscurity(run, 'code_unknown');
  }
  run.ran.add(path);
  for (const text of texts) {
    if (text === undefined) continue;
    // A compiled program is nothing that can be read.
    if (/[\0\uFFFD]/.test(text.slice(0, 1000))) return false;
    const line = /^#!\s*(\S+)[ \t]*([^\n]*)/.exec(text);
    const interpreter = line?.[1] ?? '/bin/sh';
    const name = interpreter.slice(interpreter.lastIndexOf('/') + 1);
    if (SHELLS.test(name))
      runShellScript(run, path, text, { ...state, folders: [folder] }, args, call.io);
    else {
      const words = (line?.[2] ?? '').trim().split(/\s+/).filter(Boolean);
      runFields(
        run,
        [interpreter, ...words, path, ...args],
        { ...state, folders: [folder] },
        io,
        ONLY_PROGRAMS,
      );
    }
  }
  addFileEffect(run, { ...state, folders: [folder] }, 'read', field, call.name);
  return true;
}

function runShellScript(
  run: Run,
  path: string,
  text: string,
  state: State,
  args: readonly string[],
  io: ShellCall['io'],
): void {
  runShellText(run, text, nameScript(childState(state, args), path), io);
}

/** Runs the shell script in a file: `sh FILE`. What cannot be read is code that nobody knows. */
export function runShellFile(
  call: ShellCall,
  field: string,
  args: readonly string[],
  same = false,
): State[] {
  const { run, state, io } = call;
  addFileEffect(run, state, 'read', field, call.name);
  const ends: State[] = [];
  if (!isKnown(field)) {
    addObscurity(run, 'code_unknown');
    return ends;
  }
  for (const folder of state.folders) {
    const path = cleanPath(folder, deactivate(field));
    const texts = path.includes(UNKNOWN) ? [undefined] : readTexts(run, path);
    run.ran.add(path);
    for (const text of texts) {
      if (text === undefined) addObscurity(run, 'code_unknown');
      else {
        const inner = {
          ...(same ? { ...state, words: args } : childState(state, args)),
          folders: [folder],
        };
        const { ok, fail, jumps } = (same ? runText : runShellText)(
          run,
          text,
          nameScript(inner, path),
          io,
        );
        for (const end of [ok, fail, ...jumps.map((jump) => jump.state)])
          if (end !== undefined) ends.push(end);
      }
    }
  }
  return ends;
}

/** `$0` and `${BASH_SOURCE[0]}` are how a script finds the folder that it lies in. */
function nameScript(state: State, path: string): State {
  const named = setVariable(state, '0', { text: path, exported: false });
  return setVariable(named, 'BASH_SOURCE', { text: path, list: [path], exported: false });
}
