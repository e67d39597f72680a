import { trimSpace } from '@gait/canon';

/** Where the environment broker looks when no prefix is set. */
export const DEFAULT_ENV_PREFIX = 'GAIT_BROKER_TOKEN_';

/** The variable that holds the credential for a reference, or for a tool (gait-formats §4.13). */
export function credentialVariable(prefix: string, reference: string, toolName: string): string {
  const name = reference === '' ? toolName : reference;
  const key = trimSpace(name)
    .toUpperCase()
    .replaceAll(/[.-]/g, '_')
    .replaceAll(/[^A-Z0-9_]+/g, '_')
    .replaceAll(/^_+|_+$/g, '');
  return `${trimSpace(prefix) || DEFAULT_ENV_PREFIX}${key === '' ? 'DEFAULT' : key}`;
}
