import { existsSync } from 'node:fs';
import { CodedError, isCodedError } from '@gait/canon';
import { readApproval } from '@gait/gate';
import { approvalFiles, readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { splitList } from '../list-flag.ts';

/** The tokens to withdraw. */
export interface RevokedIds {
  readonly ids: readonly string[];
  /** Those that nothing on this machine mentions: perhaps mistyped. */
  readonly unknown: readonly string[];
}

const TOKEN_ID = /^[0-9a-f]{24}$/u;
const TOKEN_SCHEMA = /^gait\.gate\.(?:approval|denial|delegation)_token$/u;

/**
 * Reads `--revoke`: ids, or files of the tokens themselves. What is neither is refused, because a
 * list that withdraws a word withdraws nothing.
 *
 * @throws CodedError `flag_invalid`, those of `readWhole` and `readApproval`
 */
export function revokedIds(context: Context, flag: string): RevokedIds {
  const given = splitList(flag).map((word) =>
    TOKEN_ID.test(word) ? { id: word, file: false } : { id: idOfFile(context, word), file: true },
  );
  if (given.length === 0) throw refused('--revoke names no token');
  const ids = [...new Set(given.map(({ id }) => id))];
  const files = new Set(given.filter(({ file }) => file).map(({ id }) => id));
  const seen = ids.every((id) => files.has(id)) ? '' : seenHere(context);
  const unknown = ids.filter((id) => !files.has(id) && !seen.includes(id) && !hasFile(context, id));
  return { ids, unknown };
}

function idOfFile(context: Context, word: string): string {
  const path = context.resolve(word);
  if (!existsSync(path)) throw refused(`${JSON.stringify(word)} is neither an id nor a file`);
  const { token } = readApproval(readWhole(path), { file: word });
  if (TOKEN_SCHEMA.test(token.schema_id) && TOKEN_ID.test(token.token_id)) return token.token_id;
  throw refused(`${JSON.stringify(word)} is not the file of a token`);
}

/** What this machine wrote down of tokens: used, and denied. */
function seenHere(context: Context): string {
  const { spent, denials, revocations } = approvalFiles(context);
  return [spent, denials, revocations].map(textOf).join('\n');
}

function textOf(path: string): string {
  try {
    return Buffer.from(readWhole(path)).toString('utf8');
  } catch (error) {
    // Only for a note: what cannot be read is said where it counts.
    if (isCodedError(error)) return '';
    throw error;
  }
}

/** Where `approve` puts a token when nobody says where. */
function hasFile(context: Context, id: string): boolean {
  return ['approval', 'denial', 'delegation'].some((kind) =>
    existsSync(context.resolve(`${kind}_${id}.json`)),
  );
}

function refused(message: string): CodedError {
  return new CodedError('flag_invalid', message, {
    hint: 'pass the file of the token, or its id: the 24 hex digits that approve prints',
    where: { field: '--revoke' },
  });
}
