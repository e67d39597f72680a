import { describe, expect, test } from 'bun:test';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError, sha256Hex, type JsonObject } from '@gait/canon';
import { judgeSigners } from '../trust/judge-signers.ts';
import type { PackTrust } from '../trust/trust-policy.ts';
import { openSigstore, type SigstoreVerdict } from './sigstore.ts';

const VECTORS = join(import.meta.dir, '../../../../conformance/vectors-sigstore');
const ISSUER = 'https://token.actions.githubusercontent.com';
const SUBJECT =
  'https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/extremely-dangerous-oidc-beacon.yml@refs/heads/main';
const NOW = 1_780_488_000_000_000_000n;
/** Sign a statement about the bytes, and not the bytes themselves. */
const STATEMENTS = ['intoto-with-custom-trust-root', 'rekor2-dsse-happy-path'];

const cases = readdirSync(VECTORS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

function json(name: string, file: string): JsonObject {
  return JSON.parse(readFileSync(join(VECTORS, name, file), 'utf8')) as JsonObject;
}

function artifactOf(name: string): Uint8Array {
  const own = join(VECTORS, name, 'artifact');
  return new Uint8Array(readFileSync(existsSync(own) ? own : join(VECTORS, 'a.txt')));
}

async function verify(
  name: string,
  artifact = artifactOf(name),
): Promise<SigstoreVerdict | string> {
  try {
    const verifier = await openSigstore(json(name, 'trusted_root.json'));
    return verifier.verify(json(name, 'bundle.sigstore.json'), artifact);
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
}

describe('bundles of the conformance suite of sigstore', () => {
  test('are there', () => expect(cases.length).toBe(15));

  test.each(cases.filter((name) => !name.endsWith('_fail')))(
    '%s is accepted, with the identity of its certificate',
    async (name) => {
      expect(await verify(name)).toEqual({
        ok: true,
        signer: { issuer: ISSUER, subject: SUBJECT },
      });
      expect(await verify(name, new TextEncoder().encode('other bytes'))).toMatchObject({
        ok: false,
      });
    },
  );

  test.each(cases.filter((name) => name.endsWith('_fail')))('%s is refused', async (name) => {
    const verdict = await verify(name);
    if (typeof verdict === 'string') expect(verdict).toBe('sigstore_root_malformed');
    else expect(verdict.ok).toBe(false);
  });

  test.each(STATEMENTS)(
    '%s signs a statement: it counts for what it is about, and as it was signed',
    async (name) => {
      expect(await verify(name, new TextEncoder().encode('other bytes'))).toEqual({
        ok: false,
        detail: 'the statement in the bundle is about something else',
      });
      const verifier = await openSigstore(json(name, 'trusted_root.json'));
      const other = new TextEncoder().encode('other bytes');
      const bundle = json(name, 'bundle.sigstore.json');
      const envelope = bundle['dsseEnvelope'] as { readonly payload: string };
      const payload = Buffer.from(envelope.payload, 'base64').toString();
      // A statement about the other bytes, under the signature of the true one.
      const moved = payload.replaceAll(sha256Hex(artifactOf(name)), sha256Hex(other));
      expect(moved).not.toBe(payload);
      const forged = { ...envelope, payload: Buffer.from(moved).toString('base64') };
      expect(verifier.verify({ ...bundle, dsseEnvelope: forged }, other).ok).toBe(false);
      const twice = { ...envelope, signatures: [{ sig: 'AA==' }, { sig: 'AA==' }] };
      expect(verifier.verify({ ...bundle, dsseEnvelope: twice }, artifactOf(name)).ok).toBe(false);
    },
  );
});

describe('an identity in the trust policy', () => {
  const span = { validFrom: undefined, validUntil: undefined, revoked: undefined };
  const trustOf = (subject: string, extra: object = {}): PackTrust => ({
    publishers: [
      {
        name: 'acme',
        packs: ['*'],
        indexes: [],
        keys: [],
        identities: [{ issuer: ISSUER, subject, ...span, ...extra }],
      },
    ],
    revoked: new Map(),
  });
  const bytes = artifactOf('rekor2-happy-path');
  const subject = { bytes, digest: sha256Hex(bytes) };
  const file = {
    digest: subject.digest,
    signatures: [],
    sigstore: [json('rekor2-happy-path', 'bundle.sigstore.json')],
  };

  test('counts when issuer and subject are the same to the letter', async () => {
    const sigstore = await openSigstore(json('rekor2-happy-path', 'trusted_root.json'));
    const judge = (trust: PackTrust) => judgeSigners(trust, subject, [file], NOW, sigstore);
    expect(judge(trustOf(SUBJECT)).signers.map(({ by }) => by)).toEqual([`sigstore:${SUBJECT}`]);
    expect(judge(trustOf(SUBJECT.replace('main', 'other'))).faults).toMatchObject([
      { why: 'the identity is not in the trust policy' },
    ]);
    expect(judge(trustOf(SUBJECT, { validUntil: NOW })).faults).toMatchObject([
      { why: 'no longer valid' },
    ]);
    const revoked = { at: NOW + 1n, reason: 'key_compromise' };
    expect(judge(trustOf(SUBJECT, { revoked })).signers).toEqual([]);
  });

  test('does not count without a trust root', () => {
    expect(judgeSigners(trustOf(SUBJECT), subject, [file], NOW).faults).toEqual([
      { by: 'sigstore', why: 'no sigstore trust root is given' },
    ]);
  });
});

test('a trust root that is none is told as such', async () => {
  for (const root of [
    { tlogs: [{}] },
    { certificateAuthorities: [{ certChain: { certificates: [{ rawBytes: 'AA==' }] } }] },
  ]) {
    const code = await openSigstore(root).then(
      () => 'none',
      (error: unknown) => (isCodedError(error) ? error.code : String(error)),
    );
    expect(code).toBe('sigstore_root_malformed');
  }
});
