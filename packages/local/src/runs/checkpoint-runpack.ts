import { statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { cleanPath } from '../files/output-path.ts';

/**
 * Where the runpack of a checkpoint is. A chain names it by the path that was given when it was
 * written. That path counts from the current folder, as in the reference (gait-formats §2.13); a
 * relative one that is not there is looked for from the chain's own folder, then in that folder by its
 * name alone, so that a session can be moved or verified from elsewhere. The chain's digests bind the
 * runpack, wherever it is found.
 *
 * @param runpackPath as the chain names it
 * @param chainPath as the user named the chain
 * @returns the path as it is printed; `runpackPath` when it is in none of these places
 */
export function checkpointRunpack(runpackPath: string, chainPath: string, cwd: string): string {
  if (isAbsolute(runpackPath) || isThere(resolve(cwd, runpackPath))) return runpackPath;
  const folder = dirname(chainPath);
  const beside = [runpackPath, basename(runpackPath)].map((path) => cleanPath(join(folder, path)));
  return beside.find((path) => isThere(resolve(cwd, path))) ?? runpackPath;
}

function isThere(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
