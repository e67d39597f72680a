import type { DecisionDocument, OutcomeStatement, TraceReport } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import { foundAnswer, foundLines } from './found-lines.ts';
import { unlessEmpty } from './optional.ts';
import type { Paint } from './paint.ts';
import type { Beside, DecisionReport } from './trace/judge-decision.ts';

/** The keys of an answer about a trace that could be read. Without a signature over it no key is named. */
export function traceAnswer(report: TraceReport, path: string): JsonAnswer {
  const { trace, fault } = report;
  return {
    ok: report.ok,
    path,
    trace_id: unlessEmpty(trace?.trace_id ?? ''),
    verdict: unlessEmpty(trace?.verdict ?? ''),
    signature_status: report.status,
    key_id: fault === undefined ? unlessEmpty(trace?.signature?.key_id ?? '') : undefined,
    ...foundAnswer(report),
  };
}

/** The same for a person. */
export function traceText(report: TraceReport, path: string, paint: Paint): string[] {
  const { trace } = report;
  return [
    paint.verdict(report.ok, `${path} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      trace: trace?.trace_id,
      tool: trace?.tool_name,
      verdict: trace?.verdict,
      observed: trace?.observed_at,
      signature: report.status,
      key: trace?.signature?.key_id,
    }),
    ...foundLines(report, paint),
  ];
}

/** What stands beside a trace. */
export interface BesideTrace {
  readonly document: Beside<DecisionDocument>;
  readonly outcome: Beside<OutcomeStatement>;
}

/** The additional keys about it; none where the trace commits to nothing and nothing is there. */
export function besideAnswer(judged: DecisionReport, beside: BesideTrace): JsonAnswer {
  const { document, outcome } = judged;
  return {
    decision_document:
      document === 'none'
        ? undefined
        : { status: document, path: unlessEmpty(beside.document.path) },
    outcome:
      outcome === 'none'
        ? undefined
        : {
            status: outcome,
            path: unlessEmpty(beside.outcome.path),
            outcome: beside.outcome.value?.outcome,
          },
  };
}

/** The same for a person. */
export function besideText(judged: DecisionReport, beside: BesideTrace, paint: Paint): string[] {
  const { document, outcome } = judged;
  const what = beside.outcome.value?.outcome;
  return paint.pairs({
    document: document === 'none' ? undefined : `${document}  ${beside.document.path}`.trimEnd(),
    outcome:
      outcome === 'none'
        ? undefined
        : `${what ?? 'unreadable'}, ${outcome}  ${beside.outcome.path}`,
  });
}
