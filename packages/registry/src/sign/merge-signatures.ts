import { isCodedError } from '@gait/canon';
import { encodeSignatureFile, parseSignatureFile, type SignatureFile } from './signature-file.ts';

/**
 * All signatures of one thing in one file: a registry gives a file for each who signed. One file
 * stays as it is; what is no file of signatures, or is of something else, is left out. Undefined:
 * nothing is left.
 */
export function mergeSignatureFiles(
  files: readonly Uint8Array[],
  digest: string,
): Uint8Array | undefined {
  const own = files.flatMap((bytes) => {
    const file = read(bytes);
    return file?.digest === digest ? [{ bytes, file }] : [];
  });
  if (own.length < 2) return own[0]?.bytes;
  const signatures = new Map(
    own.flatMap(({ file }) => file.signatures.map((signature) => [signature.key_id, signature])),
  );
  const bundles = new Map(
    own.flatMap(({ file }) => file.sigstore.map((bundle) => [JSON.stringify(bundle), bundle])),
  );
  return encodeSignatureFile({
    digest,
    signatures: [...signatures.values()],
    sigstore: [...bundles.values()],
  });
}

function read(bytes: Uint8Array): SignatureFile | undefined {
  try {
    return parseSignatureFile(bytes);
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
