import {
  encodeRecord,
  generateKeyPair,
  parsePrivateKey,
  parseTrust,
  prettyJson,
  singleKey,
  type Json,
  type JsonObject,
  type KeyPairText,
  type KeySet,
  type SigningKey,
} from '@gait/canon';
import { mintApproval, type ApprovalRequest } from '../mint-approval.ts';
import { mintDelegation, type DelegationRequest } from '../mint-delegation.ts';
import { readApproval, readDelegation, type ReadToken } from '../read-token.ts';
import { signToken } from '../sign-token.ts';
import {
  approvalRecord,
  delegationTokenRecord,
  type ApprovalToken,
  type DelegationToken,
} from '../token-record.ts';
import type { ApprovalsQuestion } from '../check-approvals.ts';
import type { DelegationQuestion } from '../verify-delegation.ts';

export const NOW = 1_780_488_000_000_000_000n;
export const HOUR = 3_600_000_000_000n;
export const INTENT = 'a'.repeat(64);
export const POLICY = 'b'.repeat(64);

/** A person with a key of his own. */
export interface Person {
  readonly name: string;
  readonly pair: KeyPairText;
  readonly key: SigningKey;
}

export function person(name: string): Person {
  const pair = generateKeyPair();
  return { name, pair, key: parsePrivateKey(pair.privateKey) };
}

export const ALICE = person('alice');
export const BOB = person('bob');
export const ONE_KEY = singleKey(ALICE.key.publicKey);

/** A trust file in which each person's key is hers. */
export function trustOf(people: readonly Person[], change: JsonObject = {}): KeySet {
  return parseTrust({
    schema_id: 'gait.trust',
    schema_version: '1.0.0',
    keys: people.map(({ name, pair }) => ({
      key_id: pair.keyId,
      alg: 'ed25519',
      public_key: pair.publicKey,
      roles: ['approver', 'delegator'],
      identity: name,
      ...change,
    })),
  });
}

export function approval(change: Partial<ApprovalRequest> = {}, by = ALICE): ApprovalToken {
  return mintApproval(
    {
      approverIdentity: by.name,
      reasonCode: 'change_ok',
      intentDigest: INTENT,
      policyDigest: POLICY,
      scope: ['tool:tool.write'],
      now: NOW,
      ttl: HOUR,
      producerVersion: 'test',
      ...change,
    },
    by.key,
  );
}

/** The token as its file says it, with members changed after signing. */
export function read(token: ApprovalToken, change: JsonObject = {}): ReadToken<ApprovalToken> {
  return readApproval(text(encodeRecord(approvalRecord, token), change));
}

/** The token with fields changed and signed anew: only what it says can be wrong with it. */
export function resigned(change: Partial<ApprovalToken>, by = ALICE): ReadToken<ApprovalToken> {
  return read(signToken(approvalRecord, { ...approval({}, by), ...change }, by.key));
}

export function delegation(change: Partial<DelegationRequest> = {}, by = ALICE): DelegationToken {
  return mintDelegation(
    {
      delegatorIdentity: by.name,
      delegateIdentity: 'lead',
      scope: ['write'],
      now: NOW,
      ttl: HOUR,
      producerVersion: 'test',
      ...change,
    },
    by.key,
  );
}

export function readD(token: DelegationToken, change: JsonObject = {}): ReadToken<DelegationToken> {
  return readDelegation(text(encodeRecord(delegationTokenRecord, token), change));
}

function text(value: JsonObject, change: JsonObject): string {
  return prettyJson({ ...value, ...change } as Json);
}

export const ASK: ApprovalsQuestion = {
  profile: 'standard',
  now: NOW,
  keys: ONE_KEY,
  intentDigest: INTENT,
  policyDigest: POLICY,
  delegationBindingDigest: '',
  scopes: ['tool:tool.write'],
  targetCount: 1,
  opCount: 1,
  required: 1,
  distinct: false,
};

export const ASK_DELEGATION: DelegationQuestion = {
  profile: 'standard',
  now: NOW,
  keys: ONE_KEY,
  delegator: 'alice',
  delegate: 'lead',
  scopes: ['write'],
  intentDigest: INTENT,
  policyDigest: POLICY,
};
