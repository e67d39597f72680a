import { CodedError, trimSpace } from '@gait/canon';

/** Where the environment broker looks when no prefix is set. */
export const DEFAULT_ENV_PREFIX = 'GAIT_BROKER_TOKEN_';

/** Longest reference or tool that a variable is named after, UTF-16 units. */
const MAX_NAME = 1024;

/**
 * The variable that holds the credential for a reference, or for a tool (gait-formats §4.13).
 *
 * @throws CodedError `broker_request_invalid` for a name that is no variable's.
 */
export function credentialVariable(prefix: string, reference: string, toolName: string): string {
  const name = trimSpace(reference === '' ? toolName : reference);
  if (name.length > MAX_NAME) {
    throw new CodedError('broker_request_invalid', 'the reference is too long for a variable', {
      hint: `name credentials of the environment in at most ${MAX_NAME} characters`,
    });
  }
  const key = withoutEdges(
    name
      .toUpperCase()
      .replaceAll(/[.-]/g, '_')
      .replaceAll(/[^A-Z0-9_]+/g, '_'),
  );
  return `${trimSpace(prefix) || DEFAULT_ENV_PREFIX}${key === '' ? 'DEFAULT' : key}`;
}

/** Without the underscores at both ends. */
function withoutEdges(key: string): string {
  let start = 0;
  let end = key.length;
  while (start < end && key[start] === '_') start++;
  while (end > start && key[end - 1] === '_') end--;
  return key.slice(start, end);
}
