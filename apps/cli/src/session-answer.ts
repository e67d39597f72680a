import type { SessionReport } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import type { Paint } from './paint.ts';

/** Paths under which the parts of a session were read. */
export interface SessionPaths {
  readonly chain: string | undefined;
  readonly journal: string | undefined;
  readonly seal: string | undefined;
}

/** The keys of `gait verify session-chain`. Lists and numbers that say nothing are left out. */
export function sessionAnswer(report: SessionReport, paths: SessionPaths): JsonAnswer {
  const { completeness } = report;
  return {
    ok: report.ok,
    chain_path: paths.chain,
    session_id: orNone(report.sessionId),
    run_id: orNone(report.runId),
    checkpoints_checked: report.checkpointsChecked === 0 ? undefined : report.checkpointsChecked,
    linkage_errors: orNone(report.linkageErrors),
    checkpoint_errors: orNone(report.checkpointErrors),
    completeness: completeness.state,
    complete_through: completeness.through === 0 ? undefined : completeness.through,
    vouched_by: orNone(completeness.by),
    journal: journalAnswer(report, paths),
    seal: sealAnswer(report, paths),
    refusals: orNone(report.refusals),
    tolerated: orNone(report.tolerated),
    signature_notes: orNone(report.notes.map(({ message }) => message)),
  };
}

function journalAnswer({ journal }: SessionReport, paths: SessionPaths): JsonAnswer | undefined {
  if (journal === undefined) return undefined;
  const { facts } = journal;
  return {
    path: paths.journal,
    event_count: facts?.eventCount,
    last_sequence: facts?.lastSequence,
    checkpoint_count: facts?.checkpointCount,
    chain_head: facts?.head,
    chained_events: journal.counts.chained,
    unchained_events: journal.counts.unchained,
    compacted_events: journal.counts.compacted === 0 ? undefined : journal.counts.compacted,
    spans: journal.spans,
    errors: orNone(
      journal.errors.map(({ code, line, sequence, message }) => ({
        code,
        line,
        sequence,
        message,
      })),
    ),
  };
}

function sealAnswer({ seal }: SessionReport, paths: SessionPaths): JsonAnswer | undefined {
  if (seal === undefined) return undefined;
  return { path: paths.seal, holds: seal.holds, signature_status: seal.signature.status };
}

/** The same for a person. */
export function sessionText(report: SessionReport, paths: SessionPaths, paint: Paint): string[] {
  const { journal, seal, completeness } = report;
  const shown = paths.chain ?? paths.journal ?? '';
  return [
    paint.verdict(report.ok, `${shown} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      session: report.sessionId,
      run: report.runId,
      checkpoints:
        report.checkpointsChecked === 0 ? undefined : `${report.checkpointsChecked} checked`,
      events: journal?.facts?.lastSequence,
      spans: journal === undefined ? undefined : spansText(journal),
      seal:
        seal === undefined
          ? undefined
          : `${seal.holds ? 'holds' : 'does not hold'}, signature ${seal.signature.status}`,
      completeness: completenessText(completeness),
    }),
    ...[
      ...report.linkageErrors.map((error) => paint.bad(`link: ${error}`)),
      ...report.checkpointErrors.map((error) => paint.bad(error)),
      ...(journal?.errors ?? []).map(({ code, message }) =>
        paint.bad(`journal: ${code}: ${message}`),
      ),
      ...report.refusals.map((found) => paint.bad(`refused: ${foundText(found)}`)),
      ...report.tolerated.map((found) => paint.warn(`tolerated: ${foundText(found)}`)),
      ...report.notes.map(({ message }) => paint.warn(`note: ${message}`)),
      ...(report.ok && completeness.state === 'open'
        ? [paint.dim(openHint(seal !== undefined))]
        : []),
    ].flatMap(paint.prose),
  ];
}

const SHOWN_SPANS = 6;

function spansText({ spans, counts }: NonNullable<SessionReport['journal']>): string {
  if (spans.length > SHOWN_SPANS) {
    return `${counts.chained} events chained, ${counts.unchained} unchained, ${counts.compacted} compacted`;
  }
  return spans
    .map(({ from, to, status }) => `${from === to ? from : `${from} to ${to}`} ${status}`)
    .join(', ');
}

function completenessText({ state, through, by }: SessionReport['completeness']): string {
  const names = by.map((name) => name.replace('_', ' ')).join(', ');
  if (state === 'complete') return `complete, vouched for by ${names}`;
  return through === 0 ? 'open' : `open, vouched for through event ${through} by ${names}`;
}

function openHint(sealed: boolean): string {
  return sealed
    ? 'pass --public-key or --trust to check the seal'
    : 'nothing says where the session ends: seal it, or pass --expect-head with a hash you noted';
}

function foundText({ code, entry, message }: SessionReport['refusals'][number]): string {
  return `${code}: ${entry === undefined ? '' : `${entry}: `}${message}`;
}

function orNone<T extends string | readonly unknown[]>(value: T): T | undefined {
  return value.length === 0 ? undefined : value;
}
