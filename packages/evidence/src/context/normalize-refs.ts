import {
  CodedError,
  compareUtf8,
  isDigestHex,
  isZeroTime,
  toLower,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
} from '@gait/canon';
import type { Receipt, Refs } from '../runpack/runpack-records.ts';
import { parseEvidenceMode, type EvidenceMode } from './evidence-mode.ts';

/**
 * The form in which a run's references are stored and compared (gait-formats §2.3, 3):
 * mode and digests trimmed and in lower case, times in UTC, receipts sorted by `ref_id`,
 * `context_ref_count` filled from the receipts.
 *
 * Digests of receipts may be any text: the formats never asked for more.
 * Errors: `context_mode_invalid`, `context_refs_invalid`.
 */
export function normalizeRefs(refs: Refs): Refs {
  const { mode, setDigest } = normalizeFields(refs);
  const receipts = (refs.receipts ?? []).map(normalizeReceipt);
  receipts.sort((left, right) => compareUtf8(left.ref_id, right.ref_id));
  return {
    ...refs,
    context_set_digest: setDigest,
    context_evidence_mode: mode,
    context_ref_count: refs.context_ref_count === 0 ? receipts.length : refs.context_ref_count,
    receipts,
  };
}

/** Throws as `normalizeRefs`, and `context_evidence_missing` where evidence is required and its digest missing. */
export function requireContextFields(refs: Refs): void {
  const { mode, setDigest } = normalizeFields(refs);
  if (mode !== 'required' || setDigest !== '') return;
  throw new CodedError(
    'context_evidence_missing',
    'context evidence is required and context_set_digest is missing',
    {
      where: { entry: 'refs.json', field: 'context_set_digest' },
    },
  );
}

function normalizeFields(refs: Refs): { readonly mode: EvidenceMode; readonly setDigest: string } {
  const mode = parseEvidenceMode(refs.context_evidence_mode);
  const setDigest = toLower(trimSpace(refs.context_set_digest));
  if (setDigest !== '' && !isDigestHex(setDigest)) {
    throw invalid('context_set_digest is not 64 hex digits', 'context_set_digest');
  }
  if (refs.context_ref_count < 0)
    throw invalid('context_ref_count is negative', 'context_ref_count');
  return { mode, setDigest };
}

function normalizeReceipt(receipt: Receipt): Receipt {
  return {
    ...receipt,
    query_digest: toLower(trimSpace(receipt.query_digest)),
    content_digest: toLower(trimSpace(receipt.content_digest)),
    immutability: toLower(trimSpace(receipt.immutability)) || 'unknown',
    retrieved_at: isZeroTime(receipt.retrieved_at) ? ZIP_EPOCH : toUtc(receipt.retrieved_at),
  };
}

function invalid(what: string, field: string): CodedError {
  return new CodedError('context_refs_invalid', `refs: ${what}`, {
    hint: 'correct refs in the run record',
    where: { field },
  });
}
