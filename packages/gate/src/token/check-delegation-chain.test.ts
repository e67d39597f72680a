import { expect, test } from 'bun:test';
import { ZERO_TIME } from '@gait/canon';
import type { Delegation } from '../intent/intent-record.ts';
import { checkDelegationChain } from './check-delegation-chain.ts';
import {
  ALICE,
  ASK_DELEGATION as ASK,
  delegation,
  HOUR,
  NOW,
  ONE_KEY,
  readD as read,
} from './testing/sample-tokens.ts';

const link = (delegator: string, delegate: string) => ({
  delegator_identity: delegator,
  delegate_identity: delegate,
  scope_class: '',
  token_ref: '',
  issued_at: ZERO_TIME,
  expires_at: ZERO_TIME,
});
const claim = (requester: string, ...chain: ReturnType<typeof link>[]): Delegation => ({
  requester_identity: requester,
  scope_class: '',
  token_refs: null,
  chain: chain.length === 0 ? null : chain,
  issued_at: ZERO_TIME,
  expires_at: ZERO_TIME,
});
const token = (delegator: string, delegate: string, change = {}) =>
  delegation({ delegatorIdentity: delegator, delegateIdentity: delegate, ...change }, ALICE);
const CHAIN = claim('agent', link('bob', 'lead'), link('lead', 'agent'));

test('each link takes its own token', () => {
  const [first, second] = [token('bob', 'lead'), token('lead', 'agent')];
  const verdict = checkDelegationChain(CHAIN, [read(second), read(first)], ASK);
  expect(verdict).toMatchObject({
    complete: true,
    required: 2,
    valid: 2,
    reasonCodes: ['delegation_granted'],
    violations: [],
    delegationRef: [first.token_id, second.token_id].sort().join(','),
  });
  expect(verdict.entries.map((entry) => entry.token_id)).toEqual([first.token_id, second.token_id]);
});

test('a missing link blocks and is named', () => {
  const verdict = checkDelegationChain(CHAIN, [read(token('bob', 'lead'))], ASK);
  expect(verdict).toMatchObject({
    complete: false,
    valid: 1,
    delegationRef: '',
    reasonCodes: ['delegation_chain_insufficient', 'delegation_token_missing'],
    violations: ['delegation_not_granted'],
  });
  expect(verdict.entries[1]).toMatchObject({
    token_id: '',
    delegator_identity: 'lead',
    delegate_identity: 'agent',
    expires_at: ZERO_TIME,
    valid: false,
    error_code: 'delegation_token_missing',
  });
});

test('one token does not serve two links', () => {
  const twice = claim('a', link('a', 'a'), link('a', 'a'));
  const verdict = checkDelegationChain(twice, [read(token('a', 'a'))], ASK);
  expect(verdict).toMatchObject({ complete: false, required: 2, valid: 1 });
});

test('a token that no link takes says why, or that it is of no use', () => {
  const late = read(token('lead', 'agent', { ttl: 1n }));
  const incomplete = checkDelegationChain(CHAIN, [read(token('bob', 'lead')), late], {
    ...ASK,
    now: NOW + 1n,
  });
  expect(incomplete.reasonCodes).toEqual([
    'delegation_chain_insufficient',
    'delegation_token_expired',
    'delegation_token_missing',
  ]);
  const spare = [token('bob', 'lead'), token('lead', 'agent'), token('x', 'y')].map((t) => read(t));
  const complete = checkDelegationChain(CHAIN, spare, ASK);
  expect(complete.complete).toBe(true);
  expect(complete.reasonCodes).toEqual(['delegation_granted']);
  expect(complete.entries[2]?.error_code).toBe('delegation_token_chain_mismatch');
});

test('without a chain one token for the requester suffices, whoever delegated', () => {
  const verdict = checkDelegationChain(claim('agent'), [read(token('anybody', 'agent'))], ASK);
  expect(verdict).toMatchObject({ complete: true, required: 1 });
});

test('no token, and no delegation to check them against, both block', () => {
  expect(checkDelegationChain(CHAIN, [], ASK)).toMatchObject({
    complete: false,
    reasonCodes: ['delegation_token_missing'],
    entries: [],
  });
  expect(checkDelegationChain(null, [read(token('a', 'b'))], ASK)).toMatchObject({
    complete: false,
    reasonCodes: ['delegation_chain_insufficient', 'delegation_token_chain_mismatch'],
  });
});

test('expired tokens do not complete a chain', () => {
  const tokens = [token('bob', 'lead'), token('lead', 'agent')].map((t) => read(t));
  expect(checkDelegationChain(CHAIN, tokens, { ...ASK, now: NOW + HOUR }).complete).toBe(false);
});

test('a signature is checked once for each token, whatever the number of links', () => {
  const people = Array.from({ length: 30 }, (_, at) => `p${at}`);
  const links = people.slice(1).map((name, at) => link(`p${at}`, name));
  const tokens = links
    .toReversed()
    .map((each) => read(token(each.delegator_identity, each.delegate_identity)));
  let looks = 0;
  const keys = {
    get keys() {
      looks++;
      return ONE_KEY.keys;
    },
  };
  const asked = { ...ASK, keys };
  checkDelegationChain(claim('p1', ...links.slice(0, 1)), tokens.slice(-1), asked);
  const forOne = looks;
  looks = 0;
  const verdict = checkDelegationChain(claim('p29', ...links), tokens, asked);
  expect(verdict).toMatchObject({ complete: true, required: 29 });
  expect(looks).toBe(forOne * tokens.length);
});

test('in strict a chain of more than 64 links, and more than 256 tokens, block unlooked at', () => {
  const chainOf = (length: number) => {
    const links = Array.from({ length }, () => link('a', 'a'));
    return claim('a', ...links);
  };
  const one = read(token('a', 'a'));
  const judge = (length: number, tokens: number, profile: 'strict' | 'standard') =>
    checkDelegationChain(
      chainOf(length),
      Array.from({ length: tokens }, () => one),
      { ...ASK, profile },
    );
  expect(judge(64, 256, 'strict').complete).toBe(true);
  expect(judge(65, 256, 'standard').complete).toBe(true);
  expect(judge(64, 257, 'standard').complete).toBe(true);
  expect(judge(65, 256, 'strict')).toMatchObject({
    complete: false,
    required: 65,
    reasonCodes: ['delegation_chain_too_long'],
    violations: ['delegation_not_granted'],
    entries: [],
  });
  expect(judge(64, 257, 'strict').reasonCodes).toEqual(['delegation_tokens_too_many']);
});
