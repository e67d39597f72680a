import { CodedError, isJsonObject, sha256Hex, type Json, type JsonObject } from '@gait/canon';
import { withEncodedDigest, type Envelope } from './envelope.ts';
import { faultOfStatement } from './statement.ts';

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
 * timestamp of a log of the root. It signs the bytes themselves, or an in-toto statement that somebody
 * made them. The network is not asked.
 *
 * Throws `sigstore_root_malformed`.
 */
export async function openSigstore(trustedRoot: JsonObject): Promise<SigstoreVerifier> {
  const [{ bundleFromJSON }, { TrustedRoot }, sigstore] = await Promise.all([
    import('@sigstore/bundle'),
    import('@sigstore/protobuf-specs'),
    import('@sigstore/verify'),
  ]);
  assertDated(trustedRoot);
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
        const parsed = bundleFromJSON(bundle);
        const entity = sigstore.toSignedEntity(parsed, Buffer.from(artifact));
        if (parsed.content.$case === 'dsseEnvelope')
          withEncodedDigest(entity.signature, parsed.content.dsseEnvelope);
        const { identity } = verifier.verify(entity);
        // The library checks the signature of a DSSE envelope and leaves it to the caller whether it
        // is about this artifact: any statement that the identity ever signed would pass.
        const fault = faultOfContent(parsed.content, artifact);
        if (fault !== undefined) return { ok: false, detail: fault };
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

type Content =
  | { readonly $case: 'messageSignature' }
  | { readonly $case: 'dsseEnvelope'; readonly dsseEnvelope: Envelope };

function faultOfContent(content: Content, artifact: Uint8Array): string | undefined {
  if (content.$case === 'messageSignature') return undefined;
  const { payloadType: type, payload: bytes, signatures } = content.dsseEnvelope;
  // The library looks at the first one alone.
  if (signatures.length !== 1) return 'the envelope in the bundle has not one signature';
  return faultOfStatement({ type, bytes }, sha256Hex(artifact));
}

/** A log whose key has no beginning would be believed for all times; the library takes it so. */
function assertDated(root: JsonObject): void {
  for (const kind of ['tlogs', 'ctlogs']) {
    const logs = root[kind];
    for (const log of Array.isArray(logs) ? (logs as readonly Json[]) : []) {
      const key = isJsonObject(log) ? log['publicKey'] : undefined;
      const span = isJsonObject(key) ? key['validFor'] : undefined;
      if (isJsonObject(span) && typeof span['start'] === 'string') continue;
      throw new CodedError(
        'sigstore_root_malformed',
        `a key in ${kind} does not say from when it counts`,
        {
          hint: 'use the trusted_root.json of the sigstore instance that signs your packs',
        },
      );
    }
  }
}
