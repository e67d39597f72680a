import { normalizeList, toUtc, trimSpace, ZERO_TIME } from '@gait/canon';
import type { Delegation } from '../intent/intent-record.ts';
import type { DelegationAuditEntry } from './audit-record.ts';
import type { ReadToken } from './read-token.ts';
import type { DelegationToken } from './token-record.ts';
import {
  checkDelegationSignature,
  judgeDelegationFor,
  type DelegationQuestion,
  type SignedDelegation,
} from './verify-delegation.ts';

/** What every link of a chain must be for. */
export type ChainQuestion = Omit<DelegationQuestion, 'delegator' | 'delegate'>;

/** As many links and tokens as a call may bring in `strict`. */
const MOST_LINKS = 64;
const MOST_DELEGATIONS = 256;

/** The answer about a chain. */
export interface ChainVerdict {
  /** Every link has its own valid token. */
  readonly complete: boolean;
  readonly required: number;
  readonly valid: number;
  /** Ids of the valid tokens, sorted, joined by commas; `''` unless complete. */
  readonly delegationRef: string;
  /** To be added to those of the policy. Sorted, unique. */
  readonly reasonCodes: readonly string[];
  readonly violations: readonly string[];
  readonly entries: readonly DelegationAuditEntry[];
}

interface Link {
  readonly delegator: string;
  readonly delegate: string;
}

/**
 * Judges the tokens of a delegation (gait-formats §4.7 step 9, §4.12): each link takes the first
 * unused token that is valid for it; without a chain one token for the requester suffices. A
 * chain that is not complete blocks. The signature of a token is checked once, whatever the
 * number of links. In `strict` a chain that is too long, and too many tokens, block unlooked at:
 * `delegation_chain_too_long`, `delegation_tokens_too_many`.
 *
 * @param delegation of the normalised intent; null: the intent claims none, which never suffices
 */
export function checkDelegationChain(
  delegation: Delegation | null,
  tokens: readonly ReadToken<DelegationToken>[],
  question: ChainQuestion,
): ChainVerdict {
  if (tokens.length === 0)
    return blocked(linksOf(delegation).length, 0, [], ['delegation_token_missing']);
  const links = linksOf(delegation);
  const excess = question.profile === 'strict' ? excessOf(links.length, tokens.length) : [];
  if (excess.length > 0) return blocked(links.length, 0, [], excess);
  const signed = tokens.map((read) => checkDelegationSignature(read, question));
  const used = new Set<number>();
  const open: Link[] = [];
  const entries: DelegationAuditEntry[] = [];
  for (const link of links) {
    const found = tokens.findIndex(
      (_, index) =>
        !used.has(index) &&
        judgeDelegationFor(signed[index] as SignedDelegation, { ...question, ...link }).ok,
    );
    const token = tokens[found]?.token;
    if (token === undefined) {
      open.push(link);
      entries.push(missing(link));
      continue;
    }
    used.add(found);
    entries.push(entryOf(token, ''));
  }
  for (const [index, read] of tokens.entries()) {
    if (used.has(index)) continue;
    entries.push(
      entryOf(read.token, surplusCode(signed[index] as SignedDelegation, open, question)),
    );
  }
  const codes = entries.map((entry) => entry.error_code).filter((code) => code !== '');
  if (links.length === 0 || open.length > 0)
    return blocked(links.length, used.size, entries, [...codes, 'delegation_chain_insufficient']);
  const ids = [...used].map((index) => tokens[index]?.token.token_id ?? '');
  return {
    complete: true,
    required: links.length,
    valid: used.size,
    delegationRef: normalizeList(ids).join(','),
    reasonCodes: ['delegation_granted'],
    violations: [],
    entries,
  };
}

function excessOf(links: number, tokens: number): string[] {
  const codes: string[] = [];
  if (links > MOST_LINKS) codes.push('delegation_chain_too_long');
  if (tokens > MOST_DELEGATIONS) codes.push('delegation_tokens_too_many');
  return codes;
}

function linksOf(delegation: Delegation | null): Link[] {
  if (delegation === null) return [];
  const chain = delegation.chain ?? [];
  if (chain.length === 0)
    return [{ delegator: '', delegate: trimSpace(delegation.requester_identity) }];
  return chain.map((link) => ({
    delegator: trimSpace(link.delegator_identity),
    delegate: trimSpace(link.delegate_identity),
  }));
}

/** Why a token that no link took is of no use: its fault for the first link that is still open. */
function surplusCode(
  signed: SignedDelegation,
  open: readonly Link[],
  question: ChainQuestion,
): string {
  const [link] = open;
  const verdict = link && judgeDelegationFor(signed, { ...question, ...link });
  return verdict?.ok === false ? verdict.code : 'delegation_token_chain_mismatch';
}

function blocked(
  required: number,
  valid: number,
  entries: readonly DelegationAuditEntry[],
  codes: readonly string[],
): ChainVerdict {
  return {
    complete: false,
    required,
    valid,
    delegationRef: '',
    reasonCodes: normalizeList(codes),
    violations: ['delegation_not_granted'],
    entries,
  };
}

function entryOf(token: DelegationToken, errorCode: string): DelegationAuditEntry {
  return {
    token_id: token.token_id,
    delegator_identity: token.delegator_identity,
    delegate_identity: token.delegate_identity,
    scope: normalizeList(token.scope ?? []),
    expires_at: toUtc(token.expires_at),
    valid: errorCode === '',
    error_code: errorCode,
  };
}

function missing({ delegator, delegate }: Link): DelegationAuditEntry {
  return {
    token_id: '',
    delegator_identity: delegator,
    delegate_identity: delegate,
    scope: null,
    expires_at: ZERO_TIME,
    valid: false,
    error_code: 'delegation_token_missing',
  };
}
