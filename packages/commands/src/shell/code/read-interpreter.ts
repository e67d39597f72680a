import { readHttpCall } from '../../http/read-http-call.ts';
import { isKnown, isOpaque, knownStart, toWord, UNKNOWN } from '../marks.ts';
import {
  addEffect,
  addFileEffect,
  addObscurity,
  addProgramEffect,
  isRewritten,
  readTexts,
} from '../run.ts';
import { endBoth, type Outcome } from '../state.ts';
import { runFields } from '../walk.ts';
import { ONLY_PROGRAMS } from '../walk/lookup.ts';
import type { ReadCall, ShellCall } from '../walk/call.ts';
import { cleanPath, isInside } from '../words/clean-path.ts';
import { takesCommands } from '../../programs/takes-commands.ts';
import { INTERPRETERS, type Interpreter } from './interpreters.ts';
import { checkNeed } from './check-need.ts';
import { judgeOwnScript, onlyComputes } from './judge-script-file.ts';
import { runModule } from './run-module.ts';

/**
 * Reads an interpreter: code on the command line, a module, a file, or what comes through its input.
 * Code is either plain (it computes, prints, reads files by name) or opaque. A file of the project is
 * the project's own work, unless it plainly does harm or was written by the same text.
 */
export const readInterpreter: ReadCall = (call) => {
  const { run, name, args, state } = call;
  const language =
    INTERPRETERS[
      name
        .replace(/-?\d+(?:\.\d+)*$/, '')
        .replace(/^nodejs$/, 'node')
        .replace(/^pypy$/, 'python')
    ];
  if (language === undefined) return undefined;
  const found = readOptions(language, args);
  // Without code the table knows more of it.
  if (found === undefined || (language.strict && found.code.length === 0)) return undefined;
  run.programs.add(name);
  if (run.origin.typedInto === true && takesCommands({ program: name, args: args.map(toWord) }))
    addProgramEffect(run, 'execute', name);
  if (found.opaque) addObscurity(run, 'code_opaque');
  for (const file of found.loads) runFile(call, language, file);
  for (const { kind, file } of found.files) addFileEffect(run, state, kind, file, name);
  if (found.tells) return endBoth(state, undefined);
  if (found.code.length > 0) return runCode(call, language, found.code.join('\n'), found.rest);
  if (found.module !== undefined)
    return runModule(call, found.module, found.rest, (file) => runFile(call, language, file));
  if (found.checks && found.code.length === 0) {
    for (const file of found.rest) addFileEffect(run, state, 'read', file, name);
    return endBoth(state, undefined);
  }
  if (found.works) {
    for (const file of found.rest) if (!isOwnFile(call, file)) runFile(call, language, file);
    return work(call);
  }
  const [file] = found.rest;
  if (file !== undefined && file !== '-') {
    runFile(call, language, file);
    // What a task of Django does is the table's to say.
    if (/(?:^|\/)manage\.py$/.test(file)) {
      runFields(run, ['manage.py', ...found.rest.slice(1)], state, call.io, ONLY_PROGRAMS);
    }
    return endBoth(state, undefined);
  }
  return runInput(call, language);
};

interface Found {
  readonly code: readonly string[];
  readonly module: string | undefined;
  readonly loads: readonly string[];
  /** Files that options name. */
  readonly files: readonly { readonly kind: 'read' | 'write'; readonly file: string }[];
  readonly rest: readonly string[];
  readonly opaque: boolean;
  readonly tells: boolean;
  /** It looks at the syntax of files, and runs none of them. */
  readonly checks: boolean;
  readonly works: boolean;
}

function readOptions(language: Interpreter, args: readonly string[]): Found | undefined {
  const code: string[] = [];
  const loads: string[] = [];
  const files: { readonly kind: 'read' | 'write'; readonly file: string }[] = [];
  let opaque = false;
  let tells = false;
  let checks = false;
  let works = false;
  let module: string | undefined;
  let at = 0;
  for (; at < args.length && module === undefined; at += 1) {
    const arg = args[at] as string;
    if (arg === '--') {
      at += 1;
      break;
    }
    if (!knownStart(arg).startsWith('-') || arg === '-') {
      // A word that nobody knows may be an option with code.
      if (!isKnown(arg) && knownStart(arg) === '') opaque = true;
      break;
    }
    const role = language.optionOf(arg);
    if (role === undefined) {
      if (language.strict) return undefined;
      opaque = true;
      continue;
    }
    const value = role.same ?? args[at + 1] ?? '';
    const takes =
      role.same === undefined &&
      role.kind !== 'flag' &&
      role.kind !== 'tells' &&
      role.kind !== 'works' &&
      role.kind !== 'checks';
    if (role.kind === 'code') code.push(value);
    else if (role.kind === 'load') loads.push(value);
    else if (role.kind === 'read' || role.kind === 'write')
      files.push({ kind: role.kind, file: value });
    else if (role.kind === 'module') module = value;
    else if (role.kind === 'opaque') opaque = true;
    else if (role.kind === 'tells') tells = true;
    else if (role.kind === 'checks') checks = true;
    else if (role.kind === 'works') works = true;
    if (takes) at += 1;
    // What follows the code of Python are its words.
    if (role.kind === 'code' && language.codeEnds) {
      at += 1;
      break;
    }
  }
  return { code, module, loads, files, rest: args.slice(at), opaque, tells, checks, works };
}

/** Whether a test file, or all that a pattern meets, lies in the project. */
function isOwnFile({ run, state }: ShellCall, field: string): boolean {
  const start = knownStart(field);
  return (
    !isOpaque(field) &&
    !field.includes('..') &&
    !/^[a-z]+:/i.test(field) &&
    state.folders.every((folder) => isInside(cleanPath(folder, start), run.origin.project))
  );
}

function work({ run, name, state }: ShellCall): Outcome {
  for (const folder of state.folders) {
    const place = { kind: 'path', path: folder, reach: 'workspace' } as const;
    addEffect(run, { kind: 'write', place, program: name, destructive: false }, state.perhaps);
  }
  return endBoth(state, undefined);
}

/** Code that stands in the command. */
function runCode(
  call: ShellCall,
  language: Interpreter,
  code: string,
  files: readonly string[],
): Outcome {
  const { run, name, state } = call;
  if (!isKnown(code)) addObscurity(run, 'code_unknown');
  else {
    // A module that the same text wrote takes the place of a known one.
    const shadowed =
      run.writtenBelow.size > 0 ||
      [...run.written.keys()].some((path) => /\.(?:py|[cm]?js|json)$/.test(path));
    const plain = shadowed || code.length > 32_768 ? undefined : language.judge(code, call.args);
    if (plain === undefined) addObscurity(run, 'code_opaque');
    else {
      for (const file of plain.reads) addFileEffect(run, state, 'read', file, name);
      for (const file of plain.writes ?? []) addFileEffect(run, state, 'write', file, name);
      for (const url of plain.fetches ?? []) {
        const { effects, obscurities } = readHttpCall({ url }, name);
        for (const effect of effects) addEffect(run, effect, state.perhaps);
        for (const obscurity of obscurities) addObscurity(run, obscurity);
      }
      for (const need of plain.needs ?? []) checkNeed(call, language, need);
      if (language.readsFiles) {
        const changes = language.changesFiles(call.args);
        for (const file of files) {
          addFileEffect(run, state, 'read', file, name);
          if (changes) addFileEffect(run, state, 'write', file, name);
        }
      }
      if (plain.loads) work(call);
    }
  }
  return endBoth(state, undefined);
}

function runInput(call: ShellCall, language: Interpreter): Outcome {
  const { run, name, state, io } = call;
  if (io.input.kind === 'text') return runCode(call, language, io.input.text, []);
  if (io.input.kind === 'file') runFile(call, language, io.input.field);
  else if (io.input.kind === 'pipe') addObscurity(run, 'code_unknown');
  // A prompt for a person.
  else addProgramEffect(run, 'execute', name);
  return endBoth(state, undefined);
}

/** A script: the project's own, or code that nobody knows. */
function runFile(call: ShellCall, language: Interpreter, field: string): void {
  const { run, name, state } = call;
  addFileEffect(run, state, 'read', field, name);
  if (!isKnown(field)) {
    addObscurity(run, 'code_unknown');
    return;
  }
  for (const folder of state.folders) {
    const path = cleanPath(folder, field);
    if (
      /^[a-z]+:/i.test(field) ||
      path.includes(UNKNOWN) ||
      path.startsWith('/dev/') ||
      path.startsWith('/proc/')
    ) {
      addObscurity(run, 'code_unknown');
      continue;
    }
    const own = isInside(path, run.origin.project);
    const known = run.written.has(path);
    const texts = readTexts(run, path);
    run.ran.add(path);
    const below =
      !known &&
      texts.includes(undefined) &&
      (isRewritten(run, path) || [...run.writtenBelow].some((root) => isInside(path, root)));
    for (const text of texts) {
      if (own && !known && !below) judgeOwnScript(call, language, path, text);
      else judgeText(call, language, text);
    }
  }
  work({ ...call, state: { ...state, folders: [run.origin.project] } });
}

function judgeText(call: ShellCall, language: Interpreter, text: string | undefined): void {
  const { run } = call;
  if (text === undefined) addObscurity(run, 'code_unknown');
  else if (!onlyComputes(language, text)) addObscurity(run, 'code_opaque');
}
