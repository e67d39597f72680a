import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pass, shellQuote, warn, type Check } from './check.ts';

/** This executable, and the one that a shell would start. */
export interface FoundBinaries {
  readonly running: string;
  /** First program of that name on PATH, when it is another file. */
  readonly onPath: string | undefined;
}

/**
 * Compares the running executable with the one on PATH. The other is not started: it may be
 * anything.
 */
export function findBinaries(
  running: string,
  env: Readonly<Record<string, string | undefined>>,
  program = 'gait',
): FoundBinaries & { readonly pathHasOne: boolean } {
  const name = process.platform === 'win32' ? `${program}.exe` : program;
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    if (!isExecutable(candidate)) continue;
    return {
      running,
      onPath: sameFile(candidate, running) ? undefined : candidate,
      pathHasOne: true,
    };
  }
  return { running, onPath: undefined, pathHasOne: false };
}

/** Says whether the program's name typed into a shell is this build. */
export function checkBinary(
  found: ReturnType<typeof findBinaries>,
  version: string,
  program = 'gait',
  name = 'version',
): Check {
  if (found.onPath !== undefined) {
    return warn(
      name,
      `this is ${program} ${version}, but another ${program} comes first in PATH: ${found.onPath}`,
      prepend(found.running),
    );
  }
  if (!found.pathHasOne)
    return warn(
      name,
      `this is ${program} ${version}, but PATH has no ${program}`,
      prepend(found.running),
    );
  return pass(name, `${program} ${version}`);
}

function prepend(running: string): string {
  return `export PATH=${shellQuote(join(running, '..'))}:"$PATH"`;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function sameFile(left: string, right: string): boolean {
  try {
    const [a, b] = [statSync(realpathSync(left)), statSync(realpathSync(right))];
    return a.dev === b.dev && a.ino === b.ino;
  } catch {
    return false;
  }
}
