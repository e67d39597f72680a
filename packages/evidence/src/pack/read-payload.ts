import { CodedError, isCodedError, type RecordType } from '@gait/canon';
import type { Findings } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import { textLines } from '../verdict/text-lines.ts';
import type { PackArchive } from './pack-archive.ts';

/**
 * A document of a pack as a record; unknown fields are refused, as the reference does.
 * Errors: `pack_payload_missing`, `pack_payload_invalid`.
 */
export function readPayload<T>(
  archive: PackArchive,
  name: string,
  type: RecordType<T>,
  findings: Findings,
): T {
  const bytes = archive.read(name);
  return judged(name, undefined, () =>
    readJudgedRecord(type, bytes, findings, { entry: name, closed: true }),
  );
}

/** The lines of a JSONL document as records. Errors as `readPayload`, with the line. */
export function readPayloadLines<T>(
  archive: PackArchive,
  name: string,
  type: RecordType<T>,
  findings: Findings,
): T[] {
  const items: T[] = [];
  for (const { line, bytes } of textLines(archive.read(name))) {
    items.push(
      judged(name, line, () =>
        readJudgedRecord(type, bytes, findings, { entry: name, line, closed: true }),
      ),
    );
  }
  return items;
}

/** Runs a reading; whatever is wrong with the text is wrong with the pack. */
export function judged<T>(entry: string, line: number | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const at = line === undefined ? entry : `${entry} line ${line}`;
    const { field, column } = error.where;
    throw new CodedError('pack_payload_invalid', `${at}: ${error.message}`, {
      hint: 'the pack was not written by a producer of version 1.0.0; get it from there again',
      where: {
        entry,
        ...((line ?? error.where.line) === undefined
          ? {}
          : { line: line ?? error.where.line ?? 0 }),
        ...(column === undefined ? {} : { column }),
        ...(field === undefined ? {} : { field }),
      },
      cause: error,
    });
  }
}

/** A document that says what no producer may say. */
export function payloadInvalid(entry: string, message: string): CodedError {
  return new CodedError('pack_payload_invalid', `${entry}: ${message}`, {
    hint: 'get the pack from its producer again',
    where: { entry },
  });
}

/** Two documents of a pack that contradict each other. */
export function payloadMismatch(entry: string, message: string): CodedError {
  return new CodedError('pack_payload_mismatch', `${entry}: ${message}`, {
    hint: 'the pack was put together from parts of others; get it from its producer again',
    where: { entry },
  });
}
