import { dirname } from 'node:path';
import type { Json } from '@gait/canon';
import { CHAIN_START, chainLink, lineHash, type ChainLink } from './chain-line.ts';

/** What is wrong with a journal. */
export type ChainCode =
  | 'trace_chain_edit'
  | 'trace_chain_foreign'
  | 'trace_chain_gap'
  | 'trace_chain_head'
  | 'trace_chain_order'
  | 'trace_chain_stripped';

/** Where and how a journal is not as it was written. */
export interface ChainFinding {
  readonly code: ChainCode;
  readonly place: string;
  readonly message: string;
}

/** One journal, through all its parts that were looked at. */
export interface ChainedJournal {
  readonly journal: string;
  readonly lines: number;
  /** Above 1 when earlier parts are not here. */
  readonly fromPart: number;
  /** Hash of the last line: kept elsewhere, it shows later whether the end was cut. */
  readonly head: string;
  /** A later part follows on it: the end was not cut. */
  readonly continued: boolean;
}

/** What a look at journals found. */
export interface ChainReport {
  readonly journals: readonly ChainedJournal[];
  readonly findings: readonly ChainFinding[];
  /** Lines of journals that were written before there was a chain, or lost it. */
  readonly unchained: number;
  /** True when a hash was expected and a line has it. */
  readonly headFound: boolean;
}

/** A line of a journal and where it stands. */
export interface ChainedLine {
  readonly file: string;
  readonly number: number;
  readonly text: string;
  readonly json: Json;
  /** The line stands in a part beside the one that is looked at: it bounds it and is not counted. */
  readonly beside?: boolean;
}

/** Looks at the lines of journals one by one: the parts of a journal in their order. */
export interface ChainCheck {
  line(line: ChainedLine): void;
  end(): ChainReport;
}

interface Gap {
  readonly missing: Set<number>;
  readonly place: string;
}

interface State {
  readonly journal: string;
  readonly fromPart: number;
  lines: number;
  head: string;
  continued: boolean;
  seq: number;
  hash: string;
  place: string;
  readonly gaps: Gap[];
}

/** A gap of more lines is named by its ends alone. */
const MOST_MISSING = 100_000;

/**
 * Checks the chain of trace journals. What it can say: a line that was changed, removed, moved or
 * put in, wherever another follows. What it cannot: whether the end was cut, unless a later part
 * or the expected head is known; nor whether somebody who may write wrote all of it anew.
 *
 * @param expectHead hash that a line must have; undefined: none is expected
 */
export function openChainCheck(expectHead: string | undefined): ChainCheck {
  const states = new Map<string, State>();
  const files = new Map<string, { readonly journal: string | undefined }>();
  const findings: ChainFinding[] = [];
  let unchained = 0;
  let headFound = false;

  function belongs({ file, json }: ChainedLine, place: string): ChainLink | undefined {
    const link = chainLink(json);
    const before = files.get(file);
    if (before === undefined) {
      files.set(file, { journal: link?.journal });
    } else if (before.journal !== link?.journal) {
      const code = link === undefined ? 'trace_chain_stripped' : 'trace_chain_foreign';
      const message =
        link === undefined
          ? 'the line has no place in the chain of its journal'
          : 'the line belongs to another journal than the lines before it';
      findings.push({ code, place, message });
      return undefined;
    }
    if (link === undefined) unchained += 1;
    return link;
  }

  function follow(state: State, link: ChainLink, place: string): void {
    const { seq, prev } = link;
    if (seq === state.seq + 1) {
      if (prev === state.hash) return;
      const message = 'the line is not as it was written: the next one knows it with another hash';
      findings.push({ code: 'trace_chain_edit', place: state.place, message });
    } else if (seq > state.seq + 1) {
      const missing = new Set<number>();
      for (let at = state.seq + 1; at < seq && missing.size < MOST_MISSING; at += 1)
        missing.add(at);
      state.gaps.push({ missing, place });
    } else {
      for (const { missing } of state.gaps) missing.delete(seq);
      const message = `line ${seq} of its journal stands behind line ${state.seq}`;
      findings.push({ code: 'trace_chain_order', place, message });
    }
  }

  function begin(link: ChainLink, key: string, place: string): State {
    const { journal, part, seq, prev } = link;
    // Of a later part the lines before may lie elsewhere; those of the first part may not.
    const before = part > 1 ? seq - 1 : 0;
    const state: State = {
      ...{ journal, fromPart: part, lines: 0, head: CHAIN_START, continued: false },
      ...{ seq: before, hash: part > 1 ? prev : CHAIN_START, place, gaps: [] },
    };
    states.set(key, state);
    return state;
  }

  return {
    line(line) {
      const place = `${line.file}:${line.number}`;
      const hash = lineHash(line.text);
      headFound ||= hash === expectHead;
      const link = belongs(line, place);
      if (link === undefined) return;
      const key = `${dirname(line.file)}\0${link.journal}`;
      const state = states.get(key) ?? begin(link, key, place);
      follow(state, link, place);
      if (line.beside !== true) state.lines += 1;
      if (link.seq <= state.seq) return;
      if (line.beside === true) state.continued = state.lines > 0;
      else state.head = hash;
      Object.assign(state, { seq: link.seq, hash, place });
    },
    end() {
      const gaps = [...states.values()].flatMap((state) => state.gaps.flatMap(gapFinding));
      const head: ChainFinding[] =
        expectHead === undefined || headFound
          ? []
          : [
              {
                code: 'trace_chain_head',
                place: '',
                message: `no line has the expected hash ${expectHead}: the end was cut, or it is another journal`,
              },
            ];
      return {
        journals: [...states.values()].map(
          ({ journal, lines, fromPart, head: last, continued }) => ({
            ...{ journal, lines, fromPart, head: last, continued },
          }),
        ),
        findings: [...findings, ...gaps, ...head],
        unchained,
        headFound,
      };
    },
  };
}

function gapFinding({ missing, place }: Gap): ChainFinding[] {
  const [first] = missing;
  if (first === undefined) return [];
  const many = missing.size >= MOST_MISSING ? `over ${MOST_MISSING}` : String(missing.size);
  const what = missing.size === 1 ? 'a line is' : `${many} lines are`;
  const message = `${what} missing before this one, from line ${first} of the journal on`;
  return [{ code: 'trace_chain_gap', place, message }];
}
