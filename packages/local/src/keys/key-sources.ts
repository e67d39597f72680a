import type { Environment } from '../children/child-environment.ts';

/** Where keys come from, as the flags say. Empty text counts as not given. */
export interface KeySources {
  /** `prod` (also when empty): the given key. `dev`: a new pair for this process. */
  readonly mode?: string | undefined;
  readonly privateKeyPath?: string | undefined;
  /** Name of the environment variable that holds the key. */
  readonly privateKeyEnv?: string | undefined;
  /** Program and arguments that print the key; no shell sees them. */
  readonly privateKeyCommand?: readonly string[] | undefined;
  readonly publicKeyPath?: string | undefined;
  readonly publicKeyEnv?: string | undefined;
  /** For an encrypted private key: name of the variable that holds the passphrase. */
  readonly passphraseEnv?: string | undefined;
  /** For an encrypted private key: program and arguments that print the passphrase. */
  readonly passphraseCommand?: readonly string[] | undefined;
}

/** What loading a key depends on besides its sources. */
export interface KeySurroundings {
  readonly env: Environment;
  /** Private key files that others can read: `warn` (default) or `refuse` (strict profile). */
  readonly permissions?: 'warn' | 'refuse';
  /** Asks a person for a passphrase; undefined: nobody can be asked. */
  /** The process signs once: the key may be loaded in the way that starts fastest. */
  readonly signsOnce?: boolean;
  readonly ask?: ((question: string) => Promise<string>) | undefined;
}

/** Something about a key that its user should know. */
export interface KeyWarning {
  readonly code: 'key_dev_mode' | 'key_in_repository' | 'key_permissions' | 'key_replaced';
  readonly message: string;
}

/** True when any source of a private key is named. */
export function hasPrivateSource(sources: KeySources): boolean {
  return (
    isGiven(sources.privateKeyPath) ||
    isGiven(sources.privateKeyEnv) ||
    isGivenList(sources.privateKeyCommand)
  );
}

/** True when any source of a public key is named. */
export function hasPublicSource(sources: KeySources): boolean {
  return isGiven(sources.publicKeyPath) || isGiven(sources.publicKeyEnv);
}

/** True for text that was given and is not empty. */
export function isGiven(text: string | undefined): text is string {
  return text !== undefined && text !== '';
}

/** True for a program with or without arguments. */
export function isGivenList(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}
