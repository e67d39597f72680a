import { CodedError } from '@gait/canon';

/** One line of a journal, without its line end. */
export interface RawLine {
  /** From 1, blank lines counted. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** Offset of its first byte in the file. */
  readonly offset: number;
  /** False for a last line without line feed: it may be the rest of a broken write. */
  readonly complete: boolean;
}

/** Longest line that is read, in bytes: the reference's buffer of 8 MiB holds the line and its end. */
export const MAX_JOURNAL_LINE = 8 * 1024 * 1024 - 1;

const LINE_FEED = 0x0a;

/**
 * Cuts a stream of bytes into lines, holding no more than one line in memory. A line
 * that comes whole in one chunk is a view into it: use it before the next is asked for.
 *
 * Errors: `session_line_too_long` with the line.
 */
export function* journalLines(chunks: Iterable<Uint8Array>): Generator<RawLine> {
  let rest: Uint8Array[] = [];
  let held = 0;
  let number = 1;
  let offset = 0;
  for (const chunk of chunks) {
    let from = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, from)) {
      const part = chunk.subarray(from, end);
      checkLength(held + part.length, number);
      yield { number, bytes: join(rest, part), offset, complete: true };
      offset += held + part.length + 1;
      number++;
      rest = [];
      held = 0;
      from = end + 1;
    }
    // The source may use its buffer again, so what is kept must be a copy.
    if (from < chunk.length) rest.push(new Uint8Array(chunk.subarray(from)));
    held += chunk.length - from;
    checkLength(held, number);
  }
  if (held > 0) yield { number, bytes: join(rest, new Uint8Array(0)), offset, complete: false };
}

function join(rest: readonly Uint8Array[], part: Uint8Array): Uint8Array {
  return rest.length === 0 ? part : Buffer.concat([...rest, part]);
}

function checkLength(length: number, line: number): void {
  if (length <= MAX_JOURNAL_LINE) return;
  throw new CodedError(
    'session_line_too_long',
    `line ${line} is longer than ${MAX_JOURNAL_LINE} bytes`,
    {
      hint: 'no session command writes such a line: take the journal from a copy',
      where: { line },
    },
  );
}
