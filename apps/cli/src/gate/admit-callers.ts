import { join } from 'node:path';
import { CodedError, sha256Hex } from '@gait/canon';
import {
  parseCallerTokens,
  type Admission,
  type CallerToken,
  type GateAddress,
  type ServingGate,
} from '@gait/boundary';
import { readWhole, stateHome, writeWhole } from '@gait/local';
import type { Context } from '../context.ts';

/** Flags that say who calls. */
interface CallerFlags {
  readonly identity: string;
  readonly workspace: string;
  readonly tokens: string;
}

/**
 * Who may call a serving gate. Over a socket its owner needs no token. Over TCP a token is made
 * when there is no file of them; it is in `token` then.
 *
 * @throws CodedError `serve_tokens_invalid`, those of `readWhole`.
 */
export function admitCallers(
  context: Context,
  flags: CallerFlags,
  address: GateAddress,
): { readonly admission: Admission; readonly token: string | undefined } {
  const identity = flags.identity || context.env['USER'] || context.env['USERNAME'] || 'local';
  const workspace = flags.workspace === '' ? context.cwd : context.resolve(flags.workspace);
  const caller = { identity, workspace };
  const tokens = flags.tokens === '' ? [] : readTokens(context, flags.tokens);
  if (address.kind === 'socket') {
    return { admission: { socketCaller: caller, tokens }, token: undefined };
  }
  if (tokens.length > 0) {
    return { admission: { socketCaller: undefined, tokens }, token: undefined };
  }
  const token = Buffer.from(context.randomBytes(32)).toString('base64url');
  const own = { sha256: sha256Hex(token), caller };
  return { admission: { socketCaller: undefined, tokens: [own] }, token };
}

/**
 * Writes the token of a gate that listens, where only its user can read it. Not before: a gate
 * that finds its port taken must not replace the token of the one that has it.
 *
 * @returns the file, named for the address
 * @throws CodedError those of `writeWhole`.
 */
export function keepToken(context: Context, token: string, { address }: ServingGate): string {
  const name = address.replace(/^https?:\/\//u, '').replace(/[^0-9A-Za-z.]+/gu, '_');
  const path = join(stateHome(context), 'serve', `${name}.token`);
  writeWhole(path, `${token}\n`, { makeFolders: true, mode: 0o600 });
  return path;
}

function readTokens(context: Context, path: string): readonly CallerToken[] {
  const tokens = parseCallerTokens(readWhole(context.resolve(path)), path);
  if (tokens.length > 0) return tokens;
  throw new CodedError('serve_tokens_invalid', `${path} lets nobody in`, {
    hint: 'add a token, or leave --tokens out',
    where: { file: path },
  });
}
