import {
  CodedError,
  decodeRecord,
  encodeRecord,
  list,
  parseJson,
  prettyJson,
  record,
  sha256Hex,
  str,
  struct,
} from '@gait/canon';
import type { Caller, CallerToken } from './authorize-request.ts';

const SCHEMA_ID = 'gait.gate.caller_tokens';

const tokenRecord = record('caller token', {
  name: str().opt(),
  sha256: str(),
  identity: str(),
  workspace: str(),
});

const fileRecord = record('caller tokens', {
  schema_id: str(),
  schema_version: str(),
  tokens: list(struct(tokenRecord)),
});

/**
 * Reads who may call, and as whom. The file holds digests of the tokens, so that reading it does
 * not let anybody in.
 *
 * @throws CodedError `serve_tokens_invalid`, those of `parseJson` and `decodeRecord`.
 */
export function parseCallerTokens(bytes: Uint8Array, file: string): readonly CallerToken[] {
  const where = { file };
  const read = decodeRecord(fileRecord, parseJson(bytes, { where }), { unknown: 'refuse', where });
  if (read.schema_id !== SCHEMA_ID || read.schema_version !== '1.0.0') {
    throw invalid(`not a ${SCHEMA_ID} 1.0.0`, file);
  }
  const tokens = read.tokens ?? [];
  const digests = new Set(tokens.map(({ sha256 }) => sha256));
  if (digests.size < tokens.length) throw invalid('two callers have the same token', file);
  return tokens.map(({ sha256, identity, workspace }) => {
    if (!/^[0-9a-f]{64}$/u.test(sha256)) throw invalid('a token has no SHA-256 digest', file);
    if (identity === '' || workspace === '') {
      throw invalid('a token stands for nobody: identity and workspace are needed', file);
    }
    return { sha256, caller: { identity, workspace } };
  });
}

/** The file of one token for one caller. */
export function printCallerTokens(token: string, caller: Caller): string {
  const entry = { name: caller.identity, sha256: sha256Hex(token), ...caller };
  return prettyJson(
    encodeRecord(fileRecord, { schema_id: SCHEMA_ID, schema_version: '1.0.0', tokens: [entry] }),
  );
}

function invalid(message: string, file: string): CodedError {
  return new CodedError('serve_tokens_invalid', `${file}: ${message}`, {
    hint: 'write {"schema_id": "gait.gate.caller_tokens", "schema_version": "1.0.0", "tokens": [{"sha256", "identity", "workspace"}]}',
    where: { file },
  });
}
