import {
  compactJson,
  emptyRecord,
  parseTime,
  sha256Hex,
  toUtc,
  trimSpace,
  canonicalize,
  type JsonObject,
} from '@gait/canon';
import {
  buildRunPack,
  bytesSource,
  recordRun,
  refsRecord,
  intentRecord,
  runRecord,
  resultRecord,
  type RecordedRun,
} from '@gait/evidence';
import { appendLine, safeOutputPath, writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { recordDefaults } from '../record-defaults.ts';
import { storeRun } from '../store-run.ts';
import type { JudgedOnce } from './judge-once.ts';
import type { OnceFlags } from './once-flags.ts';

/** What was written beside the trace; `''`: it was not asked for. */
export interface OnceExports {
  readonly runpack: string;
  readonly pack: string;
  readonly packId: string;
  readonly log: string;
  readonly otel: string;
}

const INTENT_ID = 'intent_1';

/**
 * Writes what the flags ask for of one judged call.
 *
 * @param latencyMs of the decision
 * @throws CodedError those of `storeRun` and `writeWhole`
 */
export async function writeExports(
  context: Context,
  flags: OnceFlags,
  judged: JudgedOnce,
  { runId, latencyMs }: { readonly runId: string; readonly latencyMs: number },
): Promise<OnceExports> {
  const runpack = trimSpace(flags['runpack-out']);
  const pack = trimSpace(flags['pack-out']);
  const log = trimSpace(flags['export-log-out']);
  const otel = trimSpace(flags['export-otel-out']);
  let packId = '';
  if (runpack !== '' || pack !== '') {
    const recorded = recordCall(context, judged, runId);
    if (runpack !== '') await storeRun(context, runpack, recorded);
    if (pack !== '') {
      const built = buildRunPack(bytesSource(recorded.zip), {
        producerVersion: context.version,
        key: undefined,
      });
      writeWhole(context.resolve(safeOutputPath(pack)), built.bytes, { makeFolders: true });
      packId = built.manifest.pack_id;
    }
  }
  const facts = factsOf(judged, runId, latencyMs);
  if (log !== '') append(context, log, { ...facts, producer_version: context.version });
  if (otel !== '') append(context, otel, otelOf(facts));
  return { runpack, pack, packId, log, otel };
}

function append(context: Context, path: string, line: JsonObject): void {
  appendLine(context.resolve(safeOutputPath(path)), compactJson(line));
}

/** The one call as a run: what was asked, and that nothing but a verdict came of it. */
function recordCall(context: Context, { decision }: JudgedOnce, runId: string): RecordedRun {
  const { ruling, trace, createdAt, outcome } = decision;
  const result: JsonObject = {
    verdict: ruling.verdict,
    reason_codes: [...ruling.reasonCodes],
    violations: [...ruling.violations],
    trace_id: trace.trace_id,
  };
  const passes = ruling.verdict === 'allow' || ruling.verdict === 'dry_run';
  return recordRun(
    {
      run: {
        ...emptyRecord(runRecord),
        created_at: createdAt,
        producer_version: context.version,
        run_id: runId,
        timeline: ['proxy_eval_start', 'proxy_eval_finish'].map((event) => ({
          event,
          ts: createdAt,
          ref: '',
          relationship: null,
        })),
      },
      intents: [
        {
          ...emptyRecord(intentRecord),
          intent_id: INTENT_ID,
          tool_name: trace.tool_name,
          args_digest: outcome.prepared.argsDigest,
        },
      ],
      results: [
        {
          ...emptyRecord(resultRecord),
          intent_id: INTENT_ID,
          status: passes ? 'ok' : 'error',
          result_digest: sha256Hex(canonicalize(result)),
        },
      ],
      refs: { ...emptyRecord(refsRecord), receipts: [] },
      captureMode: 'reference',
    },
    recordDefaults(context),
  );
}

interface Facts extends JsonObject {
  readonly created_at: string;
  readonly trace_id: string;
}

function factsOf({ decision, intent }: JudgedOnce, runId: string, latencyMs: number): Facts {
  const { ruling, trace, places, createdAt } = decision;
  const session = trimSpace(intent.context.session_id);
  return {
    created_at: createdAt,
    run_id: runId,
    ...(session === '' ? {} : { session_id: session }),
    trace_id: trace.trace_id,
    trace_path: places.trace,
    tool_name: trace.tool_name,
    verdict: ruling.verdict,
    reason_codes: [...ruling.reasonCodes],
    policy_digest: trace.policy_digest,
    intent_digest: trace.intent_digest,
    decision_latency_ms: latencyMs,
  };
}

/** A log record in the shape of OpenTelemetry. */
function otelOf(facts: Facts): JsonObject {
  const named = (name: string) => facts[name] ?? '';
  return {
    time_unix_nano: Number(parseTime(toUtc(facts.created_at))?.epochNanos ?? 0n),
    severity_text: 'INFO',
    body: 'gait.mcp.proxy.decision',
    trace_id: facts.trace_id,
    attributes: {
      'gait.run_id': named('run_id'),
      'gait.session_id': named('session_id'),
      'gait.trace_path': named('trace_path'),
      'gait.tool_name': named('tool_name'),
      'gait.verdict': named('verdict'),
      'gait.reason_codes': named('reason_codes'),
      'gait.policy_digest': named('policy_digest'),
      'gait.intent_digest': named('intent_digest'),
      'gait.decision_latency_ms': named('decision_latency_ms'),
      'gait.delegation_ref': '',
      'gait.delegation_depth': 0,
    },
  };
}
