import { generateKeyPair, parsePrivateKey } from '@gait/canon';
import {
  addSignature,
  buildPack,
  encodeSignatureFile,
  packTree,
  PACK_MANIFEST,
  SIGNATURE_FILE,
  type BuiltPack,
  type PackInput,
  trustOfKey,
  type PackTrust,
} from '@gait/registry';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Files of a pack with one of each folder, one a script. */
export const SAMPLE_FILES: readonly PackInput[] = [
  { path: 'agents/lamp.yaml', bytes: text('agent: {}\n'), executable: false },
  { path: 'tasks/lamp/light.md', bytes: text('# Light\n'), executable: false },
  { path: 'templates/lamp/plan.md', bytes: text('{{what}}\r\n'), executable: false },
  { path: 'data/lamp/żarówki.md', bytes: text('bulbs\n'), executable: false },
  { path: 'skills/lamp/SKILL.md', bytes: text('---\nname: lamp\n---\n'), executable: false },
  { path: 'skills/lamp/scripts/on.sh', bytes: text('#!/bin/sh\necho on\n'), executable: true },
];

/** A pack, its signature and who is believed for it. */
export interface SamplePack extends BuiltPack {
  readonly signatures: Uint8Array;
  readonly trust: PackTrust;
  /** The unpacked pack with manifest and signatures. */
  readonly unpacked: ReadonlyMap<string, PackInput>;
}

export function samplePack(files: readonly PackInput[] = SAMPLE_FILES): SamplePack {
  const head = { name: 'acme/lamp', version: '1.2.0', publisher: 'acme', description: 'Lamps.' };
  const built = buildPack(head, files);
  const pair = generateKeyPair();
  const signed = addSignature(undefined, built.manifestDigest, parsePrivateKey(pair.privateKey));
  const signatures = encodeSignatureFile(signed);
  const plain = (path: string, bytes: Uint8Array): PackInput => ({
    path,
    bytes,
    executable: false,
  });
  return {
    ...built,
    signatures,
    trust: trustOfKey(pair.publicKey),
    unpacked: new Map(
      [...files, plain(PACK_MANIFEST, built.manifestBytes), plain(SIGNATURE_FILE, signatures)].map(
        (file) => [file.path, file],
      ),
    ),
  };
}

/** The content of a pack by path, as text, to be compared. */
export function contentOf(files: ReadonlyMap<string, Uint8Array>): Record<string, string> {
  const tree = packTree(files);
  return Object.fromEntries(
    [...tree.entries.values()]
      .filter(({ kind }) => kind === 'file')
      .map(({ path }) => [path, new TextDecoder().decode(tree.read(path))]),
  );
}
