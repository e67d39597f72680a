import type { CommandContext } from '../model/context.ts';
import type { Effect, EffectKind, Obscurity, Place } from '../model/effect.ts';
import type { ReadProgram } from '../model/invocation.ts';
import { LIMITS } from './limits.ts';
import {
  hasReserved,
  isKnown,
  isOpaque,
  isPattern,
  deactivate,
  knownStart,
  UNKNOWN,
} from './marks.ts';
import { cleanPath, isInside } from './words/clean-path.ts';
import type { OpenRun } from './run-words.ts';
import type { State } from './state.ts';
import type { Walk } from './walk.ts';

/** What reading one text has found so far, and what it has spent. */
export interface Run {
  readonly walk: Walk;
  readonly readProgram: ReadProgram;
  readonly origin: CommandContext;
  readonly effects: Map<string, Effect>;
  readonly obscurities: Set<Obscurity>;
  readonly programs: Set<string>;
  /** Every start of a program, by what it was told. */
  readonly runs: Map<string, OpenRun>;
  /** The one that is being read. */
  running: OpenRun | undefined;
  /** Files that the text itself writes → what may stand in them; undefined: anything. */
  readonly written: Map<string, readonly (string | undefined)[]>;
  /** Programs that a compiler makes of sources of the project, which the text has not written. */
  readonly built: Set<string>;
  /** A compiler got a source that stands in no file. */
  unseenSource: boolean;
  /** Folders in which the text writes files whose names are not known. */
  readonly writtenBelow: Set<string>;
  /** Files and folders whose content a program of the text has exchanged. */
  readonly rewritten: Set<string>;
  /** Scripts that were run from files: writing one later means that another text may have run. */
  readonly ran: Set<string>;
  /** Long data that the parser was spared → whether it was met where data stands. */
  readonly data: Map<string, { readonly text: string; met: boolean }>;
  traps: string[];
  steps: number;
  nestedText: number;
  nesting: number;
  files: number;
}

export function startRun(walk: Walk, readProgram: ReadProgram, origin: CommandContext): Run {
  return {
    walk,
    readProgram,
    origin,
    effects: new Map(),
    obscurities: new Set(),
    programs: new Set(),
    runs: new Map(),
    running: undefined,
    written: new Map(),
    built: new Set(),
    unseenSource: false,
    writtenBelow: new Set(),
    rewritten: new Set(),
    ran: new Set(),
    data: new Map(),
    traps: [],
    steps: 0,
    nestedText: 0,
    nesting: 0,
    files: 0,
  };
}

export function addObscurity(run: Run, obscurity: Obscurity): void {
  run.obscurities.add(obscurity);
}

/** False when the budget of commands is spent: nothing more is read. */
export function takeStep(run: Run): boolean {
  run.steps += 1;
  if (run.steps <= LIMITS.steps) return true;
  addObscurity(run, 'budget_spent');
  return false;
}

/** Programs that change how a file may be used, and not what stands in it; of `tee` the text is kept. */
const KEEP_TEXT = ['chmod', 'chown', 'chgrp', 'touch', 'tee'];

export const COMPILERS =
  /^(?:gcc|g\+\+|cc|c\+\+|clang|clang\+\+|rustc|go|ghc|gfortran|nvcc|tcc|zig|nim|crystal|dmd|swiftc)(?:-\d+)?$/;

/** Notes an effect; the same one counts once. */
export function addEffect(run: Run, effect: Effect, perhaps = false): void {
  const place = findLost(effect.place, effect.program);
  const found = place === effect.place ? effect : { ...effect, place };
  run.effects.set(JSON.stringify(found), found);
  if (run.running !== undefined && place.kind === 'path' && place.reach !== 'workspace')
    run.running.named.add(place.path);
  if (found.kind !== 'write' || place.kind !== 'path' || KEEP_TEXT.includes(found.program)) return;
  if (place.reach === 'file' && found.program !== '') {
    const compiles = COMPILERS.test(found.program) && run.written.size === run.built.size;
    noteWritten(run, place.path, undefined, perhaps);
    if (compiles && run.writtenBelow.size === 0) run.built.add(place.path);
  } else if (place.reach === 'tree') run.writtenBelow.add(place.path);
  else if (place.reach === 'pattern') {
    const start = place.path.split(/[*?[]/)[0] ?? '';
    run.writtenBelow.add(start.slice(0, Math.max(start.lastIndexOf('/'), 0)));
  }
}

/** A path below a folder that nobody knows is not known either. */
function findLost(place: Place, program: string): Place {
  // Where words of a program's own are unknown, a guess at which of them it starts is no name.
  if (place.kind === 'program' && hasReserved(place.name)) return { ...place, name: program };
  if (place.kind === 'path') {
    if (place.path.includes(UNKNOWN)) return { kind: 'unknown_path' };
    if (!isPattern(place.path)) return place;
    // The folder is one of several.
    if (place.reach === 'workspace')
      return { ...place, path: knownStart(place.path).replace(/\/[^/]*$/, '') || '/' };
    return { ...place, path: deactivate(place.path), reach: 'pattern' };
  }
  if (place.kind === 'unknown_path' && place.below !== undefined && !isKnown(place.below)) {
    return { kind: 'unknown_path' };
  }
  return place;
}

export function addProgramEffect(
  run: Run,
  kind: EffectKind,
  program: string,
  name = program,
  destructive = false,
): void {
  addEffect(run, { kind, place: { kind: 'program', name }, program, destructive });
}

/** Streams and devices that keep nothing. */
const STREAM = /^\/dev\/(?:null|zero|std(?:in|out|err)|tty|fd\/\d+)$/;

/** An effect on the file that an expanded word names, from every folder that the shell may be in. */
export function addFileEffect(
  run: Run,
  state: State,
  kind: 'read' | 'write' | 'delete',
  field: string,
  program = '',
  reach: 'file' | 'tree' | 'workspace' = 'file',
): void {
  const destructive = kind === 'delete';
  if (STREAM.test(field)) return;
  if (isOpaque(field)) {
    const start = knownStart(field);
    const slash = start.lastIndexOf('/');
    // What follows may lead out of the folder again with `..`, so no folder is certain.
    const place: Place = { kind: 'unknown_path' };
    const below = slash > 0 && !field.slice(slash).includes(UNKNOWN) ? start.slice(0, slash) : '';
    addEffect(run, { kind, place: below ? { ...place, below } : place, program, destructive });
    return;
  }
  for (const folder of state.folders) {
    const path = cleanPath(folder, deactivate(field));
    const found: Place = { kind: 'path', path, reach: isPattern(field) ? 'pattern' : reach };
    addEffect(run, { kind, place: found, program, destructive }, state.perhaps);
  }
}

/** Keeps what the text writes into a file, for the case that it runs that file afterwards. */
export function noteWritten(
  run: Run,
  path: string,
  text: string | undefined,
  perhaps: boolean,
  append = false,
): void {
  if (run.ran.has(path)) addObscurity(run, 'code_unknown');
  // What was compiled is overwritten.
  run.built.delete(path);
  const known = text !== undefined && isKnown(text) ? text : undefined;
  const before = run.written.get(path) ?? (append || perhaps ? readBefore(run, path) : []);
  const after = append ? before.map((old) => joinTexts(old, known)) : [known];
  run.written.set(path, (perhaps ? [...before, ...after] : after).slice(0, 8));
}

function joinTexts(one: string | undefined, other: string | undefined): string | undefined {
  return one === undefined || other === undefined ? undefined : one + other;
}

function readBefore(run: Run, path: string): readonly string[] {
  const text = readOriginal(run, path);
  return [text ?? ''];
}

function readOriginal(run: Run, path: string): string | undefined {
  if (!isKnown(path)) return undefined;
  run.files += 1;
  if (run.files > LIMITS.files) {
    addObscurity(run, 'budget_spent');
    return undefined;
  }
  return run.origin.readText(path);
}

/** The texts that a file may have when it is run; undefined among them: unknown. */
export function readTexts(run: Run, path: string): readonly (string | undefined)[] {
  const written = run.written.get(path);
  if (written !== undefined) return written;
  return mayBeWritten(run, path) ? [undefined] : [readOriginal(run, path)];
}

/** Whether the text itself puts something at a path, or may do so. */
export function mayBeWritten(run: Run, path: string): boolean {
  return (
    run.written.has(path) ||
    isRewritten(run, path) ||
    [...run.writtenBelow].some((folder) => isInside(path, folder))
  );
}

/** Files that git leaves as they are, whatever it puts into the working folder. */
const KEPT = /\/(?:\.git|node_modules|\.venv|venv)\//;

/** Whether a program of the text has put another content into a file. */
export function isRewritten(run: Run, path: string): boolean {
  if (run.rewritten.size === 0 || KEPT.test(path)) return false;
  return [...run.rewritten].some((root) => path === root || path.startsWith(`${root}/`));
}

/** The text of a file for a program that takes its settings from it. */
export function readSettings(run: Run, path: string, program = ''): string | undefined {
  // Git asks whether there is such a file, and runs nothing from it.
  if (program !== 'git' && isRewritten(run, path)) {
    addObscurity(run, 'code_unknown');
    return undefined;
  }
  const texts = readTexts(run, path);
  const [only] = texts;
  const own = run.written.has(path) || texts.length > 1;
  if (own && (texts.length > 1 || only === undefined)) {
    addObscurity(run, 'code_unknown');
    return undefined;
  }
  if (own) run.ran.add(path);
  return only;
}
