import { encodeRecord } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { CHAIN_ENTRY, headAfter, type SignedCheckpoint } from './judge-chain.ts';
import { JOURNAL_ENTRY, type JournalReport } from './judge-journal.ts';
import type { SealReport } from './judge-seal.ts';
import type { ReadChain } from './session-chain.ts';
import { hashCheckpoint, headBehind } from './session-hash.ts';
import { sessionCheckpointRecord, type SessionCheckpoint } from './session-records.ts';

/** How much of a session is known to be there. */
export interface Completeness {
  /**
   * `complete`: it ends where a trusted seal, or a head the reader brought, says it ends.
   * `open`: nothing says where it ends, so its tail may have been cut off unseen.
   */
  readonly state: 'complete' | 'open';
  /** Events up to this sequence are vouched for; 0: none. */
  readonly through: number;
  /** Who vouches. */
  readonly by: readonly ('seal' | 'checkpoint' | 'expected_head')[];
}

/** What may vouch for a session. */
export interface CompletenessInput {
  readonly chain: ReadChain | undefined;
  readonly journal: JournalReport | undefined;
  readonly sealed: SealReport | undefined;
  readonly signed: readonly SignedCheckpoint[];
  readonly expectHead: string | undefined;
}

/**
 * Decides how much of a session is vouched for. A signed checkpoint vouches for what
 * lies before it and says nothing of what came after; so it never makes a session
 * complete. A head that the reader expects and that is nowhere is a finding.
 */
export function sessionCompleteness(input: CompletenessInput, findings: Findings): Completeness {
  const last =
    input.journal?.facts?.lastSequence ?? input.chain?.checkpoints.at(-1)?.sequence_end ?? 0;
  const by = new Set<Completeness['by'][number]>();
  let through = 0;
  let complete = false;
  const held = new Set(input.journal?.checkpoints.map((one) => one.checkpoint_hash));
  for (const { checkpoint, verified } of input.signed) {
    // A checkpoint that the journal does not hold, with its hash, says nothing of its events.
    if (!verified) continue;
    if (input.journal !== undefined && !held.has(checkpoint.checkpoint_hash)) continue;
    by.add('checkpoint');
    through = Math.max(through, checkpoint.sequence_end);
  }
  const expected = placeOfExpected(input, findings);
  if (expected !== undefined) {
    by.add('expected_head');
    through = Math.max(through, expected.sequence);
    complete = expected.atEnd;
  }
  if (input.sealed?.holds === true) {
    by.add('seal');
    through = last;
    complete = true;
  }
  return { state: complete ? 'complete' : 'open', through, by: [...by] };
}

interface ExpectedPlace {
  readonly sequence: number;
  readonly atEnd: boolean;
}

function placeOfExpected(
  { chain, journal, expectHead }: CompletenessInput,
  findings: Findings,
): ExpectedPlace | undefined {
  if (expectHead === undefined) return undefined;
  const checkpoints = [...(chain?.checkpoints ?? []), ...(journal?.checkpoints ?? [])];
  if (checkpoints.some((one) => one.checkpoint_digest === expectHead)) {
    // It covers a runpack and the digest before it: journals of quite other events have it too.
    findings.refuse(
      'session_head_digest',
      'the expected head is a checkpoint_digest, which covers no events: note the chain_head that `gait run session status` prints',
      { entry: journal === undefined ? CHAIN_ENTRY : JOURNAL_ENTRY },
    );
    return undefined;
  }
  if (journal === undefined) return placeInChain(chain, expectHead, findings);
  const place = journal.heads.get(expectHead);
  if (place !== undefined)
    return { sequence: place.sequence, atEnd: place.line === journal.lastLine };
  const last = journal.facts?.lastSequence ?? 0;
  findings.refuse(
    'session_head_mismatch',
    `the expected head is nowhere in the journal, which ends at event ${last}: it was cut or changed`,
    { entry: JOURNAL_ENTRY, line: journal.lastLine, sequence: last },
  );
  return undefined;
}

/**
 * A chain alone shows heads behind its checkpoints. The `chain_head` that a checkpoint
 * names is none of them: whoever forges the checkpoint can name any he has seen.
 */
function placeInChain(
  chain: ReadChain | undefined,
  expectHead: string,
  findings: Findings,
): ExpectedPlace | undefined {
  const checkpoints = chain?.checkpoints ?? [];
  const index = checkpoints.findLastIndex((one) => headsOf(one).includes(expectHead));
  const found = checkpoints[index];
  if (found !== undefined)
    return { sequence: found.sequence_end, atEnd: index === checkpoints.length - 1 };
  findings.refuse(
    'session_journal_needed',
    'the expected head is not behind a checkpoint of the chain: only the journal can show whether it is that of an event, or of a checkpoint that was cut off',
    { entry: CHAIN_ENTRY },
  );
  return undefined;
}

/** The hash of a checkpoint and the head behind it; of one without its place in the chain none. */
function headsOf(checkpoint: SessionCheckpoint): readonly string[] {
  const { checkpoint_hash: own, chain_head: head, prev_checkpoint_hash: last } = checkpoint;
  if (own !== '') return [own, headAfter(checkpoint)];
  if (head === '' || last === '') return [];
  // Compaction gives a checkpoint of the reference its place: the hash it implies can be computed.
  const raw = encodeRecord(sessionCheckpointRecord, checkpoint);
  return [headBehind(hashCheckpoint(raw, head, last), raw['signatures'])];
}
