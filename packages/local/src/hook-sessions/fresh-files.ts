import {
  appendFileSync,
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
} from 'node:fs';

/** Lists beyond this were filled to hide something in them: then every file counts as written. */
const LONGEST_LIST = 4 * 1024 * 1024;
/** The header of a journal is its first line. */
const HEADER_BYTES = 4096;
/**
 * Where builds and package managers put what they make. A file there is as new as the last build, so
 * only one that a call named is the agent's own.
 */
const MADE =
  /\/(?:dist|build|out|esm|cjs|coverage|target|node_modules|\.next|\.nuxt|\.output|\.svelte-kit|\.venv|venv|vendor|__pycache__)\//;
/** Files that an interpreter runs or loads. */
const RUNS = /\.(?:[cm]?[jt]sx?|py|rb|pl|pm|php|lua|json|r|jl)$|\/[^./]+$/i;

/** The files that calls of a session wrote by name, beside its journal. */
const listOf = (journal: string): string => `${journal}.written`;

/**
 * Keeps which files a call of the session writes. Whatever cannot be kept is found by its time.
 *
 * @param paths absolute
 */
export function noteWrittenFiles(journal: string, paths: readonly string[]): void {
  const kept = paths.filter((path) => RUNS.test(path) && !path.includes('\n'));
  // Where nothing of a session is kept, every file counts as new.
  if (kept.length === 0 || !existsSync(journal)) return;
  appendFileSync(listOf(journal), `${kept.join('\n')}\n`, { mode: 0o600 });
}

/**
 * Tells the files that came into being or were changed since a session began: by the time at which
 * the system last touched them, which no program of the agent sets back, and by what its calls
 * named. Nothing is read before somebody asks.
 */
export function freshFiles(journal: string, project: string): (path: string) => boolean {
  let written: ReadonlySet<string> | undefined;
  let began: number | undefined;
  return (path) => {
    written ??= readList(journal);
    if (written === EVERYTHING || written.has(path)) return true;
    if (MADE.test(path.slice(project.length))) return false;
    began ??= beginningOf(journal);
    return changedAt(path) >= began;
  };
}

const EVERYTHING: ReadonlySet<string> = new Set();

function readList(journal: string): ReadonlySet<string> {
  const file = listOf(journal);
  const size = lstatSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) return new Set();
  if (size > LONGEST_LIST) return EVERYTHING;
  try {
    return new Set(readFileSync(file, 'utf8').split('\n'));
  } catch {
    return EVERYTHING;
  }
}

/** Milliseconds since 1970; without a journal everything is new. */
function beginningOf(journal: string): number {
  let file: number;
  try {
    file = openSync(journal, 'r');
  } catch {
    return 0;
  }
  try {
    const bytes = Buffer.alloc(HEADER_BYTES);
    const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, HEADER_BYTES, 0));
    const time = /"created_at":"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)[^"]*Z"/.exec(text)?.[1];
    // To the second: what was written in the same one counts as later.
    return time === undefined ? 0 : Date.parse(`${time}Z`);
  } catch {
    return 0;
  } finally {
    closeSync(file);
  }
}

/** Of a link, the later of its own and of what it leads to. */
function changedAt(path: string): number {
  try {
    const own = lstatSync(path);
    return Math.floor(
      own.isSymbolicLink() ? Math.max(own.ctimeMs, statSync(path).ctimeMs) : own.ctimeMs,
    );
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}
