import type { JsonObject } from '@gait/canon';
import { findingJson } from './finding-json.ts';
import { countsPerAgent, perAgent } from './per-agent.ts';
import type { ValidationReport } from '../validate-framework.ts';

/** A report as it is told in JSON: `{ok, findings, counts}`. */
export function reportJson(report: ValidationReport): JsonObject {
  return {
    ok: report.ok,
    findings: perAgent(report.findings).map(findingJson),
    counts: { ...countsPerAgent(report) },
  };
}
