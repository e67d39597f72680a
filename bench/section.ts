import type { Row } from './row.ts';

/** What every measurement may use; a thing that is left out is not measured beside ours. */
export interface BenchSettings {
  /** Our executable. */
  readonly gait: string;
  /** A folder for files that end with the run; on a disk, for what is measured durable. */
  readonly scratch: string;
  /** The reference's executable. */
  readonly reference: string | undefined;
  /** The existing krci-ai. */
  readonly krciReference: string | undefined;
  /** Folder in which other carriers of agents are installed. */
  readonly agentTools: string | undefined;
  /** The program that times the reference's own packages. */
  readonly inProcess: readonly string[] | undefined;
  /** Folder in which the npm engines are installed. */
  readonly competitors: string | undefined;
  /** The executable of Open Policy Agent. */
  readonly opa: string | undefined;
  /** Folder with the executables `dcg` and `tirith`. */
  readonly hookTools: string | undefined;
  /** How often the sides take turns. */
  readonly rounds: number;
}

/** One part of the measurement. */
export interface Section {
  readonly name: string;
  /** What is measured, in a line. */
  readonly title: string;
  readonly measure: (settings: BenchSettings) => Promise<SectionResult>;
}

export interface SectionResult {
  readonly rows: readonly Row[];
  /** What was skipped and why, and what else a reader must know. */
  readonly notes: readonly string[];
}
