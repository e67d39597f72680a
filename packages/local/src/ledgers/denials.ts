import { resolve } from 'node:path';
import { CodedError, compactJson, encodeRecord, isCodedError } from '@gait/canon';
import {
  approvalRecord,
  DENIAL_SCHEMA_ID,
  readApproval,
  TOKEN_SCHEMA_VERSION,
  type ApprovalToken,
  type ReadToken,
} from '@gait/gate';
import { isSurelyMissing } from '../files/is-there.ts';
import { appendLine } from '../journals/append-lines.ts';
import { readLines } from '../journals/read-lines.ts';
import { assertStatePath, isStatePath } from './state-path.ts';

/**
 * Keeps a denial on this machine: whoever was refused would not bring the refusal himself.
 * Errors as `appendLine`, and
 * `path_unsafe` for a relative path: no home is known.
 */
export function recordDenial(path: string, denial: ApprovalToken): void {
  assertStatePath(path);
  appendLine(path, compactJson(encodeRecord(approvalRecord, denial)));
}

/**
 * The denials kept here, to be judged with the tokens that were brought; nothing in them is
 * believed yet. Those of another action do not matter and are left out. A last line without its
 * end refuses nothing: what a killed writer left in part was never acknowledged.
 * Errors: `denials_unreadable` (a line that is no denial, or one of a later version) and those of
 * the file system: then nobody knows what was denied.
 *
 * @param intentDigest of the action, 64 lower-case hex digits
 */
export function readDenials(path: string, intentDigest: string): ReadToken<ApprovalToken>[] {
  const found: ReadToken<ApprovalToken>[] = [];
  // Only a file that is not there denies nothing; one that may not be read might.
  if (!isStatePath(path) || isSurelyMissing(path)) return found;
  for (const line of readLines(path)) {
    const read = readLine(line.bytes);
    if (read === undefined && line.complete) throw unreadable(path, line.number);
    if (read?.token.intent_digest === intentDigest) found.push(read);
  }
  return found;
}

function readLine(bytes: Uint8Array): ReadToken<ApprovalToken> | undefined {
  try {
    const read = readApproval(bytes);
    const { schema_id: id, schema_version: version } = read.token;
    return id === DENIAL_SCHEMA_ID && version === TOKEN_SCHEMA_VERSION ? read : undefined;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}

function unreadable(path: string, line: number): CodedError {
  const file = resolve(path);
  return new CodedError('denials_unreadable', `line ${line} of ${file} is no denial of 1.0.0`, {
    hint: 'restore the file; until it can be read nobody knows what was denied',
    where: { file, line },
  });
}
