import { digest, encodeRecord, ZIP_EPOCH } from '@gait/canon';
import { refsRecord, type Refs } from '../runpack/runpack-records.ts';
import { normalizeRefs } from './normalize-refs.ts';

/**
 * How the context of two runs differs: not at all, only in when it was fetched, or in what
 * it was.
 */
export type ContextDrift = 'none' | 'runtime_only' | 'semantic';

/**
 * Compares the references of two runs (gait-formats §2.8). The comparison covers the whole
 * record: references of two different run ids are always `semantic`.
 *
 * Errors: those of `normalizeRefs`.
 */
export function classifyDrift(left: Refs, right: Refs): ContextDrift {
  const a = normalizeRefs(left);
  const b = normalizeRefs(right);
  if (refsDigest(a) === refsDigest(b)) return 'none';
  return refsDigest(withoutRuntime(a)) === refsDigest(withoutRuntime(b))
    ? 'runtime_only'
    : 'semantic';
}

function withoutRuntime(refs: Refs): Refs {
  return {
    ...refs,
    context_set_digest: '',
    receipts: (refs.receipts ?? []).map((receipt) => ({ ...receipt, retrieved_at: ZIP_EPOCH })),
  };
}

function refsDigest(refs: Refs): string {
  return digest(encodeRecord(refsRecord, refs));
}
