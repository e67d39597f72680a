import { deepEqual, equal, ok } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { generateKeyPair, parsePrivateKey, sha256Hex } from '@gait/canon';
import {
  addSignature,
  buildPack,
  encodeSignatureFile,
  openSigstore,
  trustOfKey,
  verifyPack,
} from '@gait/registry';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);
const head = {
  name: 'acme/lamp',
  version: '1.2.0',
  publisher: 'acme',
  description: 'Lamps.',
  requires: [{ name: 'krci-ai', version: '>=1.0.0 <2.0.0' }],
};
const files = [
  { path: 'agents/lamp.yaml', bytes: text('agent: {}\n'), executable: false },
  { path: 'tasks/lamp/light.md', bytes: text('# Light\n'), executable: false },
  { path: 'skills/lamp/SKILL.md', bytes: text('---\nname: lamp\n---\n'), executable: false },
  { path: 'skills/lamp/scripts/on.sh', bytes: text('#!/bin/sh\n'), executable: true },
];

test('a pack is the same bytes on every runtime, in any time zone, and verifies', () => {
  for (const zone of ['UTC', 'Asia/Kathmandu', 'America/St_Johns']) {
    process.env['TZ'] = zone;
    const pack = buildPack(head, files);
    deepEqual(
      [pack.manifestDigest, pack.archiveDigest],
      [
        '8380230cf753003843168926950b666c416929b7494f412b83f4ecc4c93d8cf9',
        '5c44214c40ab33849efc94abf7ae6a25e62e000081566d2d17bd372f773600bb',
      ],
    );
    const pair = generateKeyPair();
    const key = parsePrivateKey(pair.privateKey);
    const signatures = [encodeSignatureFile(addSignature(undefined, pack.manifestDigest, key))];
    const verdict = verifyPack(
      { archive: pack.archive, signatures, resolved: '' },
      { trust: trustOfKey(pair.publicKey), profile: 'strict', now: 1n },
    );
    ok(verdict.ok);
    equal(verdict.signature.status, 'verified');
  }
});

test('sigstore bundles are verified as on the other runtime', async () => {
  const read = (name: string): Buffer => readFileSync(`conformance/vectors-sigstore/${name}`);
  const verifier = await openSigstore(
    JSON.parse(read('rekor2-happy-path/trusted_root.json').toString()) as never,
  );
  const bundle = JSON.parse(read('rekor2-happy-path/bundle.sigstore.json').toString()) as never;
  equal(verifier.verify(bundle, read('a.txt')).ok, true);
  equal(verifier.verify(bundle, text(sha256Hex('other'))).ok, false);
});
