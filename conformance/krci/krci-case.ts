import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The committed copy of the reference vectors of krci-ai. */
export const KRCI_VECTORS = join(import.meta.dirname, '..', 'vectors-krci');

/** A file to make; see vectors-krci/README.md. */
export type CaseFile =
  | string
  | { readonly b64: string }
  | { readonly symlink: string }
  | { readonly dir: 1 }
  | {
      readonly repeat: string;
      readonly times: number;
      readonly head?: string;
      readonly tail?: string;
    };

/** Something that a validation found, as far as it is told: only what is there is compared. */
export interface CaseIssue {
  readonly kind: string;
  readonly path?: string;
  readonly agent?: string;
  readonly task?: string;
  readonly tag?: string;
  readonly pointer?: string;
  readonly nodes?: readonly string[];
}

/** What a step is expected to do. */
export interface CaseExpectation {
  readonly exit: number;
  readonly exit_class: 'ok' | 'fail';
  readonly abort?: boolean;
  readonly validate?: {
    readonly issues?: readonly CaseIssue[];
    readonly counts?: Readonly<Record<string, number>>;
    readonly references?: number;
    readonly issue_count?: number;
    readonly stdout_empty?: boolean;
  };
  readonly agents_found?: number;
  readonly stdout_valid_utf8?: boolean;
  readonly cells?: readonly string[];
  readonly json_keys?: readonly string[];
  readonly bundle_file?: string;
  readonly bundle?: {
    readonly written: boolean;
    readonly sections?: readonly string[];
    readonly headings?: readonly string[];
  };
  readonly dry?: Readonly<Record<string, number>>;
  readonly dry_list?: readonly string[];
  readonly tokens?: {
    readonly total: number;
    readonly breakdown: Readonly<Record<string, number>>;
    readonly agents: readonly unknown[];
  };
  readonly [other: string]: unknown;
}

export interface CaseStep {
  readonly argv: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly mk?: readonly string[];
  readonly write?: Readonly<Record<string, CaseFile>>;
  readonly expect: CaseExpectation;
}

/** One case; see vectors-krci/README.md. */
export interface KrciCase {
  readonly id: string;
  readonly title: string;
  readonly tree: Readonly<Record<string, CaseFile>>;
  readonly steps: readonly CaseStep[];
  readonly stable: boolean;
  readonly stricter_ok: boolean;
  readonly better?: {
    readonly exit_class?: 'ok' | 'fail';
    readonly issues?: readonly CaseIssue[];
    readonly severity?: string;
    /** Keys that the answer has. */
    readonly keys?: readonly string[];
    /** Files that are written. */
    readonly written?: readonly string[];
    readonly bundle_written?: boolean;
  };
  readonly after?: {
    readonly files?: { readonly project?: readonly string[] };
    /** Folders, and how many files are in each. */
    readonly layout?: Readonly<Record<string, number>>;
    readonly roundtrip?: boolean;
  };
}

/** All cases, in the order of the file. */
export function loadKrciCases(): readonly KrciCase[] {
  const text = readFileSync(join(KRCI_VECTORS, 'cases.json'), 'utf8');
  return (JSON.parse(text) as { readonly cases: readonly KrciCase[] }).cases;
}
