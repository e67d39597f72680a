import { emptyRecord, type JsonObject } from '@gait/canon';
import { intentRecord, recordRun, refsRecord, resultRecord, runRecord } from '@gait/evidence';

/** The bytes of a recorded run in which every call was answered; for tests. */
export function recordedRun(
  runId: string,
  tools: readonly string[] = ['tool.read', 'tool.write'],
  results: readonly (JsonObject & { readonly status: string })[] = tools.map(() => ({
    status: 'ok',
  })),
): Uint8Array {
  const recorded = recordRun(
    {
      run: { ...emptyRecord(runRecord), run_id: runId, producer_version: '1.4.0' },
      intents: tools.map((tool_name, i) => ({
        ...emptyRecord(intentRecord),
        intent_id: `intent_${i + 1}`,
        tool_name,
        args: { step: i },
      })),
      results: results.map(({ status, ...result }, i) => ({
        ...emptyRecord(resultRecord),
        intent_id: `intent_${i + 1}`,
        status,
        result,
      })),
      refs: emptyRecord(refsRecord),
      captureMode: 'raw',
    },
    { createdAt: '2026-03-01T09:15:00Z', os: 'linux', arch: 'amd64' },
  );
  return recorded.zip;
}
