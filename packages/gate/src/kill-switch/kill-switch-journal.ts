import {
  compactJson,
  encodeRecord,
  list,
  normalizeList,
  record,
  str,
  time,
  trimSpace,
} from '@gait/canon';

const journalRecord = record('kill switch journal record', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  source: str(),
  trace_id: str().opt(),
  job_id: str().opt(),
  tool_name: str().opt(),
  agent_id: str().opt(),
  identity: str().opt(),
  reason_codes: list(str()).opt(),
  matched_entry_ids: list(str()).opt(),
});

/** A call that a switch stopped. Text may be empty. */
export interface StoppedCall {
  /** RFC 3339 in UTC. */
  readonly createdAt: string;
  readonly producerVersion: string;
  /** Where it was stopped: `gate_eval`, `mcp_proxy`. */
  readonly source: string;
  readonly traceId: string;
  readonly jobId: string;
  readonly toolName: string;
  readonly agentId: string;
  readonly identity: string;
  readonly reasonCodes: readonly string[];
  readonly matchedEntryIds: readonly string[];
}

/** The line about a stopped call in `kill_switch_journal.jsonl`, without its line end (gait-formats §4.11). */
export function killSwitchJournalLine(call: StoppedCall): string {
  return compactJson(
    encodeRecord(journalRecord, {
      schema_id: 'gait.gate.kill_switch_journal',
      schema_version: '1.0.0',
      created_at: call.createdAt,
      producer_version: call.producerVersion,
      source: trimSpace(call.source),
      trace_id: trimSpace(call.traceId),
      job_id: trimSpace(call.jobId),
      tool_name: trimSpace(call.toolName),
      agent_id: trimSpace(call.agentId),
      identity: trimSpace(call.identity),
      reason_codes: normalizeList(call.reasonCodes),
      matched_entry_ids: normalizeList(call.matchedEntryIds),
    }),
  );
}
