import type { JsonObject } from '@gait/canon';
import { findingJson } from './finding-json.ts';
import type { ValidationReport } from '../validate-framework.ts';

/** A report as it is told in JSON: `{ok, findings, counts}`. */
export function reportJson({ ok, findings, counts }: ValidationReport): JsonObject {
  return { ok, findings: findings.map(findingJson), counts: { ...counts } };
}
