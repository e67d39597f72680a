import { encodeRecord, normalizeList, relationshipRecord, trimSpace } from '@gait/canon';
import { killSwitchRecord } from '@gait/evidence';
import { mcpTrustJson, type Verdict } from '@gait/gate';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { unlessEmpty } from '../optional.ts';
import { judgeOnce, type JudgedOnce } from './judge-once.ts';
import { writeExports, type OnceExports } from './once-exports.ts';
import type { OnceFlags } from './once-flags.ts';

const EXIT: Readonly<Record<Verdict, number>> = {
  allow: 0,
  dry_run: 0,
  block: 3,
  require_approval: 4,
};

/** Judges the call of the flags and says what came of it; runs nothing (gait-formats §7.6). */
export async function answerOnce(context: Context, flags: OnceFlags): Promise<Outcome> {
  const started = performance.now();
  const judged = await judgeOnce(context, flags);
  const latencyMs = Math.round(performance.now() - started);
  const runId =
    trimSpace(flags['run-id']) || `run_mcp_${judged.decision.trace.intent_digest.slice(0, 12)}`;
  const exports = await writeExports(context, flags, judged, { runId, latencyMs });
  const { verdict, reasonCodes } = judged.decision.ruling;
  return {
    exit: EXIT[verdict],
    json: { ...jsonOf(judged, exports), run_id: runId, decision_latency_ms: latencyMs },
    text: (paint) => [
      paint.verdict(verdict === 'allow', `${judged.decision.trace.tool_name}: ${verdict}`),
      ...paint.pairs({ reasons: reasonCodes.join(', '), trace: judged.decision.places.trace }),
      paint.dim('nothing was run'),
    ],
  };
}

function jsonOf({ adapter, decision, mcpTrust, warnings }: JudgedOnce, exports: OnceExports) {
  const { ruling, outcome, trace, places } = decision;
  const { context } = outcome.prepared.intent;
  const rules = (trace.matched_rule_ids ?? []).length > 0 ? trace.matched_rule_ids : undefined;
  return {
    ok: true,
    executed: false,
    adapter,
    job_id: unlessEmpty(context.job_id),
    phase: unlessEmpty(context.phase),
    session_id: unlessEmpty(context.session_id),
    tool_name: trace.tool_name,
    verdict: ruling.verdict,
    reason_codes: unlessEmpty(ruling.reasonCodes),
    violations: unlessEmpty(ruling.violations),
    policy_digest: trace.policy_digest,
    policy_id: unlessEmpty(trace.policy_id),
    policy_version: unlessEmpty(trace.policy_version),
    matched_rule_ids: rules,
    intent_digest: trace.intent_digest,
    trace_id: trace.trace_id,
    trace_path: places.trace,
    runpack_path: unlessEmpty(exports.runpack),
    pack_path: unlessEmpty(exports.pack),
    pack_id: unlessEmpty(exports.packId),
    log_export: unlessEmpty(exports.log),
    otel_export: unlessEmpty(exports.otel),
    kill_switch:
      outcome.killSwitch === null ? undefined : encodeRecord(killSwitchRecord, outcome.killSwitch),
    mcp_trust: mcpTrust === undefined ? undefined : mcpTrustJson(mcpTrust),
    relationship:
      trace.relationship === null
        ? undefined
        : encodeRecord(relationshipRecord, trace.relationship),
    warnings: unlessEmpty(normalizeList(warnings)),
  };
}
