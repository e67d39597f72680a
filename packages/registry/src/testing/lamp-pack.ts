import {
  canonicalize,
  generateKeyPair,
  parsePrivateKey,
  type Algorithm,
  type Json,
  type SigningKey,
} from '@gait/canon';
import { writeZip, type ZipFile } from '@gait/evidence';
import { buildPack, type BuiltPack, type PackHead, type PackInput } from '../pack/build-pack.ts';
import { addSignature, encodeSignatureFile } from '../sign/signature-file.ts';
import type { FetchedPack } from '../source/pack-source.ts';
import { parsePackTrust, type PackTrust } from '../trust/trust-policy.ts';

export const text = (content: string): Uint8Array => new TextEncoder().encode(content);
export const NOW = 1_780_488_000_000_000_000n;

export const HEAD: PackHead = {
  name: 'acme/lamp',
  version: '1.2.0',
  publisher: 'acme',
  description: 'Lamps.',
  requires: [{ name: 'krci-ai', version: '>=1.0.0 <2.0.0' }],
};

export const FILES: readonly PackInput[] = [
  { path: 'agents/lamp.yaml', bytes: text('agent: {}\n'), executable: false },
  { path: 'tasks/lamp/light.md', bytes: text('# Light\n'), executable: false },
  { path: 'skills/lamp/SKILL.md', bytes: text('---\nname: lamp\n---\n'), executable: false },
  { path: 'skills/lamp/scripts/on.sh', bytes: text('#!/bin/sh\n'), executable: true },
];

/** A key pair that signs. */
export interface Signer {
  readonly key: SigningKey;
  readonly keyId: string;
  readonly publicKey: string;
}

export function newSigner(alg: Algorithm = 'ed25519'): Signer {
  const { privateKey, publicKey, keyId } = generateKeyPair(alg);
  return { key: parsePrivateKey(privateKey), keyId, publicKey };
}

/** A pack as a source would bring it, signed by these. */
export function fetched(
  pack: Pick<BuiltPack, 'archive' | 'manifestDigest'>,
  ...by: readonly Signer[]
): FetchedPack {
  const file = by.reduce<ReturnType<typeof addSignature> | undefined>(
    (before, { key }) => addSignature(before, pack.manifestDigest, key),
    undefined,
  );
  return {
    archive: pack.archive,
    signatures: file === undefined ? [] : [encodeSignatureFile(file)],
    resolved: 'test:lamp',
  };
}

export const lampPack = (head: Partial<PackHead> = {}, files = FILES): BuiltPack =>
  buildPack({ ...HEAD, ...head }, files);

/** A trust policy from its JSON; `publishers` as the file holds them, missing lists added. */
export function trustOf(
  publishers: readonly (Record<string, Json> & { readonly name: string })[],
  revoked: readonly Json[] = [],
): PackTrust {
  const full = publishers.map((publisher) => ({
    packs: [],
    indexes: [],
    keys: [],
    identities: [],
    ...publisher,
  }));
  return parsePackTrust(
    text(
      canonicalize({
        schema_id: 'krci.pack_trust',
        schema_version: '1.0.0',
        publishers: full,
        revoked,
      }),
    ),
  );
}

export const keyOf = ({ keyId, publicKey }: Signer, extra: Record<string, Json> = {}): Json => ({
  key_id: keyId,
  public_key: publicKey,
  ...extra,
});

/** A zip of a pack whose files an attacker chose: the manifest comes first in it. */
export function forgedZip(manifest: Uint8Array, files: readonly ZipFile[]): Uint8Array {
  return writeZip([{ path: 'krci-pack.json', data: manifest }, ...files]);
}
