import { isZeroTime, normalizeList, toUtc } from '@gait/canon';
import type { ApprovalAuditEntry } from './audit-record.ts';
import type { ReadToken } from './read-token.ts';
import { DENIAL_SCHEMA_ID, type ApprovalToken } from './token-record.ts';
import {
  spendKey,
  verifyApproval,
  verifyDenial,
  type ApprovalCode,
  type ApprovalQuestion,
  type ApprovalVerdict,
} from './verify-approval.ts';

/** How many approvals an action needs besides what each must be for. */
export interface ApprovalsQuestion extends ApprovalQuestion {
  /** Fewest valid approvals; below 1 means 1. */
  readonly required: number;
  /** They must come from different people. */
  readonly distinct: boolean;
}

/** A use of a token that must be written to the ledger before the verdict is told. */
export interface TokenUse {
  /** `spendKey` of the token. */
  readonly use: string;
  readonly tokenId: string;
  readonly expiresAt: string;
}

/** A token whose signer is nobody who may approve. Both are what the token says of itself. */
export interface Stranger {
  readonly tokenId: string;
  readonly keyId: string;
}

/**
 * Where a request for approval stands.
 * `pending`: nobody answered. `granted`. `denied`: an approver refused. `expired`: it was approved
 * and the time is over. `insufficient`: what is there does not suffice, `reasonCodes` say why.
 */
export type ApprovalStatus = 'pending' | 'granted' | 'denied' | 'expired' | 'insufficient';

/** The answer about all approvals of one action. */
export interface ApprovalsVerdict {
  readonly status: ApprovalStatus;
  /** `block` only when denied. */
  readonly verdict: 'allow' | 'require_approval' | 'block';
  /** To be added to those of the policy. Sorted, unique. */
  readonly reasonCodes: readonly string[];
  readonly violations: readonly string[];
  readonly required: number;
  readonly valid: number;
  /** Ids of the valid tokens, sorted, joined by commas; `''` unless granted. */
  readonly approvalRef: string;
  /** One per token, in the order given; denials that are not of this action or over are left out. */
  readonly entries: readonly ApprovalAuditEntry[];
  /** Tokens by keys that are no approver's; their code, as in the reference, is that of a bad signature. */
  readonly strangers: readonly Stranger[];
  /** Empty unless granted. All are spent together or none; see `spendTokens`. */
  readonly uses: readonly TokenUse[];
}

/**
 * Judges the tokens that were brought for an action (gait-formats §4.7 step 10).
 *
 * A valid denial wins over any number of approvals. Distinct approvers are distinct names; with
 * a trust file every name has its own keys, and under `strict` they must be distinct keys too, so
 * that the holder of one key is one approver. Verdict-level codes: `approval_denied`,
 * `approval_token_missing`, `approval_chain_insufficient`, `approval_distinct_approvers_required`,
 * `approval_distinct_keys_required`, `approval_granted` and those of each token.
 */
export function checkApprovals(
  tokens: readonly ReadToken<ApprovalToken>[],
  question: ApprovalsQuestion,
): ApprovalsVerdict {
  const required = Math.max(1, question.required);
  const judged = judgeEach(tokens, question).filter(concerns);
  const brought = judged.filter(({ denial }) => !denial);
  const valid = brought.filter((item): item is Granted => item.verdict.ok);
  const codes = brought.flatMap(({ verdict }) => (verdict.ok ? [] : [verdict.code]));
  const entries = judged.map(entryOf);
  const strangers = brought.flatMap(strangerOf);
  const common = { required, valid: valid.length, entries, strangers };
  if (judged.some(({ denial, verdict }) => denial && verdict.ok)) {
    return {
      ...common,
      status: 'denied',
      verdict: 'block',
      ...refused([...codes, 'approval_denied'], 'approval_denied'),
    };
  }
  const shortage = brought.length === 0 ? ['approval_token_missing'] : lacks(valid, question);
  if (shortage.length > 0) {
    const status = statusOf(brought);
    return {
      ...common,
      status,
      verdict: 'require_approval',
      ...refused([...codes, ...shortage], 'approval_not_granted'),
    };
  }
  return {
    ...common,
    status: 'granted',
    verdict: 'allow',
    reasonCodes: normalizeList([...codes, 'approval_granted']),
    violations: [],
    approvalRef: normalizeList(valid.map(({ verdict }) => verdict.token.token_id)).join(','),
    uses: valid.flatMap(useOf),
  };
}

interface Judged {
  readonly token: ApprovalToken;
  readonly denial: boolean;
  readonly verdict: ApprovalVerdict;
}
interface Granted extends Judged {
  readonly verdict: Extract<ApprovalVerdict, { ok: true }>;
}

/** The same token brought twice is one use: the second is refused as a replay. */
function judgeEach(
  tokens: readonly ReadToken<ApprovalToken>[],
  question: ApprovalsQuestion,
): Judged[] {
  const seen = new Set<string>();
  return tokens.map((read) => {
    const denial = read.token.schema_id === DENIAL_SCHEMA_ID;
    const verdict = denial ? verifyDenial(read, question) : verifyApproval(read, question);
    return { token: read.token, denial, verdict: refuseSecond(verdict, seen) };
  });
}

function refuseSecond(verdict: ApprovalVerdict, seen: Set<string>): ApprovalVerdict {
  if (!verdict.ok || verdict.nonce === '') return verdict;
  const use = spendKey(verdict.keyId, verdict.nonce);
  if (seen.has(use)) return { ok: false, code: 'approval_token_already_used' };
  seen.add(use);
  return verdict;
}

/** Of an earlier policy, or over: a denial that is kept would be told of for ever. */
const NOT_NOW: readonly ApprovalCode[] = [
  'approval_token_intent_mismatch',
  'approval_token_policy_mismatch',
  'approval_token_delegation_binding_mismatch',
  'approval_token_expired',
];

/**
 * Whether a token has to do with this decision. A denial that does not count refuses nothing and
 * gives no reason; that somebody tried stands in the audit.
 */
function concerns({ denial, verdict }: Judged): boolean {
  return !denial || verdict.ok || !NOT_NOW.includes(verdict.code);
}

/** What is missing; the reference's two codes in its own conditions. */
function lacks(valid: readonly Granted[], question: ApprovalsQuestion): string[] {
  const required = Math.max(1, question.required);
  const codes: string[] = [];
  if (valid.length < required) codes.push('approval_chain_insufficient');
  if (!question.distinct || required < 2) return codes;
  const names = new Set(valid.map(({ verdict }) => verdict.token.approver_identity));
  if (names.size < required) codes.push('approval_distinct_approvers_required');
  const keys = new Set(valid.map(({ verdict }) => verdict.keyId));
  if (question.profile === 'strict' && keys.size < required)
    codes.push('approval_distinct_keys_required');
  return codes;
}

const NO_APPROVER: readonly unknown[] = ['key_unknown', 'key_id_mismatch', 'key_role'];

function strangerOf({ token, verdict }: Judged): Stranger[] {
  if (verdict.ok || !NO_APPROVER.includes(verdict.fault)) return [];
  return [{ tokenId: token.token_id, keyId: token.signature?.key_id ?? '' }];
}

function statusOf(judged: readonly Judged[]): ApprovalStatus {
  if (judged.length === 0) return 'pending';
  const expired = judged.some(
    ({ verdict }) => !verdict.ok && verdict.code === 'approval_token_expired',
  );
  const others = judged.some(
    ({ verdict }) => !verdict.ok && verdict.code !== 'approval_token_expired',
  );
  return expired && !others ? 'expired' : 'insufficient';
}

function refused(
  codes: readonly string[],
  violation: string,
): Pick<ApprovalsVerdict, 'reasonCodes' | 'violations' | 'approvalRef' | 'uses'> {
  return {
    reasonCodes: normalizeList(codes),
    violations: [violation],
    approvalRef: '',
    uses: [],
  };
}

function useOf({ verdict }: Granted): TokenUse[] {
  const { token, keyId, nonce } = verdict;
  if (nonce === '') return [];
  return [
    { use: spendKey(keyId, nonce), tokenId: token.token_id, expiresAt: toUtc(token.expires_at) },
  ];
}

/** What the audit says of a token: its own words, and the judgement. */
function entryOf({ token, denial, verdict }: Judged): ApprovalAuditEntry {
  return {
    token_id: token.token_id,
    approver_identity: token.approver_identity,
    reason_code: token.reason_code,
    scope: normalizeList(token.scope ?? []),
    expires_at: isZeroTime(token.expires_at) ? token.expires_at : toUtc(token.expires_at),
    valid: verdict.ok && !denial,
    error_code: verdict.ok ? (denial ? 'approval_denied' : '') : verdict.code,
  };
}
