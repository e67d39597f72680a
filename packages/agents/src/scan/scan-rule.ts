import type { Severity } from '../findings/finding-codes.ts';
import type { ScannedText } from './text/scanned-text.ts';

/** A part of a text that a rule objects to. Offsets count UTF-16 code units of the text. */
export interface Passage {
  readonly start: number;
  readonly end: number;
  /** What is wrong with it, without the place. */
  readonly message: string;
  /** It works whatever stands around it: never shown as a warning. */
  readonly certain?: boolean;
}

/** Passages of one text, in any order. Must take a time that grows with the text and not faster. */
export type Finder = (text: ScannedText) => readonly Passage[];

/** One rule of the scan. Its examples stand in `testing/rule-examples.ts`. */
export interface ScanRule {
  readonly severity: Severity;
  /** What it finds, one sentence; also the rule's description in SARIF. */
  readonly about: string;
  /** What to do, one sentence. */
  readonly hint: string;
  /**
   * A passage that is shown as a warning, quoted or directly forbidden, is a note. False for what
   * works on a reader however it is presented, and for what nobody has to show.
   */
  readonly quotable: boolean;
  readonly find: Finder;
}
