import type { Findings } from '../verdict/findings.ts';
import type { SignedCheckpoint } from './judge-chain.ts';
import { JOURNAL_ENTRY, type JournalReport } from './judge-journal.ts';
import type { SealReport } from './judge-seal.ts';
import type { ReadChain } from './session-chain.ts';

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
  for (const { checkpoint, verified } of input.signed) {
    if (!verified) continue;
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

function placeOfExpected(
  { chain, journal, expectHead }: CompletenessInput,
  findings: Findings,
): { readonly sequence: number; readonly atEnd: boolean } | undefined {
  if (expectHead === undefined) return undefined;
  if (journal !== undefined) {
    const place = journal.heads.get(expectHead);
    if (place !== undefined)
      return { sequence: place.sequence, atEnd: place.line === journal.lastLine };
    const last = journal.facts?.lastSequence ?? 0;
    findings.refuse(
      'session_head_mismatch',
      `the expected head is nowhere in the journal, which ends at event ${last}: it was cut or changed`,
      {
        entry: JOURNAL_ENTRY,
        line: journal.lastLine,
        sequence: last,
      },
    );
    return undefined;
  }
  return placeInChain(chain, expectHead, findings);
}

function placeInChain(
  chain: ReadChain | undefined,
  expectHead: string,
  findings: Findings,
): { readonly sequence: number; readonly atEnd: boolean } | undefined {
  const checkpoints = chain?.checkpoints ?? [];
  const index = checkpoints.findLastIndex((one) =>
    [one.checkpoint_hash, one.chain_head, one.checkpoint_digest].includes(expectHead),
  );
  const found = checkpoints[index];
  if (found !== undefined)
    return { sequence: found.sequence_end, atEnd: index === checkpoints.length - 1 };
  findings.refuse(
    'session_head_mismatch',
    'the expected head is in no checkpoint of the chain: it was cut or changed',
    {
      entry: 'chain',
    },
  );
  return undefined;
}
