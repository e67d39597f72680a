import { describe, expect, test } from 'bun:test';
import {
  encodeRecord,
  isCodedError,
  prettyJson,
  singleKey,
  type JsonObject,
  type KeySet,
} from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import {
  parseRevocationFile,
  parseRevocationList,
  revocationListRecord,
  revokeTokens,
  type RevocationFile,
  type RevocationTrust,
} from './revocation-list.ts';
import { ALICE, BOB, NOW, ONE_KEY, trustOf } from './testing/sample-tokens.ts';

const revocation = {
  tokenIds: ['t1', ' t2 ', 't1'],
  reason: 'lost',
  now: NOW,
  producerVersion: 'x',
};
const text = (file: RevocationFile, change: JsonObject = {}): string =>
  prettyJson({ ...encodeRecord(revocationListRecord, file), ...change });
const trust = (change: Partial<RevocationTrust> = {}): RevocationTrust => ({
  keys: ONE_KEY,
  required: false,
  now: NOW,
  ...change,
});

describe('a list', () => {
  const signed = revokeTokens(undefined, revocation, ALICE.key);
  const unsigned = revokeTokens(undefined, revocation, undefined);

  test('names its tokens once', () => {
    expect([...parseRevocationList(text(signed), trust()).tokenIds]).toEqual(['t1', 't2']);
  });

  test('grows and never forgets', () => {
    const more = revokeTokens(
      signed,
      { ...revocation, tokenIds: ['t3', 't1'], now: NOW + 1n },
      undefined,
    );
    expect(more.revoked?.map(({ token_id }) => token_id)).toEqual(['t1', 't2', 't3']);
    expect(more.revoked?.[0]?.revoked_at).toBe('2026-06-03T12:00:00Z');
  });

  test('may be unsigned, except where a signature is required', () => {
    expect(parseRevocationList(text(unsigned), trust()).tokenIds.has('t1')).toBe(true);
    expect(codeOf(() => parseRevocationList(text(unsigned), trust({ required: true })))).toBe(
      'revocation_list_signature',
    );
  });

  test('that is signed must be signed by an approver', () => {
    for (const keys of [
      singleKey(BOB.key.publicKey),
      trustOf([BOB]),
      trustOf([ALICE], { roles: ['pack'] }),
    ])
      expect(codeOf(() => parseRevocationList(text(signed), trust({ keys })))).toBe(
        'revocation_list_signature',
      );
    expect(
      parseRevocationList(text(signed), trust({ keys: trustOf([ALICE, BOB]), required: true })),
    ).toBeDefined();
  });

  test('by a key that is not known here is not to be signed anew, other projects believe it', () => {
    const hintOf = (bytes: string, keys: KeySet): string | undefined => {
      try {
        parseRevocationList(bytes, trust({ keys, required: true }));
      } catch (error) {
        return isCodedError(error) ? error.hint : undefined;
      }
      return undefined;
    };
    for (const keys of [
      singleKey(BOB.key.publicKey),
      trustOf([BOB]),
      trustOf([ALICE], { roles: ['pack'] }),
    ]) {
      expect(hintOf(text(signed), keys)).toContain(ALICE.key.keyId);
      expect(hintOf(text(signed), keys)).not.toContain('gait approve');
    }
    expect(hintOf(text(signed, { revoked: [] }), ONE_KEY)).toContain('gait approve --revoke');
  });

  test('with an entry taken out does not verify', () => {
    expect(codeOf(() => parseRevocationList(text(signed, { revoked: [] }), trust()))).toBe(
      'revocation_list_signature',
    );
  });

  test.each<[string, string]>([
    ['another schema', text(unsigned, { schema_id: 'x' })],
    ['another version', text(unsigned, { schema_version: '2.0.0' })],
    ['a misspelt field', text(unsigned, { revoke: [] })],
    ['an entry without a token', text(unsigned, { revoked: [{ token_id: '' }] })],
    ['no JSON', '{'],
    ['nothing', ''],
    ['a second list', '{"revoked":[],"revoked":[]}'],
  ])('of %s is refused', (_, bytes) => {
    expect(codeOf(() => parseRevocationFile(bytes))).toBe('revocation_list_invalid');
  });
});
