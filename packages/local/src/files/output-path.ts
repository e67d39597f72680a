import { isAbsolute, normalize, sep } from 'node:path';
import { CodedError } from '@gait/canon';

/**
 * The shortest spelling of a path, by the rules of the reference's runtime: no
 * `.` parts, no doubled or trailing separators, `..` resolved where it can be.
 * The empty path is `.`.
 */
export function cleanPath(path: string): string {
  const clean = normalize(path);
  const bare = clean.length > 1 && clean.endsWith(sep) ? clean.slice(0, -1) : clean;
  return bare === '' ? '.' : bare;
}

/**
 * Guards a path that a command is about to write. Relative paths may not climb
 * out of the current folder; the current folder and the root are no files.
 * Specification: gait-formats §2.3.
 *
 * @param path As the user gave it; white space around it is dropped.
 * @returns The cleaned path.
 * @throws CodedError `path_unsafe`.
 */
export function safeOutputPath(path: string): string {
  const clean = cleanPath(path.trim());
  if (path.trim() === '' || clean === '.' || clean === sep) {
    throw new CodedError('path_unsafe', `an output path is required, got ${JSON.stringify(path)}`, {
      hint: 'name a file to write',
    });
  }
  if (!isAbsolute(clean) && clean.split(sep).includes('..')) {
    throw new CodedError(
      'path_unsafe',
      `the relative output path ${clean} leaves the current folder`,
      {
        hint: 'use an absolute path, or one below the current folder',
        where: { file: clean },
      },
    );
  }
  return clean;
}
