import { sha256Hex } from '@gait/canon';

/** A DSSE envelope: a typed payload and the signatures over both. */
export interface Envelope {
  readonly payloadType: string;
  readonly payload: Uint8Array;
  readonly signatures: readonly unknown[];
}

/** What a log entry's digest is compared by, as the library of sigstore asks it. */
interface Compared {
  readonly compareDigest: (digest: Buffer) => boolean;
}

/**
 * Lets a log entry commit to an envelope by the digest of what its signature is over, the encoding of
 * type and payload, as the second version of the log writes it. The library knows the digest of the
 * payload alone. The signature in the entry is compared as before.
 */
export function withEncodedDigest<Content extends Compared>(
  content: Content,
  envelope: Envelope,
): Content {
  const encoded = sha256Hex(preAuthEncoding(envelope));
  const compare = content.compareDigest.bind(content);
  return Object.assign(content, {
    compareDigest: (digest: Buffer) =>
      compare(digest) || Buffer.from(digest).toString('hex') === encoded,
  });
}

/** DSSE 1.0.2, protocol: `"DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload`. */
function preAuthEncoding({ payloadType, payload }: Envelope): Uint8Array {
  const type = Buffer.from(payloadType, 'utf8');
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${type.length} `),
    type,
    Buffer.from(` ${payload.length} `),
    payload,
  ]);
}
