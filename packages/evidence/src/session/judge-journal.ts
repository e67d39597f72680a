import type { Findings } from '../verdict/findings.ts';
import { recordsOf } from './checkpoint-records.ts';
import { startTale } from './event-tale.ts';
import { foldJournal, type JournalFacts, type PlacedEntry } from './journal-fold.ts';
import type { RawLine } from './journal-lines.ts';
import type { SessionFinding } from './session-finding.ts';
import type { SessionCheckpoint } from './session-records.ts';

/** Name under which findings about the journal are listed. */
export const JOURNAL_ENTRY = 'journal';

/** Consecutive events of one kind. */
export interface JournalSpan {
  /** First and last sequence. */
  readonly from: number;
  readonly to: number;
  /**
   * `chained`: each event carries its hash. `unchained`: written by the reference.
   * `compacted`: gone, only their checkpoints remain.
   */
  readonly status: 'chained' | 'unchained' | 'compacted';
}

/** Where a head of the chain was met. */
export interface HeadPlace {
  readonly line: number;
  /** Last sequence of the session at that place. */
  readonly sequence: number;
}

/** The answer about one journal. */
export interface JournalReport {
  /** Undefined: there is no header. */
  readonly facts: JournalFacts | undefined;
  /** What the reference refuses too. */
  readonly errors: readonly SessionFinding[];
  /** No finding of any kind, told or not, fatal or not: only then a seal can hold. */
  readonly clean: boolean;
  /** At most 1,000; `counts` tells of all. */
  readonly spans: readonly JournalSpan[];
  /** Events by kind. */
  readonly counts: Readonly<Record<JournalSpan['status'], number>>;
  readonly checkpoints: readonly SessionCheckpoint[];
  readonly heads: ReadonlyMap<string, HeadPlace>;
  /** What the events of a checkpoint tell, by its index; none of compacted ones, none unless asked for. */
  readonly tales: ReadonlyMap<number, string>;
  readonly lastLine: number;
}

/** A journal with a million faults must not fill the memory with their descriptions. */
const MAX_FINDINGS = 200;
const MAX_SPANS = 1000;

/**
 * Judges a journal of any size in bounded memory; never throws for what stands in it.
 *
 * @param wanted Heads whose places the caller needs to know.
 * @param telling Whether the caller compares the events with the runpacks of their checkpoints.
 */
export function judgeJournal(
  lines: Iterable<RawLine>,
  wanted: ReadonlySet<string>,
  findings: Findings,
  telling = false,
): JournalReport {
  // Each has room of its own: a flood of one must not drown the other.
  const fatal: SessionFinding[] = [];
  const others: SessionFinding[] = [];
  const spans: JournalSpan[] = [];
  const counts = { chained: 0, unchained: 0, compacted: 0 };
  const checkpoints: SessionCheckpoint[] = [];
  const heads = new Map<string, HeadPlace>();
  const teller = telling ? tellEvents() : undefined;
  let lastLine = 0;
  let sequence = 0;
  const facts = foldJournal(lines, {
    finding(finding) {
      const list = finding.fatal ? fatal : others;
      if (list.length < MAX_FINDINGS) list.push(finding);
    },
    entry(placed) {
      sequence = Math.max(sequence, lastSequenceOf(placed));
      lastLine = placed.line.number;
      const span = spanOf(placed);
      if (span !== undefined) {
        counts[span.status] += span.to - span.from + 1;
        extend(spans, span);
      }
      teller?.entry(placed);
      if (placed.entry.kind === 'checkpoint') checkpoints.push(placed.entry.checkpoint);
      for (const name of namesOf(placed)) {
        if (wanted.has(name)) heads.set(name, { line: placed.line.number, sequence });
      }
    },
  });
  // Only an event that is told of excuses its gap: what was dropped excuses nothing.
  const late = lateEvents(fatal);
  const told = (finding: SessionFinding): boolean => !isFilledGap(finding, late);
  for (const finding of others.filter(told)) {
    findings.refuse(finding.code, finding.message, placeOf(finding));
  }
  return {
    facts,
    errors: fatal.filter(told),
    clean: fatal.length + others.length === 0,
    spans,
    counts,
    checkpoints,
    heads,
    tales: teller?.tales ?? new Map(),
    lastLine,
  };
}

/** Where a finding lies, for the list of refusals. */
export function placeOf(finding: SessionFinding): {
  entry: string;
  line?: number;
  sequence?: number;
} {
  return {
    entry: JOURNAL_ENTRY,
    ...(finding.line > 0 ? { line: finding.line } : {}),
    ...(finding.sequence === undefined ? {} : { sequence: finding.sequence }),
  };
}

function lateEvents(findings: readonly SessionFinding[]): ReadonlySet<number> {
  const late = findings.filter(({ code }) => code === 'session_reordered');
  return new Set(late.flatMap(({ sequence }) => (sequence === undefined ? [] : [sequence])));
}

/** Two lines that were swapped look like a gap first; the missing event turns up behind. */
function isFilledGap({ code, missing }: SessionFinding, filled: ReadonlySet<number>): boolean {
  if (code !== 'session_gap' || missing === undefined) return false;
  const [from, to] = missing;
  if (to - from >= filled.size) return false;
  for (let sequence = from; sequence <= to; sequence++) {
    if (!filled.has(sequence)) return false;
  }
  return true;
}

function lastSequenceOf({ entry }: PlacedEntry): number {
  if (entry.kind === 'header') return 0;
  return entry.kind === 'event' ? entry.event.sequence : entry.checkpoint.sequence_end;
}

/** A person may have noted a head, or the hash of a checkpoint; its digest does not cover events. */
function namesOf({ entry, head }: PlacedEntry): readonly string[] {
  return entry.kind === 'checkpoint' ? [head, entry.checkpoint.checkpoint_hash] : [head];
}

/** Follows what the events between two checkpoints tell. */
function tellEvents(): {
  readonly tales: ReadonlyMap<number, string>;
  entry(placed: PlacedEntry): void;
} {
  const tales = new Map<number, string>();
  let sessionId = '';
  let tale = startTale();
  let told = 0;
  return {
    tales,
    entry({ entry, compacted }) {
      if (entry.kind === 'header') sessionId = entry.header.session_id;
      else if (entry.kind === 'event') {
        const { intents, results } = recordsOf(entry.event, told++, sessionId);
        for (const intent of intents) tale.intent(intent);
        for (const result of results) tale.result(result);
      } else {
        if (!compacted) tales.set(entry.checkpoint.checkpoint_index, tale.end());
        tale = startTale();
        told = 0;
      }
    },
  };
}

function spanOf({ entry, chained, compacted }: PlacedEntry): JournalSpan | undefined {
  if (entry.kind === 'event') {
    const { sequence } = entry.event;
    return { from: sequence, to: sequence, status: chained ? 'chained' : 'unchained' };
  }
  if (entry.kind === 'header' || !compacted) return undefined;
  const { sequence_start: from, sequence_end: to } = entry.checkpoint;
  return { from, to, status: 'compacted' };
}

function extend(spans: JournalSpan[], next: JournalSpan): void {
  const last = spans.at(-1);
  if (last !== undefined && last.status === next.status && last.to + 1 === next.from) {
    spans[spans.length - 1] = { ...last, to: next.to };
  } else if (spans.length < MAX_SPANS) {
    spans.push(next);
  }
}
