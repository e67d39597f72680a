import {
  CodedError,
  decodeRecord,
  isCodedError,
  parseJson,
  parseJsonLoose,
  type Json,
  type RecordType,
  type Where,
} from '@gait/canon';
import {
  approvalRecord,
  delegationTokenRecord,
  type ApprovalToken,
  type DelegationToken,
} from './token-record.ts';

/** A token as it was read; nothing in it is believed yet. */
export interface ReadToken<T> {
  readonly token: T;
  /**
   * What the file says outside the signature: unknown fields, fields in another spelling, a
   * second member of the same name. Empty for a token as it was minted.
   */
  readonly strays: readonly string[];
}

/** A token is a page of text; whatever is longer is none. */
const LONGEST_TOKEN = 1024 * 1024;

/**
 * Reads an approval or denial as the reference reads it: names without regard to case, of
 * duplicates the last, unknown fields noted. Errors: `token_malformed`.
 */
export function readApproval(
  bytes: Uint8Array | string,
  where: Where = {},
): ReadToken<ApprovalToken> {
  return readToken(approvalRecord, bytes, where);
}

/** Reads a delegation in the same way. Errors: `token_malformed`. */
export function readDelegation(
  bytes: Uint8Array | string,
  where: Where = {},
): ReadToken<DelegationToken> {
  return readToken(delegationTokenRecord, bytes, where);
}

function readToken<T>(type: RecordType<T>, bytes: Uint8Array | string, where: Where): ReadToken<T> {
  try {
    const strays: string[] = [];
    const value = parse(bytes, where, strays);
    // In the reference `null` is a token with nothing set, which no check accepts.
    const token = decodeRecord(type, value ?? {}, {
      fold: true,
      where,
      notice: (_, path) => strays.push(path),
    });
    return { token, strays };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    throw new CodedError('token_malformed', `not a token: ${error.message}`, {
      hint: 'ask for the file as `gait approve` or `gait delegate mint` wrote it',
      where: error.where,
      cause: error,
    });
  }
}

function parse(bytes: Uint8Array | string, where: Where, strays: string[]): Json {
  const value = parseJsonLoose(bytes, { where, maxBytes: LONGEST_TOKEN });
  try {
    parseJson(bytes, { where, maxBytes: LONGEST_TOKEN });
  } catch (error) {
    if (!isCodedError(error)) throw error;
    strays.push(error.where.field ?? error.message);
  }
  return value;
}
