import { ZERO_TIME } from '@gait/canon';
import { clean, cleanLower } from '../text/clean-text.ts';
import { refuse } from './intent-fault.ts';
import type { Delegation, DelegationLink } from './intent-record.ts';
import { checkOrder, utcTime } from './intent-time.ts';
import { normalizeNames } from './normalize-names.ts';

/**
 * Normalises a delegation (gait-formats §4.2.9): an unbroken chain that ends at the requester,
 * times in UTC and in order. Errors: `intent_delegation`, `intent_time_range`.
 */
export function normalizeDelegation(given: Delegation | null): Delegation | null {
  if (given === null) return null;
  const requester = clean(given.requester_identity);
  if (requester === '') refuse('intent_delegation', 'delegation.requester_identity', 'is required');
  const chain = (given.chain ?? []).map(normalizeLink);
  for (let i = 1; i < chain.length; i++) {
    if (chain[i - 1]?.delegate_identity !== chain[i]?.delegator_identity) {
      refuse(
        'intent_delegation',
        `delegation.chain[${i}].delegator_identity`,
        'must be the delegate of the link before',
      );
    }
  }
  if (chain.length > 0 && chain.at(-1)?.delegate_identity !== requester) {
    refuse('intent_delegation', 'delegation.chain', 'must end at the requester');
  }
  return {
    requester_identity: requester,
    scope_class: cleanLower(given.scope_class),
    token_refs: normalizeNames(given.token_refs),
    chain: chain.length === 0 ? null : chain,
    ...lifetime(given, 'delegation'),
  };
}

function normalizeLink(given: DelegationLink, index: number): DelegationLink {
  const field = `delegation.chain[${index}]`;
  const delegator = clean(given.delegator_identity);
  const delegate = clean(given.delegate_identity);
  if (delegator === '' || delegate === '') {
    refuse('intent_delegation', field, 'needs delegator_identity and delegate_identity');
  }
  return {
    delegator_identity: delegator,
    delegate_identity: delegate,
    scope_class: cleanLower(given.scope_class),
    token_ref: clean(given.token_ref),
    ...lifetime(given, field),
  };
}

interface Lifetime {
  readonly issued_at: string;
  readonly expires_at: string;
}

function lifetime(given: Lifetime, field: string): Lifetime {
  if (given.issued_at === ZERO_TIME && given.expires_at === ZERO_TIME) {
    return { issued_at: ZERO_TIME, expires_at: ZERO_TIME };
  }
  const issued = utcTime(given.issued_at, `${field}.issued_at`);
  const expires = utcTime(given.expires_at, `${field}.expires_at`);
  checkOrder('intent_delegation', field, ['issued_at', issued], ['expires_at', expires]);
  return { issued_at: issued, expires_at: expires };
}
