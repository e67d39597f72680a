import {
  findingError,
  foldJournal,
  MAX_JOURNAL_LINE,
  type JournalFacts,
  type PlacedEntry,
  type SessionFinding,
} from '@gait/evidence';
import { CodedError } from '@gait/canon';
import { readLines } from '../journals/read-lines.ts';

/** How a journal is read. */
export interface ReadJournalOptions {
  /**
   * True: any finding stops the reading. What is made of a journal, a checkpoint or a
   * seal, must not vouch for records that were changed. Default: only what the
   * reference refuses too, and what two readers would read differently.
   */
  readonly flawless?: boolean;
  /** A partial last line from here on was never acknowledged, and is passed over. */
  readonly tornFrom?: number | undefined;
  readonly visit?: (placed: PlacedEntry) => void;
}

/** A journal that was read. */
export interface ReadJournal {
  readonly facts: JournalFacts;
  /** Bytes that were read: without a partial last line. */
  readonly size: number;
}

/**
 * Reads a whole journal in constant memory.
 *
 * @throws CodedError the code of the first finding, with file and line;
 *   `session_torn_line` for a partial last line; errors of the file system.
 */
export function readJournal(path: string, options: ReadJournalOptions = {}): ReadJournal {
  let size = 0;
  const lines = function* (): ReturnType<typeof readLines> {
    for (const line of journalLinesOf(path, options.tornFrom)) {
      size = line.offset + line.bytes.length + (line.complete ? 1 : 0);
      yield line;
    }
  };
  const facts = foldJournal(lines(), {
    ...(options.visit === undefined ? {} : { entry: options.visit }),
    finding(finding) {
      if (stops(finding, options.flawless === true)) throw findingError(finding, path);
    },
  });
  if (facts === undefined)
    throw new CodedError('session_header_missing', 'the journal has no header', {
      where: { file: path },
    });
  return { facts, size };
}

/** Lines of a journal; a partial last one that begins at `tornFrom` or later is left out if it is no whole record. */
export function* journalLinesOf(path: string, tornFrom?: number): ReturnType<typeof readLines> {
  for (const line of readLines(path, { maxLineBytes: MAX_JOURNAL_LINE })) {
    if (!line.complete && tornFrom !== undefined && line.offset >= tornFrom && !isWhole(line.bytes))
      return;
    yield line;
  }
}

function isWhole(bytes: Uint8Array): boolean {
  try {
    JSON.parse(Buffer.from(bytes).toString('utf8'));
    return true;
  } catch {
    return false;
  }
}

function stops({ fatal, code }: SessionFinding, flawless: boolean): boolean {
  return flawless || fatal || code.startsWith('json_') || code.startsWith('record_');
}
