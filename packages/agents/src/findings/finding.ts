import type { TextEdit } from '../reader/byte-edits.ts';
import type { FindingCode, Severity } from './finding-codes.ts';

/** Something that is wrong, at its place. */
export interface Finding<Code extends string = FindingCode> {
  readonly code: Code;
  readonly severity: Severity;
  /** Below the project's root. */
  readonly file: string;
  /** From 1; columns count UTF-16 code units. */
  readonly line: number;
  readonly column: number;
  /** Short names of the agents that the file belongs to, sorted; none for what no agent reaches. */
  readonly agents: readonly string[];
  readonly message: string;
  /** What to do, one sentence. */
  readonly hint: string;
  /** Of what does not fit a schema: where, as a JSON pointer. */
  readonly pointer?: string;
  /** Of a reference: the file it leads to. Of a circle: its files. */
  readonly about?: readonly string[];
  /** Repairs it without changing what the file means. */
  readonly fix?: readonly TextEdit[];
}

/** A finding of one file before it is known who uses the file. */
export interface Problem {
  readonly code: FindingCode;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
  readonly pointer?: string;
  readonly about?: readonly string[];
  readonly fix?: readonly TextEdit[];
}
