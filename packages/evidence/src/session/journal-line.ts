import {
  compactJson,
  decodeRecord,
  decodeUtf8,
  decodeUtf8Loose,
  isCodedError,
  isJsonObject,
  parseJson,
  parseJsonLoose,
  trimSpace,
  type ErrorCode,
  type Json,
  type JsonObject,
} from '@gait/canon';
import type { RawLine } from './journal-lines.ts';
import type { SessionFinding } from './session-finding.ts';
import {
  journalLineRecord,
  type SessionCheckpoint,
  type SessionEvent,
  type SessionHeader,
} from './session-records.ts';

/** A line of a journal, decoded; `raw` is its object as it stands in the text. */
export type JournalEntry =
  | { readonly kind: 'header'; readonly header: SessionHeader; readonly raw: JsonObject }
  | { readonly kind: 'event'; readonly event: SessionEvent; readonly raw: JsonObject }
  | {
      readonly kind: 'checkpoint';
      readonly checkpoint: SessionCheckpoint;
      readonly raw: JsonObject;
    };

/** What came of reading a line: an entry, nothing (blank, or unreadable), and what is wrong. */
export interface JournalLineReading {
  readonly entry: JournalEntry | undefined;
  readonly text: string;
  readonly findings: readonly SessionFinding[];
}

/** The reference reads these over; two readers may then see two values. */
const READ_OVER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'json_duplicate_key',
  'json_prototype_key',
]);

/** Reads one line. Never throws for what stands in it. */
export function readJournalLine(line: RawLine): JournalLineReading {
  const findings: SessionFinding[] = [];
  const report = (code: ErrorCode, message: string, fatal: boolean): void => {
    findings.push({ code, line: line.number, message: `line ${line.number}: ${message}`, fatal });
  };
  const text = trimSpace(decode(line.bytes, report));
  if (text === '') return { entry: undefined, text, findings };
  try {
    const entry = readEntry(parse(text, report), report);
    if (entry !== undefined) checkSpelling(entry, text, report);
    return { entry, text, findings };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (line.complete) report(error.code, error.message, true);
    else
      report('session_torn_line', 'the last line breaks off: its write was never finished', true);
    return { entry: undefined, text, findings };
  }
}

type Report = (code: ErrorCode, message: string, fatal: boolean) => void;

/** The line's text; invalid UTF-8 is reported and read as the reference reads it. */
function decode(bytes: Uint8Array, report: Report): string {
  try {
    return decodeUtf8(bytes);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    report(error.code, error.message, false);
    return decodeUtf8Loose(bytes);
  }
}

function parse(text: string, report: Report): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!isCodedError(error) || !READ_OVER.has(error.code)) throw error;
    const value = parseJsonLoose(text);
    report(error.code, error.message, false);
    return value;
  }
}

function readEntry(value: Json, report: Report): JournalEntry | undefined {
  const line = decodeRecord(journalLineRecord, value, {
    fold: true,
    notice: (kind, path) => {
      if (kind === 'folded')
        report('record_unknown_field', `the field name ${path} is written in another case`, false);
    },
  });
  const raw = payload(value, line.record_type);
  for (const name of Object.keys(isJsonObject(value) ? value : {})) {
    // Nothing covers what stands beside the record.
    if (name !== 'record_type' && name !== line.record_type) {
      report(
        'record_unknown_field',
        `${JSON.stringify(name)} stands beside the ${line.record_type}`,
        false,
      );
    }
  }
  switch (line.record_type) {
    case 'header':
      if (line.header !== null) return { kind: 'header', header: line.header, raw };
      break;
    case 'event':
      if (line.event !== null) return { kind: 'event', event: line.event, raw };
      break;
    case 'checkpoint':
      if (line.checkpoint !== null) return { kind: 'checkpoint', checkpoint: line.checkpoint, raw };
      break;
    default:
      report(
        'session_record_type',
        `unsupported record_type ${JSON.stringify(line.record_type)}`,
        true,
      );
      return undefined;
  }
  report('session_payload_missing', `the ${line.record_type} is missing`, true);
  return undefined;
}

function payload(value: Json, name: string): JsonObject {
  const found = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(found) ? found : {};
}

/**
 * A record with hashes has exactly one spelling. Otherwise numbers, escapes or keys
 * in another spelling could make two readers see two records under one hash.
 */
function checkSpelling(entry: JournalEntry, text: string, report: Report): void {
  if (entry.raw['event_hash'] === undefined && entry.raw['checkpoint_hash'] === undefined) return;
  if (compactJson({ record_type: entry.kind, [entry.kind]: entry.raw }) === text) return;
  report('session_line_spelling', 'a record with hashes is not spelled as it was written', false);
}
