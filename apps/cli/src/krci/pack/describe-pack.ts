import type { VerifiedPack } from '@gait/registry';
import type { JsonAnswer } from '../../command.ts';
import type { Paint } from '../../paint.ts';

/** Keys of JSON that say which pack it is and who vouches for it. */
export function packJson(pack: VerifiedPack): JsonAnswer {
  const { manifest, signature } = pack;
  return {
    name: manifest.name,
    version: manifest.version,
    publisher: manifest.publisher,
    description: manifest.description,
    levels: manifest.levels,
    manifest_digest: pack.manifestDigest,
    archive_digest: pack.archiveDigest,
    set_digest: manifest.setDigest,
    files: manifest.files.length,
    requires: manifest.requires,
    signature: {
      status: signature.status,
      signers: signature.signers,
      ...(signature.strangers.length === 0 ? {} : { strangers: signature.strangers }),
    },
    notes: pack.notes,
    resolved: pack.resolved,
  };
}

/** The same for a person. */
export function packLines(pack: VerifiedPack, paint: Paint): readonly string[] {
  const { manifest, signature, notes } = pack;
  return [
    ...paint.pairs({
      pack: `${manifest.name} ${manifest.version}`,
      publisher: manifest.publisher,
      description: manifest.description,
      levels: `${manifest.levels.min} to ${manifest.levels.max}`,
      files: manifest.files.length,
      manifest: `sha256:${pack.manifestDigest}`,
      'signed by': signedBy(signature),
      requires: manifest.requires.map(({ name, version }) => `${name} ${version}`).join(', '),
    }),
    ...notes.map(({ code, detail }) => paint.warn(`${code}: ${detail}`)),
  ];
}

/** Who signed, and what that is worth where nobody was asked or the policy knows none of them. */
function signedBy({ status, signers, strangers }: VerifiedPack['signature']): string {
  if (status === 'verified') return signers.join(', ');
  if (status === 'unsigned') return 'nobody';
  return `${strangers.join(', ')} (not checked: no trust policy names the signer)`;
}
