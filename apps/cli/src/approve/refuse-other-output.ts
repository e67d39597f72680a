import { statSync } from 'node:fs';
import { CodedError, isCodedError, isJsonObject, parseJson } from '@gait/canon';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';

const LONGEST_TOKEN = 1024 * 1024;
const TOKEN_SCHEMA = /^gait\.gate\.(?:approval|denial|delegation)_token$/u;

/**
 * Refuses to write a token over a file that is none: a slip in `--out` would destroy what nobody
 * can make again. A token, or an empty file that somebody made for one, is replaced.
 *
 * @param path as the user gave it
 * @throws CodedError `output_unsafe`
 */
export function refuseOtherOutput(context: Context, path: string): void {
  const file = context.resolve(path);
  const about = statSync(file, { throwIfNoEntry: false });
  // A folder or a device is refused when it comes to writing.
  if (about === undefined || !about.isFile() || about.size === 0 || isToken(file)) return;
  throw new CodedError('output_unsafe', `${path} is not overwritten: it is not a token`, {
    hint: 'name another file, or move that one away first',
    where: { file: path },
  });
}

function isToken(file: string): boolean {
  try {
    const value = parseJson(readWhole(file, { maxBytes: LONGEST_TOKEN }));
    if (!isJsonObject(value)) return false;
    const { schema_id: schema } = value;
    return typeof schema === 'string' && TOKEN_SCHEMA.test(schema);
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}
