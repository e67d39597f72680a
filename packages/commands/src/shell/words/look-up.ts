import { isInside } from './clean-path.ts';
import { OLD_PATH, STAR, UNKNOWN } from '../marks.ts';
import { LOST_FOLDER, type State, type Value } from '../state.ts';

/** Variables that hold one plain token wherever they are set by the system: a name, a number. */
const TOKENS = new Set(
  (
    'RANDOM SRANDOM SECONDS LINENO UID EUID BASHPID EPOCHSECONDS EPOCHREALTIME SHLVL COLUMNS LINES ' +
    'OSTYPE HOSTTYPE MACHTYPE USER LOGNAME HOSTNAME BASH_VERSION OPTIND'
  ).split(' '),
);
const SEPARATORS = ' \t\n';

/** What a variable holds; undefined: it was never set here, and what the environment has is not known. */
export function findValue(state: State, name: string): Value | undefined {
  const value = state.variables.get(name);
  if (value !== undefined) return value;
  if (name === 'PWD') return { text: folderOf(state), exported: true };
  if (name === 'PATH') return { text: OLD_PATH, exported: true };
  // Where the environment does not say otherwise, that is where temporary files go.
  if (name === 'TMPDIR') return { text: '/tmp', exported: true };
  return TOKENS.has(name) ? { text: STAR, exported: false } : undefined;
}

export function folderOf(state: State): string {
  const [only = LOST_FOLDER] = state.folders;
  return state.folders.length > 1 || only.includes(UNKNOWN) ? UNKNOWN : only;
}

/** The value of `$NAME`; several for `"$@"`. */
export function lookUp(state: State, name: string, quoted: boolean): string | readonly string[] {
  if (name === '@' || name === '*') {
    if (state.words === undefined) return UNKNOWN;
    return name === '*' && quoted ? state.words.join(' ') : state.words;
  }
  if (/^[1-9]\d*$/.test(name)) {
    return state.words === undefined ? UNKNOWN : (state.words[Number(name) - 1] ?? '');
  }
  if (name === '#' || name === '?' || name === '$' || name === '!' || name === '-') return STAR;
  return findValue(state, name)?.text ?? UNKNOWN;
}

/** The letters at which unquoted expansions are split. */
export function separatorsOf(state: State): string {
  const value = state.variables.get('IFS');
  return value === undefined || value.unset ? SEPARATORS : value.text;
}

/** `~`, `~+`, `~-`, `~name`. */
export function homeOf(state: State, tilde: string): string {
  if (tilde === '~') return state.variables.get('HOME')?.text ?? UNKNOWN;
  if (tilde === '~+') return folderOf(state);
  return tilde === '~root' ? '/root' : UNKNOWN;
}

/** The project when every folder that the shell may be in lies in it. */
export function projectOf(state: State, project: string): string {
  return state.folders.every((folder) => isInside(folder, project)) ? project : UNKNOWN;
}
