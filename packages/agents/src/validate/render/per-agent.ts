import type { Finding } from '../../findings/finding.ts';
import type { Severity } from '../../findings/finding-codes.ts';
import type { ValidationReport } from '../validate-framework.ts';

/**
 * What is missing concerns each agent that needs it: one finding for each, as the existing tool
 * counts. Anything else is one finding, however many agents share the file.
 */
export function perAgent(findings: readonly Finding[]): readonly Finding[] {
  return findings.flatMap((finding) =>
    finding.code.startsWith('missing_') && finding.agents.length > 1
      ? finding.agents.map((agent) => ({ ...finding, agents: [agent] }))
      : [finding],
  );
}

/** The counts of a report as every form of it tells them: what is missing, once for each agent. */
export function countsPerAgent({ findings, counts }: ValidationReport): ValidationReport['counts'] {
  const told = perAgent(findings);
  const of = (severity: Severity): number =>
    told.filter((finding) => finding.severity === severity).length;
  return { ...counts, errors: of('error'), warnings: of('warning'), notes: of('note') };
}
