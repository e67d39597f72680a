import {
  isZeroTime,
  normalizeList,
  parseTime,
  toLower,
  toUtc,
  trimSpace,
  ZERO_TIME,
} from '@gait/canon';
import { mergeCodes } from '../decide/code-list.ts';
import { followsReference, type Profile } from '../decide/profile.ts';
import { stricterOf } from '../decide/verdict-order.ts';
import type { McpTrustPolicy, Verdict } from '../policy/policy.ts';
import { parseGoDuration } from '../policy/go-duration.ts';
import type { McpServer } from './mcp-server.ts';
import type { McpTrustDecision } from './trust-decision.ts';
import { serverKey, type TrustEntry, type TrustSnapshot } from './trust-snapshot.ts';

/** The snapshot that the policy names, or why there is none. */
export type SnapshotView = TrustSnapshot | 'unavailable' | 'invalid';

/** What the judgement depends on besides policy, server and snapshot. */
export interface McpTrustQuestion {
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** As the call says it, before anything is filled in. */
  readonly riskClass: string;
  readonly profile: Profile;
}

/** Violation of a call to a server that is not trusted enough. */
export const MCP_TRUST_VIOLATION = 'mcp_trust_policy';

/**
 * Whether a server is trusted as the policy demands; undefined when it demands nothing
 * (gait-formats §7.6). The risk of a call that names none is `high`, as the rest of the gate
 * takes it: in `compat` and `oss-prod` such a call escapes, as in the reference.
 */
export function judgeMcpServer(
  policy: McpTrustPolicy,
  server: McpServer | null,
  snapshot: SnapshotView,
  question: McpTrustQuestion,
): McpTrustDecision | undefined {
  if (!policy.enabled) return undefined;
  const decision = undecided(policy, server, question);
  const { required } = decision;
  const refuse = (status: string, code: string) =>
    ({ ...decision, status, reason_codes: [code], enforced: required }) as const;
  const key = serverKey(decision.server_id, decision.server_name);
  if (key === '') return refuse('missing', 'mcp_trust_identifier_missing');
  if (snapshot === 'invalid') return refuse('invalid', 'mcp_trust_snapshot_invalid');
  if (snapshot === 'unavailable') return refuse('missing', 'mcp_trust_snapshot_unavailable');
  const entry = snapshot.get(key);
  if (entry === undefined) return refuse('unknown', 'mcp_trust_server_unknown');
  return judgeEntry(policy, decision, entry, question.now);
}

/** The verdict and grounds of a call after the judgement of its server. It only tightens. */
export function applyMcpTrust<
  T extends {
    readonly verdict: Verdict;
    readonly reasonCodes: readonly string[];
    readonly violations: readonly string[];
  },
>(ruling: T, policy: McpTrustPolicy, decision: McpTrustDecision, profile: Profile): T {
  const reasonCodes = mergeCodes(ruling.reasonCodes, decision.reason_codes);
  if (!decision.enforced) return { ...ruling, reasonCodes };
  const violations = mergeCodes(ruling.violations, [MCP_TRUST_VIOLATION]);
  return {
    ...ruling,
    verdict: raised(ruling.verdict, policy.action, profile),
    reasonCodes,
    violations,
  };
}

function raised(verdict: Verdict, action: Verdict, profile: Profile): Verdict {
  // The reference leaves a dry run as it is.
  if (verdict === 'dry_run' && followsReference(profile)) return verdict;
  return stricterOf(verdict, action);
}

function undecided(
  policy: McpTrustPolicy,
  server: McpServer | null,
  { riskClass, profile }: McpTrustQuestion,
): McpTrustDecision {
  const stated = toLower(trimSpace(riskClass));
  const risk = stated === '' && !followsReference(profile) ? 'high' : stated;
  return {
    server_id: trimSpace(server?.server_id ?? ''),
    server_name: trimSpace(server?.server_name ?? ''),
    publisher: toLower(trimSpace(server?.publisher ?? '')),
    source: toLower(trimSpace(server?.source ?? '')),
    status: '',
    decision_source: trimSpace(policy.snapshot),
    score: 0,
    threshold: policy.min_score,
    updated_at: ZERO_TIME,
    max_age_seconds: wholeSeconds(policy.max_age),
    required: listed(policy.required_risk_classes, risk),
    enforced: false,
    registry_verified: false,
    publisher_allowed: false,
    reason_codes: [],
  };
}

function judgeEntry(
  policy: McpTrustPolicy,
  decision: McpTrustDecision,
  entry: TrustEntry,
  now: bigint,
): McpTrustDecision {
  const publisherAllowed = listed(policy.publisher_allowlist, entry.publisher);
  const registryVerified = isRegistryVerified(entry);
  const reasons: string[] = [];
  if (!ACCEPTED.has(entry.status)) reasons.push('mcp_trust_status_untrusted');
  if (policy.publisher_allowlist.length > 0 && !publisherAllowed) {
    reasons.push('mcp_trust_publisher_untrusted');
  }
  if (policy.require_registry && !registryVerified) reasons.push('mcp_trust_registry_unverified');
  if (isStale(entry, decision.max_age_seconds, now)) reasons.push('mcp_trust_stale');
  if (policy.min_score > 0 && entry.score < policy.min_score) {
    reasons.push('mcp_trust_below_threshold');
  }
  const [first] = reasons;
  return {
    ...decision,
    server_id: entry.server_id,
    server_name: entry.server_name,
    publisher: entry.publisher,
    source: entry.source,
    score: entry.score,
    updated_at: isZeroTime(entry.updated_at) ? ZERO_TIME : toUtc(entry.updated_at),
    decision_source: entry.evidence_path || decision.decision_source,
    publisher_allowed: policy.publisher_allowlist.length > 0 && publisherAllowed,
    registry_verified: policy.require_registry && registryVerified,
    status: first === undefined ? 'trusted' : (STATUS[first] ?? 'untrusted'),
    reason_codes: first === undefined ? ['mcp_trust_verified'] : normalizeList(reasons),
    enforced: first !== undefined && decision.required,
  };
}

const ACCEPTED: ReadonlySet<string> = new Set(['', 'trusted', 'allow', 'pass']);

/** The status follows from the first reason in the order of judgement. */
const STATUS: Readonly<Record<string, string>> = {
  mcp_trust_registry_unverified: 'invalid',
  mcp_trust_stale: 'stale',
  mcp_trust_below_threshold: 'below_threshold',
};

function isRegistryVerified({ registry_verification: found }: TrustEntry): boolean {
  if (found === null) return false;
  const { signature_verified, publisher_allowed, pin_present, pin_verified } = found;
  return signature_verified && publisher_allowed && (!pin_present || pin_verified);
}

function isStale(entry: TrustEntry, maxAgeSeconds: number, now: bigint): boolean {
  if (maxAgeSeconds <= 0) return false;
  if (isZeroTime(entry.updated_at)) return true;
  const updated = parseTime(entry.updated_at);
  if (updated === undefined) return true;
  return updated.epochNanos + BigInt(maxAgeSeconds) * 1_000_000_000n < now;
}

function wholeSeconds(text: string): number {
  const nanos = parseGoDuration(trimSpace(text)) ?? 0n;
  return nanos > 0n ? Number(nanos / 1_000_000_000n) : 0;
}

function listed(list: readonly string[], value: string): boolean {
  const wanted = toLower(trimSpace(value));
  return list.some((item) => toLower(trimSpace(item)) === wanted);
}
