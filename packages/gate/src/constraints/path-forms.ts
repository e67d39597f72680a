import type { Target } from '../intent/intent-record.ts';
import { goPathClean } from '../text/go-path.ts';
import { isAtOrBelow, pathReadings } from './path-readings.ts';

/** One reading of a path, in every way in which a rule may have written it. */
export interface PathForms {
  /** As cleaned; absolute; relative to the workspace when it lies inside. */
  readonly all: readonly string[];
  /** Known to lie inside the workspace: what the pattern `./**` means. */
  readonly inside: boolean;
  /** Begins with `..`, a drive, or what a shell replaces: not among the names of this folder. */
  readonly elsewhere: boolean;
}

/** What a shell or a tool replaces by a folder that may be anywhere. */
const FILLED_IN = /^(?:[~$%`]|file:)/iu;
const FILE_URL = /^file:(?:\/\/[^/]*)?(?=\/)/iu;
const DRIVE = /^[A-Za-z]:/u;
const ROOT = /^(?:[A-Za-z]:)?\/?$/u;
const CLIMBS = /^\.\.(?:\/|$)/u;

/**
 * The readings of a path (`pathReadings`), each in all its forms. A rule that forbids looks at
 * every form; a rule that allows needs one form of each reading.
 *
 * @param workspace Cleaned. The root says nothing about what lies inside: everything would.
 */
export function pathForms(value: string, workspace: string): readonly PathForms[] {
  const readings = pathReadings(value);
  const named = FILE_URL.test(value) ? pathReadings(value.replace(FILE_URL, '')) : [];
  return [...readings, ...named].map((reading) => formsOf(reading, workspace));
}

/** In `strict` what a tool does to files is about a path, whatever kind the target says it is. */
export function isPathTarget({ kind, endpoint_class: what }: Target, strict: boolean): boolean {
  return kind === 'path' || (strict && what.startsWith('fs.'));
}

function formsOf(path: string, workspace: string): PathForms {
  const all = new Set([path]);
  let inside = false;
  if (!FILLED_IN.test(path) && !/^[A-Za-z]:(?!\/)/u.test(path)) {
    const relative = !isAbsolute(path);
    if (isAbsolute(workspace)) {
      const whole = relative ? goPathClean(`${workspace}/${path}`) : path;
      all.add(whole);
      inside = !ROOT.test(workspace) && isAtOrBelow(whole, workspace);
      if (inside) all.add(whole.slice(workspace.length + 1) || '.');
    } else inside = relative && !CLIMBS.test(path);
  }
  const elsewhere = !inside && (FILLED_IN.test(path) || DRIVE.test(path) || CLIMBS.test(path));
  return { all: [...all], inside, elsewhere };
}

function isAbsolute(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:\//u.test(path);
}
