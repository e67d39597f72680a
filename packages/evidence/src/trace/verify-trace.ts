import {
  checkSignatures,
  CodedError,
  isCodedError,
  sha256Hex,
  type KeySet,
  type SignatureCheck,
  type TrustFault,
  type TrustNote,
} from '@gait/canon';
import { collectFindings, type Findings, type Profile, type Refusal } from '../verdict/findings.ts';
import { readJudgedRecord } from '../verdict/read-judged.ts';
import { signatureMessage } from '../verdict/signature-message.ts';
import { traceDigest } from './sign-trace.ts';
import { TRACE_SCHEMA_ID, traceRecord, type TraceRecord } from './trace-record.ts';

/** How a trace is verified. A trace without a key is not verified at all, so keys are required. */
export interface VerifyTraceOptions {
  readonly profile: Profile;
  readonly keys: KeySet;
  /** Named in errors. */
  readonly file?: string;
}

/** The answer about one trace. */
export interface TraceReport {
  readonly ok: boolean;
  /** Undefined when the bytes are not a trace at all; then `fault` says why. */
  readonly trace: TraceRecord | undefined;
  readonly status: 'verified' | 'failed';
  /** Why the signature does not count. */
  readonly signatureFault: TrustFault | 'signature_missing' | undefined;
  /** The reason of a refusal that has one: unreadable bytes, no signature, a signature over other bytes. */
  readonly fault: CodedError | undefined;
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly notes: readonly TrustNote[];
}

/**
 * Judges a trace record: its bytes, its fields, its signature (gait-formats §1.4, §4.15).
 *
 * Never throws for bad bytes. Codes of `fault`: those of `parseJson` and `decodeRecord`
 * (unreadable), `signature_missing`, `signature_invalid`. Codes of refusals:
 * `record_unknown_field` (a field the signature does not cover), the JSON faults that
 * the reference reads over, and under `strict` `trace_schema` and `trace_id_mismatch`.
 */
export function verifyTrace(input: Uint8Array | string, options: VerifyTraceOptions): TraceReport {
  const findings = collectFindings(options.profile);
  let trace: TraceRecord;
  try {
    trace = readJudgedRecord(traceRecord, input, findings);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return unreadable(options.file === undefined ? error : error.at({ file: options.file }));
  }
  judgeIdentity(trace, findings);
  const check = checkSignatures(
    options.keys,
    trace.signature === null ? [] : [trace.signature],
    traceDigest(trace),
    { role: 'trace', claimedTime: trace.observed_at },
  );
  return report(trace, check, findings);
}

function report(trace: TraceRecord, check: SignatureCheck, findings: Findings): TraceReport {
  const verified = check.status === 'verified';
  const signatureFault = check.status === 'missing' ? 'signature_missing' : check.faults[0]?.fault;
  return {
    ok: verified && findings.refusals.length === 0,
    trace,
    status: verified ? 'verified' : 'failed',
    signatureFault,
    fault: signatureError(signatureFault),
    refusals: findings.refusals,
    tolerated: findings.tolerated,
    notes: check.notes,
  };
}

function unreadable(fault: CodedError): TraceReport {
  return {
    ok: false,
    trace: undefined,
    status: 'failed',
    signatureFault: undefined,
    fault,
    refusals: [],
    tolerated: [],
    notes: [],
  };
}

/** Wrong mathematics is a plain failure; everything before it has a reason to name. */
function signatureError(
  fault: TrustFault | 'signature_missing' | undefined,
): CodedError | undefined {
  if (fault === undefined || fault === 'signature_wrong') return undefined;
  if (fault === 'signature_missing') {
    return new CodedError('signature_missing', 'the trace carries no signature', {
      hint: 'ask its producer for the signed file; an unsigned trace proves nothing',
    });
  }
  return new CodedError('signature_invalid', `trace signature: ${signatureMessage(fault)}`, {
    hint: 'check that the key belongs to the signer and that the file is the one that was signed',
  });
}

/** A trace's id follows from what was decided; the reference never compares them. */
function judgeIdentity(trace: TraceRecord, findings: Findings): void {
  if (trace.schema_id !== TRACE_SCHEMA_ID || trace.schema_version !== '1.0.0') {
    findings.refuseStrictly('trace_schema', `the record is not a ${TRACE_SCHEMA_ID} 1.0.0`);
  }
  const { policy_digest, intent_digest, verdict } = trace;
  const id = sha256Hex(`${policy_digest}:${intent_digest}:${verdict}`).slice(0, 24);
  if (trace.trace_id !== id) {
    findings.refuseStrictly(
      'trace_id_mismatch',
      `trace_id does not follow from policy, intent and verdict`,
    );
  }
}
