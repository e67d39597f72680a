import type { KeySet, SignatureCheck } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { signatureMessage } from '../verdict/signature-message.ts';
import { refuseSignatureCount } from '../verdict/signature-status.ts';
import type { JournalFacts } from './journal-fold.ts';
import type { JournalReport } from './judge-journal.ts';
import { checkSeal, SEAL_ENTRY } from './session-seal.ts';
import type { SessionSeal } from './session-records.ts';

/** The answer about a seal. */
export interface SealReport {
  readonly signature: SignatureCheck;
  /** A trusted key signed it, the journal ends exactly where it says and has no finding. */
  readonly holds: boolean;
}

/** Compares a seal with its journal and checks who signed it. */
export function judgeSeal(
  seal: SessionSeal,
  journal: JournalReport,
  keys: KeySet | undefined,
  findings: Findings,
): SealReport {
  const signature = checkSeal(seal, keys, findings.profile);
  refuseSignatureCount(seal.signatures, findings, { entry: SEAL_ENTRY });
  // A seal is made with a key: without signature it is one that somebody stripped.
  if (signature.status === 'missing')
    refuse(findings, 'session_signature', 'the seal has no signature');
  for (const { fault } of signature.status === 'failed' ? signature.faults : []) {
    refuse(findings, 'session_signature', `the seal: ${signatureMessage(fault)}`);
  }
  const agrees = journal.facts !== undefined && agree(seal, journal.facts, journal, findings);
  return { signature, holds: agrees && journal.clean && signature.status === 'verified' };
}

function refuse(
  findings: Findings,
  code: Parameters<Findings['refuse']>[0],
  message: string,
): void {
  findings.refuse(code, message, { entry: SEAL_ENTRY });
}

function agree(
  seal: SessionSeal,
  facts: JournalFacts,
  journal: JournalReport,
  findings: Findings,
): boolean {
  if (seal.session_id !== facts.header.session_id || seal.run_id !== facts.header.run_id) {
    refuse(findings, 'session_identity_mismatch', 'the seal belongs to another session or run');
    return false;
  }
  const place = journal.heads.get(seal.chain_head);
  if (place === undefined) {
    sayWhyNot(seal, facts, findings);
    return false;
  }
  if (facts.head !== seal.chain_head) {
    findings.refuse(
      'session_past_seal',
      `records follow line ${place.line}, where the session was sealed`,
      {
        entry: SEAL_ENTRY,
        line: place.line + 1,
        sequence: place.sequence,
      },
    );
    return false;
  }
  if (facts.firstSequence !== seal.first_sequence) {
    refuse(
      findings,
      'session_gap',
      `the journal began with event ${seal.first_sequence} when it was sealed, now with ${facts.firstSequence}`,
    );
    return false;
  }
  const counts =
    seal.last_sequence === facts.lastSequence &&
    seal.event_count === facts.lastSequence &&
    seal.checkpoint_count === facts.checkpointCount &&
    seal.last_checkpoint_digest === (facts.lastCheckpoint?.checkpoint_digest ?? '');
  if (!counts)
    refuse(
      findings,
      'session_seal_mismatch',
      'the seal counts other events or checkpoints than the journal holds',
    );
  return counts;
}

/** The sealed head is nowhere in the journal: what was there is gone, or was changed. */
function sayWhyNot(seal: SessionSeal, facts: JournalFacts, findings: Findings): void {
  if (facts.lastSequence < seal.last_sequence) {
    findings.refuse(
      'session_cut',
      `the journal ends at event ${facts.lastSequence}, it was sealed at ${seal.last_sequence}`,
      {
        entry: SEAL_ENTRY,
        sequence: facts.lastSequence + 1,
      },
    );
  } else if (facts.checkpointCount < seal.checkpoint_count) {
    refuse(
      findings,
      'session_cut',
      `the journal has ${facts.checkpointCount} checkpoints, it was sealed with ${seal.checkpoint_count}`,
    );
  } else {
    refuse(
      findings,
      'session_seal_mismatch',
      'the journal is not the one that was sealed: records were changed',
    );
  }
}
