import { trimSpace } from '@gait/canon';
import type { Environment } from '../children/child-environment.ts';

/** How the Vault or OpenBao server is reached and what may be taken from it. */
export interface VaultSettings {
  /** `https://…`; `http://` only on this machine. */
  readonly address: string;
  /** Name of the variable that holds the token; the token itself is never an argument. */
  readonly tokenEnv?: string | undefined;
  /** File that holds the token, mode 0600. */
  readonly tokenFile?: string | undefined;
  readonly namespace?: string | undefined;
  /** PEM file with the authority that signed the server's certificate. */
  readonly caFile?: string | undefined;
  /** Paths that credentials may be taken from, with what is below them. Empty: any. */
  readonly paths: readonly string[];
  /** Scopes that a credential from those paths has; undefined: the receipt states none. */
  readonly scopes?: readonly string[] | undefined;
  /** Seconds: the server wraps its answer in a token that unwraps it once. 0: no wrapping. */
  readonly wrapSeconds: number;
  /** Of the whole exchange. */
  readonly timeoutMs: number;
}

const TIME_LIMIT_MS = 5_000;

/**
 * The settings of an environment. `BAO_ADDR`, `BAO_TOKEN`, `BAO_CACERT`, `BAO_NAMESPACE`, or the
 * same beginning with `VAULT_`, as the server's own tools read them; ours are
 * `GAIT_VAULT_TOKEN_FILE`, `GAIT_VAULT_PATHS`, `GAIT_VAULT_SCOPES` (both separated by commas) and
 * `GAIT_VAULT_WRAP_SECONDS`.
 */
export function vaultSettings(env: Environment): VaultSettings {
  const own = (name: string): string => trimSpace(env[name] ?? '');
  const either = (name: string): string => own(`BAO_${name}`) || own(`VAULT_${name}`);
  const scopes = words(own('GAIT_VAULT_SCOPES'));
  return {
    address: either('ADDR'),
    tokenEnv: own('BAO_TOKEN') === '' ? 'VAULT_TOKEN' : 'BAO_TOKEN',
    tokenFile: own('GAIT_VAULT_TOKEN_FILE') || undefined,
    namespace: either('NAMESPACE') || undefined,
    caFile: either('CACERT') || undefined,
    paths: words(own('GAIT_VAULT_PATHS')),
    scopes: scopes.length === 0 ? undefined : scopes,
    wrapSeconds: Number(/^\d{1,9}$/u.exec(own('GAIT_VAULT_WRAP_SECONDS'))?.[0] ?? 0),
    timeoutMs: TIME_LIMIT_MS,
  };
}

function words(text: string): string[] {
  return text
    .split(',')
    .map(trimSpace)
    .filter((word) => word !== '');
}
