import { isCodedError, sha256Hex } from '@gait/canon';
import { matchesName } from '../pack/pack-name.ts';
import { PACK_LIMITS } from '../pack/pack-limits.ts';
import { parseSignatureFile, type SignatureFile } from '../sign/signature-file.ts';
import type { SigstoreVerifier } from '../sign/sigstore.ts';
import { judgeSigners } from '../trust/judge-signers.ts';
import type { PackTrust } from '../trust/trust-policy.ts';
import { refuse, type Refusal } from '../verify/verdict.ts';
import { parseMarketIndex, type MarketIndex } from './market-index.ts';

/** What an index is held against. */
export interface JudgeIndexOptions {
  readonly trust?: PackTrust;
  readonly profile: 'standard' | 'strict';
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** Highest edition that was seen of this index; 0: none. */
  readonly seen: number;
  /** A person said that this index may be unsigned. Never under `strict`. */
  readonly allowUnsigned?: boolean;
  readonly sigstore?: SigstoreVerifier;
}

/** An index that may be searched. */
export interface JudgedIndex {
  readonly ok: true;
  readonly index: MarketIndex;
  readonly digest: string;
  /** Empty for an unsigned one that was allowed. */
  readonly signers: readonly string[];
  /** Its end has passed: there may be newer packs, and withdrawn ones. */
  readonly expired: boolean;
}

/**
 * Verifies an index: who signed these bytes is known before they are parsed. An edition older than
 * one that was seen is refused, so that nobody hides a security release by serving yesterday's list.
 */
export function judgeIndex(
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
  options: JudgeIndexOptions,
): JudgedIndex | Refusal {
  try {
    return judge(bytes, signatures, options);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return refuse(error.code, error.message, error.hint ?? 'ask who publishes the index');
  }
}

function judge(
  bytes: Uint8Array,
  signatures: readonly Uint8Array[],
  { trust, profile, now, seen, allowUnsigned = false, sigstore }: JudgeIndexOptions,
): JudgedIndex | Refusal {
  const digest = sha256Hex(bytes);
  const files = signatures
    .slice(0, PACK_LIMITS.signatureFiles)
    .flatMap((file) => readFile(file, digest));
  const known = trust ?? { publishers: [], revoked: new Map() };
  const check = judgeSigners(known, { bytes, digest }, files, now, sigstore);
  const unsigned = allowUnsigned && profile !== 'strict';
  if (check.signers.length === 0 && !unsigned) {
    const why = check.faults.map(({ by, why: fault }) => `${by}: ${fault}`).join('; ');
    return check.total === 0
      ? refuse('pack_unsigned', 'the index is not signed', UNSIGNED)
      : refuse('pack_signature_invalid', `no signature of the index counts (${why})`, UNSIGNED);
  }
  const index = parseMarketIndex(bytes);
  const signers = check.signers.filter(({ publisher }) =>
    publisher.indexes.some((pattern) => matchesName(pattern, index.name)),
  );
  if (check.signers.length > 0 && signers.length === 0) {
    return refuse(
      'pack_name_not_granted',
      `${check.signers[0]?.publisher.name} signed the index, and may not publish ${index.name}`,
      'add its name to the indexes of the publisher in the trust policy if that is right',
    );
  }
  if (index.sequence < seen) {
    return refuse(
      'pack_index_rollback',
      `edition ${seen} of the index was seen before, and the older ${index.sequence} came`,
      'ask who publishes the index; somebody may be holding the newer one back',
    );
  }
  const expired = now >= index.expiresAt;
  if (expired && profile === 'strict') {
    return refuse('pack_index_expired', 'the index is past its end', 'ask for a new edition');
  }
  return { ok: true, index, digest, signers: signers.map(({ by }) => by), expired };
}

const UNSIGNED = 'give the trust policy of its publisher with --trust FILE, or --allow-unsigned';

/** Signatures of something else say nothing about this index. */
function readFile(bytes: Uint8Array, digest: string): readonly SignatureFile[] {
  try {
    const file = parseSignatureFile(bytes);
    return file.digest === digest ? [file] : [];
  } catch (error) {
    if (isCodedError(error)) return [];
    throw error;
  }
}
