import { constants, openSync } from 'node:fs';
import { resolve } from 'node:path';
import { CodedError } from '@gait/canon';
import { fileError, systemCode } from './file-error.ts';

// O_EXCL with O_CREAT never follows a link that an attacker put at the name.
const CREATE =
  constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY | (constants.O_NOFOLLOW ?? 0);

/** Opens a new file for writing, mode 0600; throws the system's `EEXIST` where anything has the name. */
export function openNew(path: string): number {
  return openSync(path, CREATE, 0o600);
}

/** Random names tried: that a second one is taken as well is no chance any more. */
const TRIES = 4;

/** A file that was made under a name of its own. */
export interface CreatedFile<T> {
  readonly path: string;
  readonly made: T;
}

/**
 * Makes a temporary file under a random name that nobody has taken.
 *
 * @param destination What the temporary file is for; named in errors.
 * @param newName A new random path each time.
 * @param create Makes the file, and fails with `EEXIST` where the name is taken.
 * @throws CodedError `file_exists` (every name was taken: somebody guesses them),
 *   `file_permission`, `file_missing` (no such folder), `disk_full`, `file_write`.
 */
export function createUnused<T>(
  destination: string,
  newName: () => string,
  create: (path: string) => T,
): CreatedFile<T> {
  for (let attempt = 1; ; attempt += 1) {
    const path = newName();
    try {
      return { path, made: create(path) };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw fileError(error, 'write', destination);
      if (attempt === TRIES) throw taken(destination, path);
    }
  }
}

function taken(destination: string, path: string): CodedError {
  const file = resolve(path);
  return new CodedError(
    'file_exists',
    `cannot write ${resolve(destination)}: the temporary names for it are taken, the last one was ${file}`,
    { hint: 'see who else writes into this folder, then run the command again', where: { file } },
  );
}
