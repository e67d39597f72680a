import { CodedError, encodeRecord, parseJsonLoose, prettyJson, type Json } from '@gait/canon';
import { decisionRecord } from '@gait/evidence';
import { writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import type { RecordedDecision } from './read-decisions.ts';

/** What a line of a journal holds, and how the file of its own is called. */
const PARTS: Readonly<Record<string, (name: string) => string>> = {
  decision: (name) => `trace_${name}.decision.json`,
  outcome: (name) => `trace_${name}.outcome.json`,
  approval_audit: (name) => `approval_audit_${name}.json`,
  delegation_audit: (name) => `delegation_audit_${name}.json`,
  credential: (name) => `credential_evidence_${name}.json`,
};

/** Ids are hex digits; what a file says may not lead out of the folder. */
const ID = /^[\w-]{1,64}$/u;

/**
 * Writes a decision as files of its own: the trace and what stands beside it, named for trace and
 * event. Nothing is overwritten. Errors: `path_unsafe`, `file_exists` and those of `writeWhole`.
 *
 * @returns the paths, as they are printed
 */
export function exportDecision(
  context: Context,
  folder: string,
  decision: RecordedDecision,
): readonly string[] {
  const { trace, line, text } = decision;
  const name = trace.event_id === '' ? trace.trace_id : `${trace.trace_id}_${trace.event_id}`;
  if (!ID.test(trace.trace_id) || (trace.event_id !== '' && !ID.test(trace.event_id))) {
    throw new CodedError('path_unsafe', `the ids of ${decision.place} cannot name a file`, {
      hint: 'the trace is damaged or forged: its ids are hex digits',
      where: { file: decision.place },
    });
  }
  const put = (file: string, json: Json): string => {
    const path = `${folder}/${file}`;
    writeWhole(context.resolve(path), prettyJson(json), { makeFolders: true, overwrite: false });
    return path;
  };
  const document = decision.document;
  const held =
    line ?? (document === undefined ? {} : { decision: encodeRecord(decisionRecord, document) });
  const parts = Object.entries(PARTS).flatMap(([part, fileOf]) => {
    const json = held[part];
    return json === undefined ? [] : [put(fileOf(name), json)];
  });
  // The trace last: where it stands, everything it commits to stands too.
  return [put(`trace_${name}.json`, parseJsonLoose(text)), ...parts];
}
