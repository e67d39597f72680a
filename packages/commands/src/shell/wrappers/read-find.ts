import { PIPE } from '../input.ts';
import { activate, isOpaque, STAR, UNKNOWN } from '../marks.ts';
import { addFileEffect, addObscurity } from '../run.ts';
import { endBoth, LOST_FOLDER } from '../state.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { outputOf } from '../words/known-output.ts';

const STARTS = ['-exec', '-execdir', '-ok', '-okdir'];
const WRITES = ['-fprint', '-fprint0', '-fls'];

/** `find FOLDER … TESTS`: what it finds, and what it does with it. */
export const readFind: ReadCall = (call) => {
  const { run, args, state } = call;
  run.programs.add('find');
  const end = args.findIndex((arg) => /^[-(!,]/.test(arg) && !/^-(?:[HLP]|D|O\d?)$/.test(arg));
  const roots = (end < 0 ? args : args.slice(0, end)).filter((arg) => !arg.startsWith('-'));
  const folders = roots.length === 0 ? ['.'] : roots;
  const tests = end < 0 ? [] : args.slice(end);
  for (const folder of folders) addFileEffect(run, state, 'read', folder, 'find', 'tree');
  // A test that nobody knows may be `-delete`.
  if (
    tests.some(
      (test, index) =>
        test === UNKNOWN &&
        !/^-(?:i?name|i?path|i?regex|newer\w*|user|group|size|m?time|mmin|maxdepth|mindepth|type|perm)$/.test(
          tests[index - 1] ?? '',
        ),
    )
  ) {
    addObscurity(run, 'code_unknown');
  }
  if (roots.slice(1).includes(UNKNOWN)) addObscurity(run, 'code_unknown');
  const names = namePattern(tests);
  for (let at = 0; at < tests.length; at += 1) {
    const test = tests[at] as string;
    if (test === '-delete') {
      for (const folder of folders) deleteFound(call, folder, names);
    } else if (WRITES.includes(test) || test === '-fprintf') {
      addFileEffect(run, state, 'write', tests[at + 1] ?? '', 'find');
    } else if (test === '-files0-from') addObscurity(run, 'code_unknown');
    else if (STARTS.includes(test)) at = startProgram(call, tests, at, folders, names);
  }
  return endBoth(state, outputOf(call));
};

/** The pattern that all names must match, when there is one and nothing stands beside it. */
function namePattern(tests: readonly string[]): string | undefined {
  if (tests.some((test) => ['-o', '-or', '!', '-not', ',', '('].includes(test))) return undefined;
  const at = tests.findIndex((test) => test === '-name' || test === '-iname');
  const name = at < 0 ? undefined : tests[at + 1];
  return name === undefined || isOpaque(name) || name.includes('/') ? undefined : activate(name);
}

function deleteFound({ run, state }: ShellCall, folder: string, names: string | undefined): void {
  if (names === undefined) addFileEffect(run, state, 'delete', folder, 'find', 'tree');
  else addFileEffect(run, state, 'delete', foundIn(folder, names), 'find');
}

function foundIn(folder: string, names: string | undefined): string {
  if (isOpaque(folder)) return folder;
  return `${activate(folder.replace(/\/+$/, ''))}/${STAR}${STAR}${names === undefined ? '' : `/${names}`}`;
}

/** Reads `-exec PROGRAM … ;`; where it ends. */
function startProgram(
  call: ShellCall,
  tests: readonly string[],
  start: number,
  folders: readonly string[],
  names: string | undefined,
): number {
  const { run, state } = call;
  let end = start + 1;
  while (
    end < tests.length &&
    tests[end] !== ';' &&
    !(tests[end] === '+' && tests[end - 1] === '{}')
  )
    end += 1;
  const words = tests.slice(start + 1, end);
  const inFolder = tests[start]?.endsWith('dir') ?? false;
  for (const folder of folders.slice(0, 8)) {
    const found = inFolder ? `./${names ?? STAR}` : foundIn(folder, names);
    const filled = words.map((word) => word.replaceAll('{}', () => found));
    // Below which folder a program of `-execdir` starts is not known.
    const inner = inFolder ? { ...state, folders: [LOST_FOLDER] } : state;
    runFields(
      run,
      filled,
      { ...inner, perhaps: true },
      { input: PIPE, asked: true },
      ONLY_PROGRAMS,
    );
  }
  return end;
}
