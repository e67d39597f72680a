import type { Findings } from '../verdict/findings.ts';
import { CHAIN_ENTRY, type SignedCheckpoint } from './judge-chain.ts';
import type { JournalReport } from './judge-journal.ts';
import type { ReadChain } from './session-chain.ts';

/**
 * Chain file and journal tell of the same checkpoints. Where one ends before the
 * other it was cut; where they differ the session was continued twice, or one of
 * them was rewritten.
 */
export function compareChainWithJournal(
  chain: ReadChain,
  journal: JournalReport,
  signed: readonly SignedCheckpoint[],
  findings: Findings,
): void {
  const header = journal.facts?.header;
  if (header === undefined) return;
  const refuse = (
    code: Parameters<Findings['refuse']>[0],
    message: string,
    sequence?: number,
  ): void =>
    findings.refuse(code, message, {
      entry: CHAIN_ENTRY,
      ...(sequence === undefined ? {} : { sequence }),
    });
  if (header.session_id !== chain.session_id || header.run_id !== chain.run_id) {
    refuse('session_identity_mismatch', 'chain and journal belong to different sessions or runs');
    return;
  }
  const known = new Map(journal.checkpoints.map((one) => [one.checkpoint_index, one]));
  for (const checkpoint of chain.checkpoints) {
    const index = checkpoint.checkpoint_index;
    const other = known.get(index);
    const name = isSigned(checkpoint.checkpoint_hash, signed)
      ? `signed checkpoint ${index}`
      : `checkpoint ${index}`;
    if (other === undefined) {
      const through = journal.facts?.lastSequence ?? 0;
      refuse(
        'session_cut',
        `the journal lacks ${name}, which covers events through ${checkpoint.sequence_end}; it ends at event ${through}`,
        through + 1,
      );
    } else if (
      other.checkpoint_digest !== checkpoint.checkpoint_digest ||
      differ(other.checkpoint_hash, checkpoint.checkpoint_hash)
    ) {
      refuse(
        'session_fork',
        `chain and journal hold different checkpoints ${index}`,
        checkpoint.sequence_end,
      );
    }
  }
  const last = chain.checkpoints.at(-1)?.checkpoint_index ?? 0;
  for (const { checkpoint_index: index, sequence_end } of journal.checkpoints) {
    if (index > last)
      refuse(
        'session_chain_truncated',
        `the chain ends at checkpoint ${last}, the journal holds checkpoint ${index}`,
        sequence_end,
      );
  }
}

/**
 * A checkpoint's digest covers its runpack, not the journal's events: both must tell the
 * same of them, or somebody rewrote events and computed the hashes anew.
 */
export function compareTales(
  runpacks: ReadonlyMap<number, string>,
  chain: ReadChain,
  journal: JournalReport,
  findings: Findings,
): void {
  const digests = new Map(
    journal.checkpoints.map((one) => [one.checkpoint_index, one.checkpoint_digest]),
  );
  for (const checkpoint of chain.checkpoints) {
    const { checkpoint_index: index, sequence_start: from, sequence_end: to } = checkpoint;
    const told = runpacks.get(index);
    const journaled = journal.tales.get(index);
    if (told === undefined || journaled === undefined || told === journaled) continue;
    // Of different checkpoints it was said already that they differ.
    if (digests.get(index) !== checkpoint.checkpoint_digest) continue;
    findings.refuse(
      'session_events_mismatch',
      `checkpoint ${index}: its runpack tells other events ${from} to ${to} than the journal`,
      { entry: checkpoint.runpack_path, sequence: from },
    );
  }
}

/** The reference drops our hashes when it rewrites a file: then only digests can be compared. */
function differ(left: string, right: string): boolean {
  return left !== '' && right !== '' && left !== right;
}

function isSigned(hash: string, signed: readonly SignedCheckpoint[]): boolean {
  return (
    hash !== '' &&
    signed.some(({ checkpoint, verified }) => verified && checkpoint.checkpoint_hash === hash)
  );
}
