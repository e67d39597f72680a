import { expect, test } from 'bun:test';
import { isCodedError, prettyJson, encodeRecord } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { checkApprovals } from './check-approvals.ts';
import { readApproval, readDelegation } from './read-token.ts';
import { parseRevocationList } from './revocation-list.ts';
import { approval, ASK, NOW } from './testing/sample-tokens.ts';
import { approvalRecord, type ApprovalToken } from './token-record.ts';

const FILE = prettyJson(encodeRecord(approvalRecord, approval({ nonce: new Uint8Array(16) })));

test('a token as it was minted has no strays', () => {
  expect(readApproval(FILE).strays).toEqual([]);
});

test('unknown fields, other spellings and second members are noted', () => {
  expect(readApproval('{"x":1,"Scope":["a"],"signature":{"y":2}}').strays).toEqual([
    'signature.y',
    'x',
    'Scope',
  ]);
  expect(readApproval('{"token_id":"a","token_id":"b"}')).toMatchObject({
    token: { token_id: 'b' },
  });
  expect(readApproval('{"token_id":"a","token_id":"b"}').strays).toHaveLength(1);
});

test('null is a token with nothing set', () => {
  expect(readApproval('null').token.token_id).toBe('');
});

test.each([
  '',
  '[]',
  '1',
  '{',
  '{"scope":"x"}',
  '{"token_id":5}',
  '{"expires_at":"tomorrow"}',
  '{} {}',
])('%p is no token', (text) => {
  expect(codeOf(() => readApproval(text))).toBe('token_malformed');
  expect(codeOf(() => readDelegation(text))).toBe('token_malformed');
});

test('a file far larger than a token is refused unread', () => {
  expect(codeOf(() => readApproval(`{"x":"${'a'.repeat(2_000_000)}"}`))).toBe('token_malformed');
});

/** Throws only coded errors, and never grants. */
function survives(bytes: Uint8Array): void {
  for (const read of [readApproval, readDelegation]) {
    try {
      read(bytes);
    } catch (error) {
      if (!isCodedError(error) || error.code !== 'token_malformed') throw error;
    }
  }
  try {
    parseRevocationList(bytes, { keys: undefined, required: false, now: NOW });
  } catch (error) {
    if (!isCodedError(error)) throw error;
  }
}

test('arbitrary bytes and JSON give a token or a coded error', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), survives), { numRuns: 500 });
  const json = fc.json().map((text) => new TextEncoder().encode(text));
  fc.assert(fc.property(json, survives), { numRuns: 500 });
});

/** What a token says: case of digests and scope, and the unused bits of base64, say nothing. */
function meaning({ signature, ...token }: ApprovalToken): string {
  const sig = Buffer.from(signature?.sig ?? '', 'base64').toString('hex');
  return JSON.stringify({ ...token, signature: { ...signature, sig } }).toLowerCase();
}

test('no change of one byte of a signed file is granted, unless it says the same', () => {
  const bytes = new TextEncoder().encode(FILE);
  const normal = meaning(readApproval(FILE).token);
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] as number) ^ by;
      let read: ReturnType<typeof readApproval>;
      try {
        read = readApproval(changed);
      } catch (error) {
        if (isCodedError(error)) return;
        throw error;
      }
      const granted = checkApprovals([read], ASK).verdict === 'allow';
      if (granted) expect(meaning(read.token)).toBe(normal);
    }),
    { numRuns: 3000 },
  );
});
