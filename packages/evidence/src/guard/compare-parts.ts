import type { TraceRecord } from '../trace/trace-record.ts';
import { collectFindings, type Profile, type Refusal } from '../verdict/findings.ts';
import type { GuardLinks } from './guard-links.ts';

/** The parts of a chain that could be read. */
export interface ChainParts {
  readonly run: { readonly runId: string; readonly manifestDigest: string };
  readonly trace?: TraceRecord | undefined;
  readonly pack?: { readonly runId: string; readonly links: GuardLinks } | undefined;
}

/** Whether parts belong together. */
export interface PartsReport {
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
}

/**
 * Asks whether a run, a trace and a guard pack, each good on its own, are of one run: by run ids,
 * the digest of the run's manifest, and what the pack says of the decision. What a part does not
 * say is not asked.
 *
 * @returns refusals `chain_parts_disagree`; under `compat` they are tolerated
 */
export function compareParts({ run, trace, pack }: ChainParts, profile: Profile): PartsReport {
  const findings = collectFindings(profile);
  const disagree = (entry: string, message: string): void =>
    findings.refuse('chain_parts_disagree', message, { entry });
  if (trace !== undefined && trace.run_id !== '' && !isOfRun(run.runId, trace.run_id)) {
    disagree('trace', `the trace is of run ${trace.run_id}, the runpack of ${run.runId}`);
  }
  if (pack !== undefined) {
    const { runIds, manifestDigest } = pack.links;
    for (const { entry, runId } of [
      { entry: 'pack_manifest.json', runId: pack.runId },
      ...runIds,
    ]) {
      if (runId !== '' && runId !== run.runId)
        disagree(`pack!${entry}`, `the pack is of run ${runId}, the runpack of ${run.runId}`);
    }
    if (manifestDigest !== '' && manifestDigest !== run.manifestDigest) {
      disagree(
        'pack!runpack_summary.json',
        'the pack was made from another runpack: the digest of its manifest is another one',
      );
    }
    if (trace !== undefined) compareTrace(trace, pack.links, disagree);
  }
  return { refusals: findings.refusals, tolerated: findings.tolerated };
}

/** The runpack of a checkpoint has the id of the session's run with a number behind it. */
function isOfRun(runId: string, named: string): boolean {
  return (
    runId === named || (runId.startsWith(named) && /^_cp_\d{4,}$/u.test(runId.slice(named.length)))
  );
}

function compareTrace(
  trace: TraceRecord,
  { traces, audits }: GuardLinks,
  disagree: (entry: string, message: string) => void,
): void {
  const { trace_id: id } = trace;
  if (traces !== undefined && !traces.some(({ traceId }) => traceId === id))
    disagree('pack!trace_summary.json', `the pack was made from other traces than ${id}`);
  for (const link of [...(traces ?? []), ...audits]) {
    if (link.traceId !== id) continue;
    const pairs = [
      ['tool', link.toolName, trace.tool_name],
      ['verdict', link.verdict, trace.verdict],
      ['intent digest', link.intentDigest, trace.intent_digest],
      ['policy digest', link.policyDigest, trace.policy_digest],
    ] as const;
    for (const [what, said, is] of pairs) {
      if (said !== '' && said !== is)
        disagree(`pack!${link.entry}`, `another ${what} for trace ${id}: ${said}, not ${is}`);
    }
  }
}
