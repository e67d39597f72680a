import { CodedError, type ErrorCode } from '@gait/canon';

/** Something wrong with a journal. */
export interface SessionFinding {
  readonly code: ErrorCode;
  /** Line of the journal, from 1; 0 when it is about the end. */
  readonly line: number;
  /** Sequence of the event it is about. */
  readonly sequence?: number;
  readonly message: string;
  /** The reference refuses the journal for this too. */
  readonly fatal: boolean;
  /** For a gap: first and last missing sequence. */
  readonly missing?: readonly [number, number];
}

/** The finding as an error, for those who cannot go on with it. */
export function findingError(finding: SessionFinding, file?: string): CodedError {
  return new CodedError(finding.code, finding.message, {
    hint: 'run `gait verify session-chain --journal FILE` to see everything that is wrong with it',
    where: {
      ...(file === undefined ? {} : { file }),
      ...(finding.line > 0 ? { line: finding.line } : {}),
    },
  });
}
