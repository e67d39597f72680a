import { existsSync, statSync } from 'node:fs';
import {
  CodedError,
  decodeRecord,
  isCodedError,
  isJsonObject,
  parseJson,
  parseJsonLoose,
  type Json,
} from '@gait/canon';
import {
  parseDecisionDocument,
  traceRecord,
  type DecisionDocument,
  type TraceRecord,
} from '@gait/evidence';
import { JOURNAL_SCHEMA } from '@gait/boundary';
import { readWhole, type ChainCheck } from '@gait/local';
import type { Context } from '../context.ts';
import { walkFiles } from '../doctor/walk-output.ts';
import { documentBeside } from './beside-paths.ts';
import { neighbours } from './neighbours.ts';
import { readGrownLines } from './read-grown-lines.ts';

/** One decision as it stands in a file or in a line of a journal. */
export interface RecordedDecision {
  /** The file; with a line of a journal `file:line`. */
  readonly place: string;
  readonly trace: TraceRecord;
  /** What stands beside the trace: in the line, or in `X.decision.json`. */
  readonly document: DecisionDocument | undefined;
  /** Why a document that is there cannot be read. */
  readonly documentFault: CodedError | undefined;
  /** The trace as it was written. */
  readonly text: string;
  /** Everything a line of a journal holds; undefined for a file of its own. */
  readonly line: { readonly [key: string]: Json } | undefined;
}

/** Files below a folder that are looked at. */
const MOST_FILES = 100_000;

/** True for the journals of `gate serve` and `gate eval`. */
export function isJournal(path: string): boolean {
  return path.endsWith('.jsonl');
}

/**
 * The decisions of a trace file, a journal (`traces-*.jsonl`), or all that lie below a folder.
 * In a folder other files are passed over.
 *
 * @param chain is shown every line of a journal
 * @throws CodedError `trace_journal_schema`; those of `readWhole`, `parseJson` and `decodeRecord`
 */
export function* readDecisions(
  context: Context,
  path: string,
  chain?: ChainCheck,
): Generator<RecordedDecision> {
  const root = context.resolve(path);
  if (statSync(root, { throwIfNoEntry: false })?.isDirectory() !== true) {
    const beside = chain === undefined ? undefined : neighbours(root, path);
    beside?.before(chain as ChainCheck);
    yield* readFile(root, path, chain);
    beside?.after(chain as ChainCheck);
    return;
  }
  const files = walkFiles({ shown: path, path: root }, MOST_FILES, { deepest: 16 }).toSorted(
    (left, right) => (left.path < right.path ? -1 : 1),
  );
  for (const file of files) {
    if (!looksLikeTrace(file.path)) continue;
    yield* readFile(file.path, file.shown, chain);
  }
}

function looksLikeTrace(path: string): boolean {
  if (isJournal(path)) return /(?:^|[/\\])traces-[^/\\]*\.jsonl$/u.test(path);
  return path.endsWith('.json') && !path.endsWith('.decision.json') && isTraceFile(path);
}

function isTraceFile(path: string): boolean {
  try {
    const json = parseJsonLoose(readWhole(path));
    return isJsonObject(json) && json['schema_id'] === 'gait.gate.trace';
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}

function* readFile(
  path: string,
  shown: string,
  chain: ChainCheck | undefined,
): Generator<RecordedDecision> {
  if (!isJournal(path)) {
    yield readTraceFile(path, shown);
    return;
  }
  let number = 0;
  for (const line of readGrownLines(path, shown)) {
    number++;
    if (line.trim() === '') continue;
    const decision = readLine(line, { file: shown, line: number });
    chain?.line({ file: shown, number, text: line, json: decision.line ?? null });
    yield decision;
  }
}

function readTraceFile(path: string, shown: string): RecordedDecision {
  const text = new TextDecoder().decode(readWhole(path));
  const where = { file: shown };
  const trace = decodeRecord(traceRecord, parseJsonLoose(text, { where }), {
    unknown: 'ignore',
    where,
  });
  const beside = documentBeside(path);
  const read = existsSync(beside)
    ? readDocument(() => parseDecisionDocument(readWhole(beside), documentBeside(shown)))
    : NO_DOCUMENT;
  return { place: shown, trace, text, line: undefined, ...read };
}

type ReadDocument = Pick<RecordedDecision, 'document' | 'documentFault'>;
const NO_DOCUMENT: ReadDocument = { document: undefined, documentFault: undefined };

function readDocument(read: () => DecisionDocument): ReadDocument {
  try {
    return { document: read(), documentFault: undefined };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { document: undefined, documentFault: error };
  }
}

function readLine(line: string, where: { file: string; line: number }): RecordedDecision {
  const json = parseJson(line, { where });
  const written = isJsonObject(json) ? json['trace'] : undefined;
  if (!isJsonObject(json) || !isJsonObject(written)) {
    throw new CodedError('record_field_type', 'a line of the journal holds no trace', {
      hint: 'give a journal that the gate wrote: one decision a line',
      where,
    });
  }
  const { decision, schema_id: id, schema_version: version } = json;
  if (id !== JOURNAL_SCHEMA.schema_id || version !== JOURNAL_SCHEMA.schema_version) {
    throw new CodedError('trace_journal_schema', 'a line of the journal is of another version', {
      hint: 'read it with the gait that wrote it, or a newer one',
      where,
    });
  }
  return {
    place: `${where.file}:${where.line}`,
    trace: decodeRecord(traceRecord, written, { unknown: 'ignore', where }),
    text: JSON.stringify(written),
    line: json,
    ...(decision === undefined
      ? NO_DOCUMENT
      : readDocument(() => parseDecisionDocument(JSON.stringify(decision), where.file))),
  };
}
