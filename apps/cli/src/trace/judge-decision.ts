import type { CodedError, KeySet } from '@gait/canon';
import {
  committedEvidence,
  judgeDecisionDocument,
  judgeOutcome,
  verifyTrace,
  type DecisionDocument,
  type OutcomeStatement,
  type Profile,
  type Refusal,
  type TraceReport,
} from '@gait/evidence';

/** A file beside a trace, read as far as it could be. */
export interface Beside<T> {
  /** As it is printed; empty when there is none. */
  readonly path: string;
  readonly value: T | undefined;
  /** Why it cannot be read. */
  readonly fault: CodedError | undefined;
  /** The user named it: then what is wrong with it counts in every profile. */
  readonly named: boolean;
}

/** What a document or statement beside a trace is worth. */
export type BesideStatus = 'verified' | 'failed' | 'missing' | 'none';

/** The answer about a trace and what stands beside it. */
export interface DecisionReport {
  /** The trace's report; its refusals hold those about the document and the statement, too. */
  readonly report: TraceReport;
  /** `missing`: the trace commits to one that is not there; `none`: it commits to none. */
  readonly document: BesideStatus;
  readonly outcome: BesideStatus;
}

/**
 * Verifies a trace, the decision document it commits to and the statement of what became of the
 * call. A document or statement that is there and wrong is refused, in `compat` only when it was
 * named; one that is committed to and absent is refused in `strict`.
 */
export function judgeDecision(
  text: Uint8Array | string,
  beside: {
    readonly document: Beside<DecisionDocument>;
    readonly outcome: Beside<OutcomeStatement>;
  },
  options: { readonly keys: KeySet; readonly profile: Profile; readonly file: string },
): DecisionReport {
  const report = verifyTrace(text, options);
  const { trace } = report;
  if (trace === undefined) return { report, document: 'none', outcome: 'none' };
  const { document, outcome } = beside;
  const documentFault =
    document.fault === undefined
      ? judgeDecisionDocument(trace, document.value)
      : refusalOf(document.fault);
  const outcomeFault =
    outcome.fault === undefined
      ? outcome.value && judgeOutcome(trace, outcome.value, options.keys)
      : refusalOf(outcome.fault);
  const absent = document.value === undefined && document.fault === undefined;
  const refused: Refusal[] = [];
  const tolerated: Refusal[] = [];
  const judge = (fault: Refusal | undefined, named: boolean): void => {
    if (fault === undefined) return;
    (named || options.profile !== 'compat' ? refused : tolerated).push(fault);
  };
  if (!absent || options.profile === 'strict') judge(documentFault, document.named);
  judge(outcomeFault, outcome.named);
  return {
    report: {
      ...report,
      ok: report.ok && refused.length === 0,
      refusals: [...report.refusals, ...refused],
      tolerated: [...report.tolerated, ...tolerated],
    },
    document: absent
      ? committedEvidence(trace).length === 0
        ? 'none'
        : 'missing'
      : statusOf(documentFault, report),
    outcome:
      outcome.value === undefined && outcome.fault === undefined
        ? 'none'
        : statusOf(outcomeFault, report),
  };
}

/** What an unverified trace commits to proves nothing. */
function statusOf(fault: Refusal | undefined, { status }: TraceReport): BesideStatus {
  return fault === undefined && status === 'verified' ? 'verified' : 'failed';
}

function refusalOf({ code, message }: CodedError): Refusal {
  return { code, message };
}
