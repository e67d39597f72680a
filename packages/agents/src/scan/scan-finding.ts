import type { Finding } from '../findings/finding.ts';
import { SCAN_NOTICES, type NoticeCode, type ScanCode } from './rules/scan-rules.ts';

/** A finding of a scan: where, what, and the passage so that it can be waived. */
export interface ScanFinding extends Finding<ScanCode> {
  /**
   * SHA-256 of the lines of the passage, ends of lines as LF, blanks at their ends left out; of a
   * file without text that of its bytes. A waiver names it: when a line changes, the waiver is void.
   */
  readonly digest: string;
  /** Why a passage is a note that would be more elsewhere. */
  readonly shown?: true;
}

/** A finding about a file as a whole. */
export function notice(
  code: NoticeCode,
  file: string,
  message: string,
  hint: string,
  digest = '',
): ScanFinding {
  const { severity } = SCAN_NOTICES[code];
  return { code, severity, file, line: 1, column: 1, agents: [], message, hint, digest };
}
