import { isKnown } from '../marks.ts';
import { judgePython } from './judge-python.ts';
import { addEffect, addFileEffect, addObscurity, addProgramEffect, readTexts } from '../run.ts';
import { endBoth, type Outcome } from '../state.ts';
import type { ShellCall } from '../walk/call.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import { cleanPath, isInside } from '../words/clean-path.ts';

/** Modules of Python itself that work on the files of the folder. */
const WORKS = [
  'compileall',
  'py_compile',
  'doctest',
  'cProfile',
  'profile',
  'trace',
  'build',
  'ensurepip',
];
const TELLS = [
  'this',
  'site',
  'sysconfig',
  'platform',
  'calendar',
  'http.server',
  'dis',
  'ast',
  'tokenize',
  'tabnanny',
  'pyclbr',
];

/** Whoever asks gets what lies there: outside of the project that is not the project's to show. */
function servesElsewhere({ run, state }: ShellCall, args: readonly string[]): boolean {
  const at = args.findIndex((arg) => /^(?:-d|--directory)(?:=|$)/.test(arg));
  if (at < 0) return state.folders.some((folder) => !isInside(folder, run.origin.project));
  const value = /=(.*)$/s.exec(args[at] as string)?.[1] ?? args[at + 1] ?? '';
  return (
    !isKnown(value) ||
    state.folders.some((folder) => !isInside(cleanPath(folder, value), run.origin.project))
  );
}

function leavesProject({ run, state }: ShellCall, field: string): boolean {
  return state.folders.some((folder) => !isInside(cleanPath(folder, field), run.origin.project));
}

/** `python -m MODULE WORDS`: a module of Python, of the project, or a program of the same name. */
export function runModule(
  call: ShellCall,
  module: string,
  args: readonly string[],
  runFile: (field: string) => void,
): Outcome {
  const { run, name, state } = call;
  if (!isKnown(module)) {
    addObscurity(run, 'code_unknown');
    return endBoth(state, undefined);
  }
  const file = module.replaceAll('.', '/');
  for (const folder of state.folders) {
    for (const path of [
      `${file}.py`,
      `${file}/__main__.py`,
      `src/${file}.py`,
      `src/${file}/__main__.py`,
    ]) {
      const whole = cleanPath(folder, path);
      const isUnread = readTexts(run, whole)[0] === undefined;
      // What is there and cannot be read runs all the same.
      if (!run.written.has(whole) && isUnread && run.origin.isMissing?.(whole) !== false) continue;
      runFile(whole);
      return endBoth(state, undefined);
    }
  }
  if (module === 'venv' || module === 'virtualenv') {
    for (const arg of args)
      if (!arg.startsWith('-')) addFileEffect(run, state, 'write', arg, name, 'tree');
    return endBoth(state, undefined);
  }
  if (module === 'timeit') {
    const code = args.filter(
      (arg, at) => !arg.startsWith('-') && !/^-[nrupv]$/.test(args[at - 1] ?? ''),
    );
    if (!code.every((text) => isKnown(text) && judgePython(text)?.loads === false))
      addObscurity(run, 'code_opaque');
    return endBoth(state, undefined);
  }
  if (module === 'json.tool') {
    const [source, target] = args.filter((arg) => !arg.startsWith('-'));
    if (source !== undefined) addFileEffect(run, state, 'read', source, name);
    if (target !== undefined) addFileEffect(run, state, 'write', target, name);
    return endBoth(state, undefined);
  }
  if (module === 'http.server' && servesElsewhere(call, args))
    addProgramEffect(run, 'execute', name);
  if (TELLS.includes(module) || WORKS.includes(module)) {
    // These run the code of a file that is named.
    const runs = /^(?:cProfile|profile|trace|doctest|build)$/.test(module);
    for (const arg of args) {
      if (arg.startsWith('-') || !/[/.]/.test(arg)) continue;
      if (runs && (arg.endsWith('.py') || leavesProject(call, arg))) runFile(arg);
      else if (TELLS.includes(module)) addFileEffect(run, state, 'read', arg, name);
    }
    for (const folder of state.folders) {
      const place = { kind: 'path', path: folder, reach: 'workspace' } as const;
      const kind = WORKS.includes(module) ? 'write' : 'read';
      addEffect(run, { kind, place, program: name, destructive: false }, state.perhaps);
    }
    return endBoth(state, undefined);
  }
  runFields(run, [module, ...args], state, call.io, ONLY_PROGRAMS);
  return endBoth(state, undefined);
}
