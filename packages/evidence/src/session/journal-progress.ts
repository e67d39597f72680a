import type { SessionFinding } from './session-finding.ts';
import { trackSequence, type SequenceTrack } from './sequence-track.ts';
import type { SessionCheckpoint, SessionHeader } from './session-records.ts';

/** Where a fold stands in its journal. */
export interface JournalProgress {
  header: SessionHeader | undefined;
  eventCount: number;
  firstSequence: number;
  lastEventSequence: number;
  compactedThrough: number;
  checkpointCount: number;
  lastCheckpoint: SessionCheckpoint | undefined;
  /** Head behind the last checkpoint, of the header before the first. */
  lastCheckpointHash: string;
  /** Events since the last checkpoint: how many, and the first of them. */
  pendingCount: number;
  pendingFirst: number;
  head: string;
  chained: boolean;
  readonly track: SequenceTrack;
}

/** Says that something is wrong with the line at hand. */
export type Say = (
  code: SessionFinding['code'],
  message: string,
  fatal: boolean,
  more?: Partial<Pick<SessionFinding, 'sequence' | 'missing'>>,
) => void;

/** The beginning of a journal. */
export function startProgress(): JournalProgress {
  return {
    header: undefined,
    eventCount: 0,
    firstSequence: 0,
    lastEventSequence: 0,
    compactedThrough: 0,
    checkpointCount: 0,
    lastCheckpoint: undefined,
    lastCheckpointHash: '',
    pendingCount: 0,
    pendingFirst: 0,
    head: '',
    chained: false,
    track: trackSequence(),
  };
}
