import { resolve } from 'node:path';
import { parseJson, parseTrust, type KeySet } from '@gait/canon';
import { readWhole } from '../files/read-whole.ts';

const LONGEST_TRUST_FILE = 4 * 1024 * 1024;

/**
 * Reads a trust file: which keys are believed, for what, and until when.
 *
 * @throws CodedError `trust_malformed`, those of `parseJson` (with line and
 *   column) and of `readWhole`.
 */
export function loadTrust(path: string): KeySet {
  const where = { file: resolve(path) };
  const bytes = readWhole(path, { maxBytes: LONGEST_TRUST_FILE });
  return parseTrust(parseJson(bytes, { where }), where);
}
