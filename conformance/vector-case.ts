import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The committed copy of the reference vectors. */
export const VECTORS = join(import.meta.dirname, 'vectors');

/** A file that the command wrote or changed; see vectors/README.md. */
export interface ExpectedFile {
  readonly path: string;
  readonly mode?: string;
  readonly json?: unknown;
  readonly jsonl?: readonly unknown[];
  readonly text?: string;
  readonly sha256?: string;
  readonly size?: number;
  readonly zip_entries?: Readonly<
    Record<string, { readonly sha256: string; readonly size: number } | null>
  >;
  readonly zip_volatile?: readonly string[];
  readonly volatile?: readonly string[] | true;
}

/** One case of the vectors; see vectors/README.md. */
export interface VectorCase {
  readonly id: string;
  readonly kind: string;
  readonly note: string;
  readonly files: readonly string[];
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly setup?: readonly (readonly string[])[];
  readonly exit: number;
  readonly stdout_json: unknown;
  readonly stdout_volatile?: readonly string[];
  readonly stdout_text?: string | null;
  readonly stdout_text_omitted?: boolean;
  readonly stderr_text?: string;
  readonly outputs?: readonly ExpectedFile[];
  readonly removed?: readonly string[];
  readonly stricter_ok?: boolean;
  readonly exit_ok?: readonly number[];
  readonly may_differ?: readonly string[];
}

/** All cases, in the order of the file. */
export function loadCases(): VectorCase[] {
  return JSON.parse(readFileSync(join(VECTORS, 'cases.json'), 'utf8')) as VectorCase[];
}
