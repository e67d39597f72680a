import { checkSignatures, digest, encodeRecord, type KeySet, type TrustNote } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { signatureMessage } from '../verdict/signature-message.ts';
import { maxSignatures, refuseSignatureCount } from '../verdict/signature-status.ts';
import { checkpointRunId } from './build-checkpoint.ts';
import { checkpointDigest } from './checkpoint-digest.ts';
import { isHalfChained } from './place-checkpoint.ts';
import type { ReadChain } from './session-chain.ts';
import { hashCheckpoint, headBehind, unsignedCheckpoint } from './session-hash.ts';
import { sessionCheckpointRecord, type SessionCheckpoint } from './session-records.ts';
import type { RunpackReport } from '../runpack/verify-runpack.ts';

/** Name under which findings about the chain file are listed. */
export const CHAIN_ENTRY = 'chain';

/** The reference's own checks of the links between checkpoints, in its order. */
export function linkageErrors(chain: ReadChain): readonly string[] {
  const errors: string[] = [];
  let last: SessionCheckpoint | undefined;
  for (const [position, checkpoint] of chain.checkpoints.entries()) {
    const index = checkpoint.checkpoint_index;
    if (index !== (last?.checkpoint_index ?? 0) + 1)
      errors.push(`checkpoint index mismatch at position ${position}`);
    if (index > 1 && checkpoint.prev_checkpoint_digest !== (last?.checkpoint_digest ?? '')) {
      errors.push(`prev_checkpoint_digest mismatch at checkpoint ${index}`);
    }
    if (checkpoint.sequence_start <= (last?.sequence_end ?? 0))
      errors.push(`sequence overlap at checkpoint ${index}`);
    if (checkpoint.checkpoint_digest !== checkpointDigest(checkpoint)) {
      errors.push(`checkpoint_digest mismatch at checkpoint ${index}`);
    }
    last = checkpoint;
  }
  return errors;
}

/** What the reference does not look at: identities, gaps between ranges, our hashes. */
export function refuseChain(chain: ReadChain, findings: Findings): void {
  let last: SessionCheckpoint | undefined;
  for (const checkpoint of chain.checkpoints) {
    refuseCheckpoint(chain, checkpoint, last, findings);
    last = checkpoint;
  }
}

function refuseCheckpoint(
  chain: ReadChain,
  checkpoint: SessionCheckpoint,
  last: SessionCheckpoint | undefined,
  findings: Findings,
): void {
  const { checkpoint_index: index, sequence_start: start, sequence_end: end } = checkpoint;
  const refuse = (code: Parameters<Findings['refuse']>[0], message: string): void =>
    findings.refuse(code, `checkpoint ${index} ${message}`, { entry: CHAIN_ENTRY });
  if (checkpoint.session_id !== chain.session_id || checkpoint.run_id !== chain.run_id) {
    refuse('session_identity_mismatch', 'belongs to another session or run than the chain');
  }
  if (end < start || start < 1)
    refuse('session_checkpoint_range', `has no valid range of events: ${start} to ${end}`);
  const covered = last?.sequence_end ?? 0;
  if (start > covered + 1)
    refuse('session_checkpoint_gap', `begins at event ${start}, the one before ends at ${covered}`);
  if (last === undefined && index === 1 && checkpoint.prev_checkpoint_digest !== '') {
    refuse('session_checkpoint_link', 'is the first and names one before it');
  }
  if (isHalfChained(checkpoint)) refuse('session_edited', 'has lost a part of its hashes');
  if (checkpoint.checkpoint_hash === '') return;
  const raw = encodeRecord(sessionCheckpointRecord, checkpoint);
  if (
    hashCheckpoint(raw, checkpoint.chain_head, checkpoint.prev_checkpoint_hash) !==
    checkpoint.checkpoint_hash
  ) {
    refuse('session_edited', 'is not what its checkpoint_hash says: it was changed');
  }
  if (
    last !== undefined &&
    last.checkpoint_hash !== '' &&
    checkpoint.prev_checkpoint_hash !== headAfter(last)
  ) {
    refuse('session_chain_broken', 'does not name the hash of the checkpoint before');
  }
  if (checkpoint.event_count !== end)
    refuse(
      'session_count_mismatch',
      `counts ${checkpoint.event_count} events, its range ends at ${end}`,
    );
}

/** Head of the hash chain behind a checkpoint that carries its hash. */
export function headAfter(checkpoint: SessionCheckpoint): string {
  return headBehind(
    checkpoint.checkpoint_hash,
    encodeRecord(sessionCheckpointRecord, checkpoint)['signatures'],
  );
}

/** What a checkpoint's runpack is judged by. */
export type JudgedRunpack = Pick<
  RunpackReport,
  | 'fault'
  | 'runId'
  | 'manifestDigest'
  | 'missingFiles'
  | 'hashMismatches'
  | 'signature'
  | 'refusals'
  | 'tolerated'
>;

/** The reference's checks of a checkpoint's runpack; what only this product refuses goes to `findings`. */
export function checkpointErrors(
  chain: ReadChain,
  checkpoint: SessionCheckpoint,
  runpack: JudgedRunpack,
  requireSignature: boolean,
  findings: Findings,
): readonly string[] {
  const index = checkpoint.checkpoint_index;
  if (runpack.fault !== undefined)
    return [`checkpoint ${index} verify error: ${runpack.fault.message}`];
  const errors: string[] = [];
  if (runpack.manifestDigest !== checkpoint.manifest_digest)
    errors.push(`checkpoint ${index} manifest digest mismatch`);
  if (runpack.missingFiles.length > 0 || runpack.hashMismatches.length > 0) {
    errors.push(`checkpoint ${index} runpack integrity failure`);
  }
  if (requireSignature && runpack.signature.status !== 'verified') {
    errors.push(`checkpoint ${index} signature verification failed`);
  }
  const place = { entry: checkpoint.runpack_path };
  if (!requireSignature && runpack.signature.status === 'failed') {
    findings.refuse(
      'session_signature',
      `checkpoint ${index}: the runpack's signature does not hold`,
      place,
    );
  }
  if (runpack.runId !== checkpointRunId(chain.run_id, index)) {
    findings.refuse(
      'session_checkpoint_runpack',
      `checkpoint ${index} names a runpack of run ${JSON.stringify(runpack.runId)}`,
      place,
    );
  }
  for (const { code, message } of runpack.refusals) findings.refuse(code, message, place);
  for (const { code, message } of runpack.tolerated) findings.refuse(code, message, place);
  return errors;
}

/** A checkpoint whose signature was looked at. */
export interface SignedCheckpoint {
  readonly checkpoint: SessionCheckpoint;
  readonly verified: boolean;
}

/** Checks the signature of a checkpoint. A wrong one is a finding; none is none. */
export function judgeSignature(
  checkpoint: SessionCheckpoint,
  keys: KeySet | undefined,
  findings: Findings,
  notes: TrustNote[],
): SignedCheckpoint {
  const signatures = checkpoint.signatures ?? [];
  const signed = digest(unsignedCheckpoint(encodeRecord(sessionCheckpointRecord, checkpoint)));
  const check = checkSignatures(keys, signatures, signed, {
    role: 'session',
    claimedTime: checkpoint.created_at,
    maxSignatures: maxSignatures(findings.profile),
  });
  refuseSignatureCount(signatures, findings, { entry: CHAIN_ENTRY });
  for (const { fault } of check.status === 'failed' ? check.faults : []) {
    findings.refuse(
      'session_signature',
      `checkpoint ${checkpoint.checkpoint_index}: ${signatureMessage(fault)}`,
      { entry: CHAIN_ENTRY },
    );
  }
  notes.push(...check.notes);
  return { checkpoint, verified: check.status === 'verified' && checkpoint.checkpoint_hash !== '' };
}
