import { expect, test } from 'bun:test';
import { canonicalize } from '@gait/canon';
import { NOW, text } from '../testing/lamp-pack.ts';
import { judgeSigners } from './judge-signers.ts';
import { parsePackTrust } from './trust-policy.ts';

const ISSUER = 'https://token.example';
const SUBJECT = 'https://host.example/acme/release.yml';
const trust = parsePackTrust(
  text(
    canonicalize({
      schema_id: 'krci.pack_trust',
      schema_version: '1.0.0',
      publishers: [
        {
          name: 'acme',
          packs: ['acme/*'],
          indexes: [],
          keys: [],
          identities: [{ issuer: ISSUER, subject: SUBJECT }],
        },
      ],
      revoked: [],
    }),
  ),
);

const signersBy = (issuer: string, subject: string): readonly string[] =>
  judgeSigners(
    trust,
    { bytes: text('x'), digest: 'a'.repeat(64) },
    [{ digest: 'a'.repeat(64), signatures: [], sigstore: [{}] }],
    NOW,
    { verify: () => ({ ok: true, signer: { issuer, subject } }) },
  ).signers.map(({ by }) => by);

test('an identity counts with its issuer and its subject, to the letter', () => {
  expect(signersBy(ISSUER, SUBJECT)).toEqual([`sigstore:${SUBJECT}`]);
  expect(signersBy('https://evil.example', SUBJECT)).toEqual([]);
  expect(signersBy(`${ISSUER}/`, SUBJECT)).toEqual([]);
  expect(signersBy(ISSUER, `${SUBJECT}@refs/heads/main`)).toEqual([]);
});
