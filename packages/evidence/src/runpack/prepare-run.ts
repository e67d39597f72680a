import { CodedError, toLower, trimSpace } from '@gait/canon';
import type { ContextEnvelope } from '../context/context-records.ts';
import { applyEnvelope } from '../context/envelope-refs.ts';
import { parseEvidenceMode } from '../context/evidence-mode.ts';
import type { RecordRunInput } from './record-run.ts';
import type { RunInput } from './run-input.ts';
import type { Refs } from './runpack-records.ts';

/** What the person who records decides; empty text means "as the input says". */
export interface RecordChoices {
  readonly runId: string;
  readonly captureMode: string;
  readonly evidenceMode: string;
  /** Normalised envelope that replaces the input's context. */
  readonly envelope?: ContextEnvelope;
  /** Permit context stored in the clear (`redaction_mode` raw). */
  readonly allowRawContext: boolean;
}

/** A run ready to be recorded, and what the person should know about it. */
export interface PreparedRun {
  readonly input: RecordRunInput;
  readonly captureMode: 'reference' | 'raw';
  /** True when payloads were given that reference capture will strip. */
  readonly stripsPayloads: boolean;
}

/**
 * Applies the rules of `run record` before anything is digested (gait-formats §2.5).
 *
 * Errors: `run_id_missing`, `run_id_unsafe`, `run_capture_mode_invalid`,
 * `context_mode_invalid`, `context_raw_refused`, `context_evidence_missing`.
 */
export function prepareRun(given: RunInput, choices: RecordChoices): PreparedRun {
  const runId = trimSpace(choices.runId);
  const input = runId === '' ? given : renameRun(given, runId);
  checkRunId(input.run.run_id);
  const captureMode = resolveCaptureMode(choices.captureMode, input.capture_mode);
  const mode = resolveEvidenceMode(choices.evidenceMode, input.refs);
  const refs = resolveRefs({ ...input.refs, context_evidence_mode: mode }, choices);
  if (mode === 'required' && trimSpace(refs.context_set_digest) === '') {
    throw new CodedError(
      'context_evidence_missing',
      'context evidence is required and refs.context_set_digest is missing',
      {
        hint: 'give --context-envelope, or record with --context-evidence-mode best_effort',
        where: { field: 'refs.context_set_digest' },
      },
    );
  }
  const { run, normalization } = input;
  const intents = input.intents ?? [];
  const results = input.results ?? [];
  return {
    input: { run, intents, results, refs, captureMode, normalization },
    captureMode,
    stripsPayloads: captureMode === 'reference' && hasPayloads(input),
  };
}

/** Best effort unless someone asks for more. Error: `context_mode_invalid`. */
export function resolveEvidenceMode(chosen: string, refs: Refs): 'best_effort' | 'required' {
  const asked = trimSpace(chosen) === '' ? refs.context_evidence_mode : chosen;
  const mode = parseEvidenceMode(asked);
  return mode === '' ? 'best_effort' : mode;
}

function renameRun(given: RunInput, runId: string): RunInput {
  return {
    ...given,
    run: { ...given.run, run_id: runId },
    refs: { ...given.refs, run_id: runId },
    intents: (given.intents ?? []).map((intent) => ({ ...intent, run_id: runId })),
    results: (given.results ?? []).map((result) => ({ ...result, run_id: runId })),
  };
}

/** The id becomes part of a file name: `../x` would write outside the folder that was asked for. */
function checkRunId(runId: string): void {
  const field = 'run.run_id';
  if (trimSpace(runId) === '') {
    throw new CodedError('run_id_missing', 'the input has no run.run_id', {
      hint: 'name the run in run.run_id or with --run-id',
      where: { field },
    });
  }
  if (/[/\\\u0000-\u001f\u007f]/.test(runId)) {
    throw new CodedError(
      'run_id_unsafe',
      `run id ${JSON.stringify(runId)} cannot be part of a file name`,
      {
        hint: 'use letters, digits, `_` and `-`',
        where: { field },
      },
    );
  }
}

function resolveCaptureMode(chosen: string, given: string): 'reference' | 'raw' {
  const mode = trimSpace(chosen) || trimSpace(given) || 'reference';
  if (mode === 'reference' || mode === 'raw') return mode;
  throw new CodedError('run_capture_mode_invalid', `unknown capture mode ${JSON.stringify(mode)}`, {
    hint: 'use reference, or raw to keep payloads in the clear',
    where: { field: 'capture_mode' },
  });
}

function resolveRefs(refs: Refs, { envelope, evidenceMode, allowRawContext }: RecordChoices): Refs {
  const out =
    envelope === undefined
      ? refs
      : applyEnvelope(refs, {
          ...envelope,
          evidence_mode: resolveEvidenceMode(evidenceMode, refs),
        });
  const raw = (out.receipts ?? []).findIndex(
    (receipt) => toLower(trimSpace(receipt.redaction_mode)) === 'raw',
  );
  if (raw < 0 || allowRawContext) return out;
  throw new CodedError(
    'context_raw_refused',
    'a receipt has redaction_mode raw: its context would be kept in the clear',
    {
      hint: 'redact it, or pass --unsafe-context-raw',
      where: { field: `refs.receipts[${raw}].redaction_mode` },
    },
  );
}

function hasPayloads({ intents, results, normalization }: RunInput): boolean {
  const some = (payload: object | null): boolean =>
    payload !== null && Object.keys(payload).length > 0;
  return (
    (intents ?? []).some(({ args }) => some(args)) ||
    (results ?? []).some(({ result }) => some(result)) ||
    some(normalization.intent_args) ||
    some(normalization.result_payloads)
  );
}
