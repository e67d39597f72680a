import { FINDING_CODES, type FindingCode } from '../findings/finding-codes.ts';
import type { Finding, Problem } from '../findings/finding.ts';

/** A finding about a file as a whole. */
export function findingAt(code: FindingCode, file: string, message: string, hint: string): Finding {
  return toFinding({ code, message, hint, line: 1, column: 1 }, file, []);
}

/** A problem of a file as a finding. */
export function toFinding(problem: Problem, file: string, agents: readonly string[]): Finding {
  return { ...problem, severity: FINDING_CODES[problem.code].severity, file, agents };
}
