import { emptyRecord, toUtc, trimSpace, type JsonObject } from '@gait/canon';
import { completeDigests } from '../runpack/complete-digests.ts';
import {
  refsRecord,
  RUNPACK_SCHEMAS,
  type Intent,
  type Result,
} from '../runpack/runpack-records.ts';
import type { SessionEvent } from './session-records.ts';

/** What all records of a checkpoint's runpack share. */
export type SharedFields = Pick<Intent, 'schema_version' | 'producer_version' | 'run_id'>;

/** The intent that stands for the event in the runpack of its checkpoint; `i` counts from the checkpoint before. */
export function intentOf(
  event: SessionEvent,
  i: number,
  sessionId: string,
  shared: SharedFields,
): Intent {
  return {
    schema_id: RUNPACK_SCHEMAS.intent,
    ...shared,
    created_at: toUtc(event.created_at),
    intent_id: intentId(event, i),
    tool_name: event.tool_name,
    args_digest: event.intent_digest,
    args: {
      session_id: sessionId,
      sequence: event.sequence,
      trace_id: event.trace_id,
      trace_path: event.trace_path,
    },
  };
}

/** The result that stands for the event in the runpack of its checkpoint. */
export function resultOf(event: SessionEvent, i: number, shared: SharedFields): Result {
  const result: JsonObject = {
    verdict: event.verdict,
    reason_codes: event.reason_codes,
    violations: event.violations,
    trace_id: event.trace_id,
    trace_path: event.trace_path,
  };
  return {
    schema_id: RUNPACK_SCHEMAS.result,
    ...shared,
    created_at: toUtc(event.created_at),
    intent_id: intentId(event, i),
    status: event.verdict === 'block' || event.verdict === 'require_approval' ? 'error' : 'ok',
    result_digest: '',
    result,
  };
}

/** Both as they are recorded: with their digests. */
export function recordsOf(
  event: SessionEvent,
  i: number,
  sessionId: string,
): { readonly intents: readonly Intent[]; readonly results: readonly Result[] } {
  const shared: SharedFields = { schema_version: '', producer_version: '', run_id: '' };
  return completeDigests(
    {
      intents: [intentOf(event, i, sessionId, shared)],
      results: [resultOf(event, i, shared)],
      refs: emptyRecord(refsRecord),
    },
    { intent_args: null, result_payloads: null },
  );
}

function intentId(event: SessionEvent, i: number): string {
  const given = trimSpace(event.intent_id);
  return given === '' ? `intent_${i + 1}` : given;
}
