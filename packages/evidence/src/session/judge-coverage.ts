import type { Findings } from '../verdict/findings.ts';
import { CHAIN_ENTRY, type SignedCheckpoint } from './judge-chain.ts';
import { JOURNAL_ENTRY, type JournalReport } from './judge-journal.ts';
import type { SealReport } from './judge-seal.ts';
import type { ReadChain } from './session-chain.ts';
import type { SessionCheckpoint } from './session-records.ts';

/** What may be covered by signatures, and by which. */
export interface CoverageInput {
  readonly chain: ReadChain | undefined;
  readonly journal: JournalReport | undefined;
  readonly sealed: SealReport | undefined;
  readonly signed: readonly SignedCheckpoint[];
  /** Indexes of the checkpoints whose runpack is signed by a trusted key. */
  readonly signedRunpacks: ReadonlySet<number>;
}

/**
 * Signatures are required: a verified seal or checkpoint must cover everything that was
 * given, to its last record. A checkpoint of the reference cannot be signed; in a chain
 * its signed runpack stands for it, and for none before it. Where hashes were tolerated
 * that do not fit, no signature reaches beyond its own record.
 */
export function demandSignatures(input: CoverageInput, findings: Findings): void {
  const trusted = findings.tolerated.length === 0;
  const sealed = trusted && input.sealed?.holds === true;
  const vouched = trusted ? hashesOf(input.signed) : new Set<string>();
  const facts = input.journal?.facts;
  if (facts !== undefined && !sealed) {
    const last = facts.lastCheckpoint;
    const ends = last !== undefined && last.sequence_end === facts.lastSequence;
    if (!ends || !vouched.has(last.checkpoint_hash)) {
      demand(findings, ends ? last : undefined, JOURNAL_ENTRY, facts.lastSequence);
    }
  }
  if (sealed) return;
  const digests = new Set(
    input.signed
      .filter(({ verified }) => trusted && verified)
      .map(({ checkpoint }) => checkpoint.checkpoint_digest),
  );
  const checkpoints = input.chain?.checkpoints ?? [];
  // Digests lead from a signed checkpoint to every one before it; a signed runpack covers but its own.
  const covered = checkpoints.findLastIndex((one) =>
    isOurs(one) ? vouched.has(one.checkpoint_hash) : digests.has(one.checkpoint_digest),
  );
  const open = checkpoints
    .slice(covered + 1)
    .findLast((one) => isOurs(one) || !input.signedRunpacks.has(one.checkpoint_index));
  if (open !== undefined) demand(findings, open, CHAIN_ENTRY, open.sequence_end);
}

/**
 * Keys were given: a checkpoint of ours without signature, which no seal and no later
 * signed checkpoint covers, must not be better than one with a wrong signature.
 * One without our hashes is of the reference, which signs none.
 */
export function refuseStrippedCheckpoints(input: CoverageInput, findings: Findings): void {
  // A seal covers all of it, or was refused already.
  if (input.sealed !== undefined) return;
  const vouched = hashesOf(input.signed);
  const covered = new Set<string>();
  const hint = input.journal === undefined ? '; of a sealed session give the journal too' : '';
  const parts = [
    { entry: CHAIN_ENTRY, checkpoints: input.chain?.checkpoints ?? [] },
    { entry: JOURNAL_ENTRY, checkpoints: input.journal?.checkpoints ?? [] },
  ];
  for (const { checkpoints } of parts) {
    const last = checkpoints.findLastIndex((one) => vouched.has(one.checkpoint_hash));
    for (const { checkpoint_hash } of checkpoints.slice(0, last + 1)) covered.add(checkpoint_hash);
  }
  for (const { entry, checkpoints } of parts) {
    for (const one of checkpoints) {
      if (!isOurs(one) || isSigned(one) || covered.has(one.checkpoint_hash)) continue;
      covered.add(one.checkpoint_hash);
      findings.refuse(
        'signature_stripped',
        `a key was given and nothing signed covers checkpoint ${one.checkpoint_index}${hint}`,
        { entry, sequence: one.sequence_end },
      );
    }
  }
}

/** Hashes of the verified checkpoints; a verified one has a hash. */
function hashesOf(signed: readonly SignedCheckpoint[]): ReadonlySet<string> {
  return new Set(
    signed.filter(({ verified }) => verified).map(({ checkpoint }) => checkpoint.checkpoint_hash),
  );
}

function isOurs({ checkpoint_hash, event_count }: SessionCheckpoint): boolean {
  return checkpoint_hash !== '' || event_count !== 0;
}

function isSigned({ signatures }: SessionCheckpoint): boolean {
  return (signatures ?? []).length > 0;
}

/** @param end the checkpoint at the end, where there is one */
function demand(
  findings: Findings,
  end: SessionCheckpoint | undefined,
  entry: string,
  sequence: number,
): void {
  const stripped = end !== undefined && isOurs(end) && !isSigned(end);
  findings.demand(
    stripped ? 'signature_stripped' : 'signature_missing',
    `signatures are required and nothing signed by a trusted key covers the ${entry} through event ${sequence}`,
    { entry, sequence },
  );
}
