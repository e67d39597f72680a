import { trimSpace, type JsonObject } from '@gait/canon';
import type { Intent, ReadCommandFacts } from '../intent/intent-record.ts';
import { normalizeIntent, prepareIntent } from '../intent/prepare-intent.ts';
import type { Profile } from '../intent/strictness.ts';
import type { CompiledPolicy } from './compile-policy.ts';
import { decide } from './decide.ts';
import { decisionTime } from './explain-outcome.ts';
import type { Outcome } from './outcome.ts';
import type { SessionHistory } from '../session-rules/session-history.ts';

/** Bytes of a summary. */
const SUMMARY_LIMIT = 240;

export interface PolicyTest {
  readonly outcome: Outcome;
  /** `gait.policytest.result`. */
  readonly result: JsonObject;
  /** One line, at most 240 bytes. */
  readonly summary: string;
}

/**
 * Evaluates a policy against one intent without tokens, limits, brokers or traces
 * (gait-formats §4.18). The intent digest is that of the intent as given: the caller's claims of
 * context are in it, while rules do not see them.
 *
 * @param options.now nanoseconds since 1970.
 * Errors: `intent_*` when the intent cannot be normalised.
 */
export function runPolicyTest(
  compiled: CompiledPolicy,
  intent: Intent,
  options: {
    readonly now: bigint;
    readonly profile: Profile;
    readonly producerVersion: string;
    readonly toolClasses?: ReadonlyMap<string, string> | undefined;
    readonly session?: SessionHistory | undefined;
    readonly commandOf?: ReadCommandFacts | undefined;
  },
): PolicyTest {
  const { profile, toolClasses } = options;
  const read = { profile, toolClasses, policyClasses: compiled.toolClasses };
  const normalized = normalizeIntent(intent, read);
  const prepared = prepareIntent(intent, { ...read, commandOf: options.commandOf });
  const outcome = decide(compiled, prepared, options);
  const { delegation } = normalized;
  const depth = (delegation?.chain ?? []).length;
  const scope = trimSpace(delegation?.scope_class ?? '');
  const result: JsonObject = {
    schema_id: 'gait.policytest.result',
    schema_version: '1.0.0',
    created_at: decisionTime(intent.created_at),
    producer_version: trimSpace(options.producerVersion) || '0.0.0-dev',
    policy_digest: compiled.digest,
    intent_digest: normalized.intent_digest,
    verdict: outcome.verdict,
    reason_codes: [...outcome.reasonCodes],
    violations: [...outcome.violations],
    ...(outcome.matchedRule === '' ? {} : { matched_rule: outcome.matchedRule }),
    ...(delegation === null ? {} : { delegation_matched: true }),
    ...(depth === 0 ? {} : { delegation_depth: depth }),
    ...(scope === '' ? {} : { delegation_scope: scope }),
  };
  return { outcome, result, summary: summaryOf(outcome) };
}

function summaryOf(outcome: Outcome): string {
  const list = (codes: readonly string[]): string =>
    codes.length === 0 ? 'none' : codes.join(',');
  const text =
    `policy test verdict=${outcome.verdict} reasons=${list(outcome.reasonCodes)}` +
    ` violations=${list(outcome.violations)}`;
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= SUMMARY_LIMIT) return text;
  const rest = `...(+${bytes.length - SUMMARY_LIMIT})`;
  const kept = bytes.subarray(0, SUMMARY_LIMIT - rest.length);
  return new TextDecoder().decode(kept) + rest;
}
