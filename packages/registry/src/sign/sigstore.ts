import { CodedError, type JsonObject } from '@gait/canon';

/** Who made a sigstore bundle: what the certificate says, proved by the trust root. */
export interface SigstoreSigner {
  /** Issuer of the identity: `https://token.actions.githubusercontent.com`. */
  readonly issuer: string;
  /** The identity: an address of mail, or of a workflow. */
  readonly subject: string;
}

export type SigstoreVerdict =
  | { readonly ok: true; readonly signer: SigstoreSigner }
  | { readonly ok: false; readonly detail: string };

/** Verifies sigstore bundles against one trust root, offline. */
export interface SigstoreVerifier {
  /** @param artifact the bytes that were signed */
  readonly verify: (bundle: JsonObject, artifact: Uint8Array) => SigstoreVerdict;
}

/**
 * Makes a verifier of a trust root (`trusted_root.json`). The libraries of sigstore are loaded here
 * and not before. A bundle must have a certificate that the root's authority issued, a signed time
 * inside its validity, an entry of a transparency log of the root with its proof, and a certificate
 * timestamp of a log of the root. The network is not asked.
 *
 * Throws `sigstore_root_malformed`.
 */
export async function openSigstore(trustedRoot: JsonObject): Promise<SigstoreVerifier> {
  const [{ bundleFromJSON }, { TrustedRoot }, sigstore] = await Promise.all([
    import('@sigstore/bundle'),
    import('@sigstore/protobuf-specs'),
    import('@sigstore/verify'),
  ]);
  const verifier = ((): InstanceType<typeof sigstore.Verifier> => {
    try {
      const root = TrustedRoot.fromJSON(trustedRoot);
      return new sigstore.Verifier(sigstore.toTrustMaterial(root));
    } catch (error) {
      throw new CodedError('sigstore_root_malformed', 'the sigstore trust root cannot be read', {
        hint: 'use the trusted_root.json of the sigstore instance that signs your packs',
        cause: error,
      });
    }
  })();
  return {
    verify(bundle, artifact) {
      // The library throws errors of several kinds, also plain ones, on what an attacker may write.
      try {
        const entity = sigstore.toSignedEntity(bundleFromJSON(bundle), Buffer.from(artifact));
        const { identity } = verifier.verify(entity);
        const subject = identity?.subjectAlternativeName ?? '';
        const issuer = identity?.extensions?.issuer ?? '';
        return subject === '' || issuer === ''
          ? { ok: false, detail: 'the certificate names no identity' }
          : { ok: true, signer: { issuer, subject } };
      } catch (error) {
        return { ok: false, detail: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
