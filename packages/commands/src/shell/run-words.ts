import type { RunWords } from '../model/effect.ts';
import { deactivate, isKnown, UNKNOWN } from './marks.ts';
import type { Run } from './run.ts';
import type { State } from './state.ts';

/** One start of a program while it is read. */
export interface OpenRun extends Omit<RunWords, 'named' | 'words'> {
  readonly fields: readonly string[];
  /** How many of the fields are its own: those behind are the words of the program that it starts. */
  own: number;
  readonly named: Set<string>;
}

/**
 * Notes that a program starts with these words. What its effects name until `finishWords` is its own.
 *
 * @returns what was being read before: for `finishWords`
 */
export function startWords(run: Run, fields: readonly string[], state: State): OpenRun | undefined {
  const outer = run.running;
  if (outer !== undefined) handOn(outer, fields);
  const key = keyOf(fields, state);
  let entry = run.runs.get(key);
  if (entry === undefined) {
    entry = {
      program: fields[0] ?? '',
      folders: state.folders.filter(isKnown),
      fields,
      own: fields.length,
      variables: variablesOf(run, state),
      named: new Set(),
    };
    run.runs.set(key, entry);
  }
  run.running = entry;
  return outer;
}

/** The program has been read. */
export function finishWords(run: Run, outer: OpenRun | undefined): void {
  run.running = outer;
}

/** What the readings of all starts come to. */
export function closeRuns(runs: Iterable<OpenRun>): readonly RunWords[] {
  return [...runs].map(({ program, folders, fields, own, variables, named }) => ({
    program,
    folders,
    words: fields.slice(1, own).map(plain),
    variables: variables.map(plain),
    named: [...named],
  }));
}

function plain(field: string): string {
  return deactivate(field.replaceAll(/[\uFDD0\uFDD1]/g, '*'));
}

/** `timeout 5 cat x`: the last words are those of the program that is started. */
function handOn(outer: OpenRun, fields: readonly string[]): void {
  let inner = fields.length;
  // `xargs` adds words that nobody knows.
  while (inner > 0 && fields[inner - 1] === UNKNOWN) inner -= 1;
  let end = outer.fields.length;
  while (end > 1 && inner > 0 && outer.fields[end - 1] === fields[inner - 1]) {
    end -= 1;
    inner -= 1;
  }
  // Only when all of them were handed on: otherwise the ends are alike by chance.
  if (inner === 0) outer.own = Math.min(outer.own, end);
}

function keyOf(fields: readonly string[], { folders, variables }: State): string {
  return JSON.stringify([fields, folders, numberOf(variables)]);
}

const numbers = new WeakMap<State['variables'], number>();
let last = 0;

/** States share their variables: a number for each set is shorter than the set. */
function numberOf(variables: State['variables']): number {
  const known = numbers.get(variables);
  if (known !== undefined) return known;
  last += 1;
  numbers.set(variables, last);
  return last;
}

const given = new WeakMap<State['variables'], readonly string[]>();

/** What the text itself has set and hands over to programs. */
function variablesOf({ origin }: Run, { variables }: State): readonly string[] {
  const known = given.get(variables);
  if (known !== undefined) return known;
  const found: string[] = [];
  for (const [name, { text, list, exported }] of variables) {
    if (!exported || OF_SHELL.has(name)) continue;
    if (origin.variables.get(name) === text || (name === 'HOME' && origin.home === text)) continue;
    found.push(text, ...(list ?? []));
  }
  given.set(variables, found);
  return found;
}

/** Folders that the shell itself keeps there. */
const OF_SHELL: ReadonlySet<string> = new Set(['PWD', 'OLDPWD', 'PATH', '_']);
