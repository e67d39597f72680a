import type * as NodeCrypto from 'node:crypto';

/** A SHA-256 that is fed piece by piece. */
export interface RunningHash {
  update(bytes: Uint8Array): void;
  /** The digest, 64 lower-case hex digits; the hash cannot be used any more. */
  hex(): string;
}

/**
 * What this package needs of the runtime's cryptography.
 *
 * One module implements it for every runtime (`node-crypto.ts`). The build of the
 * executable puts another in its place, because loading `node:crypto` costs a third
 * of the time a short command may take; nothing can be exchanged in a running process.
 */
export interface CryptoRuntime {
  /** `node:crypto`, for what is asked for less often than the rest here. */
  readonly node: () => typeof NodeCrypto;
  /** SHA-256 as 64 lower-case hex digits. Text is hashed as UTF-8. */
  readonly sha256Hex: (data: Uint8Array | string) => string;
  readonly startSha256: () => RunningHash;
  /**
   * Makes an Ed25519 signature ready that needs less time to start than that of `node:crypto`,
   * where there is one. It answers undefined when `publicKey` is not the public key of `seed`.
   */
  readonly prepareEd25519Signing?: (
    seed: Uint8Array,
    publicKey: Uint8Array,
  ) => (message: Uint8Array) => Promise<Uint8Array | undefined>;
  /**
   * Makes an Ed25519 verification ready that gives the same answer as that of `node:crypto`,
   * where there is one that starts faster.
   */
  readonly prepareEd25519?: (
    publicKey: Uint8Array,
  ) => (message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
}
