/** Signature algorithms. The one in use is a property of the trusted key, never of the artifact. */
export type Algorithm = 'ed25519' | 'ecdsa-p256-sha256';

/** A signature as artifacts carry it. */
export interface Signature {
  readonly alg: string;
  /** SHA-256, hex, of the raw Ed25519 public key, or of the P-256 key's SPKI DER. */
  readonly key_id: string;
  /** Standard base64 of 64 bytes. */
  readonly sig: string;
  /** Hex digest that was signed; absent in signatures over literal bytes. */
  readonly signed_digest?: string;
}

/** A private key that signs. `sign` returns 64 bytes. */
export interface SigningKey {
  readonly alg: Algorithm;
  readonly keyId: string;
  sign(message: Uint8Array): Uint8Array;
  /** The same signature, where the runtime has a way to it that starts faster. Errors: `key_halves_disagree`. */
  readonly signAsync?: (message: Uint8Array) => Promise<Uint8Array>;
  /** The matching public key. */
  readonly publicKey: VerifyKey;
}

/** A public key that checks signatures. */
export interface VerifyKey {
  readonly alg: Algorithm;
  readonly keyId: string;
  /** True when `signature` (64 bytes) is this key's over `message`. */
  verify(message: Uint8Array, signature: Uint8Array): boolean;
  /** The same answer, where the runtime has a way to it that starts faster. */
  readonly verifyAsync?: (message: Uint8Array, signature: Uint8Array) => Promise<boolean>;
  /** The key as its file holds it: base64 of 32 bytes, or an SPKI PEM. */
  readonly text: string;
}
