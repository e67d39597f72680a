import { statSync, type Stats } from 'node:fs';
import { fileError } from './file-error.ts';

/**
 * `statSync`, links followed.
 *
 * @throws CodedError those of `fileError`
 */
export function fileFacts(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw fileError(error, 'read', path);
  }
}
