import { isZeroTime, toUtc, ZIP_EPOCH } from '@gait/canon';
import type { Runpack } from '../runpack/runpack-records.ts';
import { contextPrivacyMode } from './run-contract.ts';
import type { RunPayload } from './run-payload.ts';

/** What a run pack says about the runpack inside. */
export function runPayloadOf({ manifest, run, intents, results, refs }: Runpack): RunPayload {
  const receipts = refs.receipts ?? [];
  return {
    schema_id: 'gait.pack.run',
    schema_version: '1.0.0',
    created_at: isZeroTime(run.created_at) ? ZIP_EPOCH : toUtc(run.created_at),
    run_id: run.run_id,
    capture_mode: manifest.capture_mode,
    manifest_digest: manifest.manifest_digest,
    intents_count: intents.length,
    results_count: results.length,
    refs_count: receipts.length,
    context_set_digest: refs.context_set_digest,
    context_ref_count: receipts.length,
    context_evidence_mode: refs.context_evidence_mode,
    context_privacy_mode: contextPrivacyMode(receipts),
  };
}
