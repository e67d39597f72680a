import { toLower, type JsonObject } from '@gait/canon';
import { refuse } from './intent-fault.ts';
import type { IntentContext } from './intent-record.ts';
import { sortMembers } from './normalize-arguments.ts';
import type { Strictness } from './strictness.ts';

/** What a verified context envelope says; the gate itself verified it, never the caller. */
export interface BoundEnvelope {
  /** 64 hex digits. */
  readonly contextSetDigest: string;
  /** `best_effort` or `required`. */
  readonly mode: string;
  /** Sorted, unique. */
  readonly refs: readonly string[] | null;
  /** Of the oldest record, whole seconds before the evaluation; undefined when it is not known. */
  readonly ageSeconds: number | undefined;
}

const AGE_KEY = 'context_age_seconds';
const INVENTORY_PREFIX = 'wrkr.';

/**
 * Replaces what the caller claims about context by what the verified envelope says, or by
 * nothing when there is none (gait-formats §4.6.2): claims prove nothing. In `strict` the age
 * stays out of the digest, which would otherwise change every second, and classes of the
 * inventory count only from the inventory.
 *
 * Errors: `intent_context_binding` (a claim contradicts the envelope).
 */
export function bindContext(
  context: IntentContext,
  envelope: BoundEnvelope | undefined,
  strictness: Strictness,
): IntentContext {
  const auth = withoutClaims(context.auth_context, strictness);
  if (envelope !== undefined) {
    checkClaim(context.context_set_digest, envelope.contextSetDigest, 'context_set_digest');
    checkClaim(context.context_evidence_mode, envelope.mode, 'context_evidence_mode');
    return {
      ...context,
      context_set_digest: envelope.contextSetDigest,
      context_evidence_mode: envelope.mode,
      context_refs: envelope.refs?.length === 0 ? null : envelope.refs,
      auth_context: strictness.digestAge
        ? sortMembers({ ...auth, [AGE_KEY]: envelope.ageSeconds ?? 0 })
        : auth,
    };
  }
  const unclaimed =
    auth === context.auth_context &&
    context.context_set_digest === '' &&
    context.context_evidence_mode === '' &&
    context.context_refs === null;
  if (unclaimed) return context;
  return {
    ...context,
    context_set_digest: '',
    context_evidence_mode: '',
    context_refs: null,
    auth_context: auth,
  };
}

function checkClaim(claim: string, actual: string, name: string): void {
  if (claim === '' || toLower(claim) === toLower(actual)) return;
  refuse('intent_context_binding', `context.${name}`, 'differs from the verified context envelope');
}

function withoutClaims(auth: JsonObject | null, strictness: Strictness): JsonObject | null {
  if (auth === null) return null;
  const isClaim = (key: string): boolean =>
    key === AGE_KEY || (strictness.dropInventoryClaims && key.startsWith(INVENTORY_PREFIX));
  const keys = Object.keys(auth);
  const kept = keys.filter((key) => !isClaim(key));
  if (kept.length === keys.length) return auth;
  // `fromEntries` makes own properties of any key, `__proto__` included.
  return kept.length === 0 ? null : Object.fromEntries(kept.map((key) => [key, auth[key] ?? null]));
}
