import type { JsonObject } from '@gait/canon';
import type { Severity } from '../../findings/finding-codes.ts';
import { findingJson } from './finding-json.ts';
import { perAgent } from './per-agent.ts';
import type { ValidationReport } from '../validate-framework.ts';

/** A report as it is told in JSON: `{ok, findings, counts}`. */
export function reportJson({ ok, findings, counts }: ValidationReport): JsonObject {
  const told = perAgent(findings);
  const of = (severity: Severity): number =>
    told.filter((finding) => finding.severity === severity).length;
  return {
    ok,
    findings: told.map(findingJson),
    counts: { ...counts, errors: of('error'), warnings: of('warning'), notes: of('note') },
  };
}
