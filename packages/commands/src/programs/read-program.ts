import type { Invocation, ReadProgram } from '../model/invocation.ts';
import { applySpec } from './apply-spec.ts';
import { addExecute, finishDraft, startDraft } from './draft.ts';
import { KNOWN_PROGRAMS } from './known-programs.ts';
import { isWithin, resolvePath } from './resolve-path.ts';
import type { Row, Theme } from './row.ts';
import { takesCommands } from './takes-commands.ts';

interface Entry {
  readonly row: Row;
  readonly theme: Theme;
}

/** Names of the table that were asked for: never more than it has. */
const found = new Map<string, Entry>();

/** Where the system and its package managers keep programs. Below the project nothing is theirs. */
const SYSTEM_FOLDERS = [
  '/bin',
  '/sbin',
  '/usr/bin',
  '/usr/sbin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/local/go/bin',
  '/opt/homebrew/bin',
  '/opt/local/bin',
  '/snap/bin',
];
/** Where a project's own package manager puts its tools. */
const PROJECT_FOLDERS = ['node_modules/.bin', '.venv/bin', 'venv/bin', 'vendor/bin'];
/** Scripts that a project carries for its build. */
const WRAPPERS = ['gradlew', 'mvnw', 'sbt', 'rebar3'];
/** What projects of Ruby keep in `bin`. */
const BINSTUBS = ['rails', 'rake', 'bundle', 'rspec', 'rubocop'];
const SHELL_SCRIPT = /^#![^\n]*\b(?:ba|da|z|k)?sh\b/;

const VERSION = /-?\d+(?:\.\d+)*$/;
const ONLY_ASKS: ReadonlySet<string> = new Set([
  ...['--version', '-V', '-version', '--help', '-help', 'version', 'help'],
]);

/**
 * What a program of the table does with these words. Undefined: it is not in the table, this copy
 * of it is not the one that the table speaks of, or nothing is known about this use of it. Never
 * throws; linear in the words.
 */
export const readProgram: ReadProgram = (invocation) => {
  const entry = findEntry(invocation);
  const [only] = invocation.args;
  const asks = invocation.args.length === 1 && ONLY_ASKS.has(only?.value ?? '');
  // Of a program that is installed, even one that nobody knows tells its version without harm.
  if (entry === undefined && asks && invocation.path === undefined)
    return finishDraft(startDraft(invocation));
  if (entry === undefined || !isKnownCopy(invocation, entry.theme)) return undefined;
  const draft = startDraft(invocation);
  if (!asks) applySpec(draft, entry.row, invocation.args);
  if (!asks && invocation.context.typedInto === true && takesCommands(invocation))
    addExecute(draft);
  return finishDraft(draft);
};

function findEntry({ program, context }: Invocation): Entry | undefined {
  const name = context.dialect === 'sh' ? program : program.toLowerCase();
  // `gcc-12` and `pip3.11` are `gcc` and `pip`.
  return lookUp(name) ?? (name.length < 40 ? lookUp(name.replace(VERSION, '')) : undefined);
}

/** Looks at the keys as they stand: a hook asks for a few names, and a table of all costs more. */
function lookUp(name: string): Entry | undefined {
  const seen = found.get(name);
  if (seen !== undefined || name === '' || name.includes(' ')) return seen;
  for (const theme of KNOWN_PROGRAMS) {
    for (const names in theme.rows) {
      if (!names.includes(name) || !` ${names} `.includes(` ${name} `)) continue;
      const row = theme.rows[names];
      if (row === undefined) continue;
      found.set(name, { row, theme });
      return found.get(name);
    }
  }
  return undefined;
}

/** A file that only has the name of a program (`./ls`) is not that program. */
function isKnownCopy({ path, program, context }: Invocation, theme: Theme): boolean {
  if (path === undefined) return true;
  const windows = context.dialect !== 'sh';
  const whole = resolvePath(context.folder, path, windows);
  const folder = whole.slice(0, whole.lastIndexOf('/'));
  const own = isWithin(whole, context.project);
  if (!own) {
    const home = resolvePath(context.home, '.', windows);
    return SYSTEM_FOLDERS.includes(folder) || (isWithin(whole, home) && folder.endsWith('/bin'));
  }
  if (!theme.local) return false;
  if (WRAPPERS.includes(program)) return true;
  if (folder.endsWith('/node_modules/.bin')) return true;
  const kept = folder.endsWith('/bin') && BINSTUBS.includes(program);
  if (!kept && !PROJECT_FOLDERS.some((end) => folder.endsWith(`/${end}`))) return false;
  // Text for a shell is read as such, whatever name it has.
  return !SHELL_SCRIPT.test((context.readText(whole) ?? '').slice(0, 200));
}
