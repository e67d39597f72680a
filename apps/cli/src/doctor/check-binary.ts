import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pass, shellQuote, warn, type Check } from './check.ts';

/** This executable, and the one that a shell would start. */
export interface FoundBinaries {
  readonly running: string;
  /** First `gait` on PATH, when it is another file. */
  readonly onPath: string | undefined;
}

/**
 * Compares the running executable with the one on PATH. The other is not started: it may be
 * anything.
 */
export function findBinaries(
  running: string,
  env: Readonly<Record<string, string | undefined>>,
): FoundBinaries & { readonly pathHasOne: boolean } {
  const name = process.platform === 'win32' ? 'gait.exe' : 'gait';
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

/** Says whether `gait` typed into a shell is this build. */
export function checkBinary(found: ReturnType<typeof findBinaries>, version: string): Check {
  const name = 'version';
  if (found.onPath !== undefined) {
    return warn(
      name,
      `this is gait ${version}, but another gait comes first in PATH: ${found.onPath}`,
      prepend(found.running),
    );
  }
  if (!found.pathHasOne)
    return warn(name, `this is gait ${version}, but PATH has no gait`, prepend(found.running));
  return pass(name, `gait ${version}`);
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
