import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { fail, pass, shellQuote, warn, type Check } from './check.ts';

/** A folder as the person named it and where it is. */
export interface Place {
  readonly shown: string;
  readonly path: string;
}

/** Whether a folder can be written to, and the time its file system gave to the test file (milliseconds). */
export interface WriteTest {
  readonly check: Check;
  readonly fileTimeMs?: number;
}

/**
 * Tries a folder by writing a byte to disk: mode bits say nothing about read-only mounts, full
 * disks and quotas.
 *
 * @param random makes the test file's name unguessable
 */
export function checkWritable(name: string, place: Place, random: string): WriteTest {
  try {
    if (!statSync(place.path).isDirectory()) {
      return {
        check: fail(
          name,
          `${place.shown} is a file, a folder is needed`,
          `mv ${shellQuote(place.shown)} ${shellQuote(`${place.shown}.old`)}`,
        ),
      };
    }
  } catch {
    return {
      check: fail(name, `${place.shown} does not exist`, `mkdir -p ${shellQuote(place.shown)}`),
    };
  }
  const probe = join(place.path, `.gait-doctor-${random}`);
  try {
    const fd = openSync(probe, 'wx', 0o600);
    try {
      writeSync(fd, 'x');
      fsyncSync(fd);
      return { check: pass(name, `${place.shown} is writable`), fileTimeMs: fstatSync(fd).mtimeMs };
    } finally {
      closeSync(fd);
      unlinkSync(probe);
    }
  } catch (error) {
    return { check: refused(name, place, (error as NodeJS.ErrnoException).code ?? 'unknown') };
  }
}

function refused(name: string, place: Place, code: string): Check {
  const folder = shellQuote(place.shown);
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return fail(name, `no space left in ${place.shown}`, `df -h ${folder}`);
  if (code === 'EROFS')
    return fail(name, `${place.shown} is on a read-only file system`, `findmnt --target ${folder}`);
  return fail(name, `${place.shown} cannot be written (${code})`, `chmod u+rwx ${folder}`);
}

/** Folders that hold artifacts and cannot be looked into: nothing in them is checked. */
export function checkReadable(closed: readonly Place[]): Check[] {
  return closed.map(({ shown }) =>
    fail(
      'output_readable',
      `${shown} cannot be read: permission denied`,
      `chmod u+rwx ${shellQuote(shown)}`,
    ),
  );
}

/** The output folder may be missing: commands make it. */
export function checkOutput(place: Place, random: string): WriteTest {
  try {
    statSync(place.path);
  } catch {
    return {
      check: warn(
        'output_dir',
        `${place.shown} does not exist yet`,
        `mkdir -p ${shellQuote(place.shown)}`,
      ),
    };
  }
  return checkWritable('output_dir', place, random);
}
