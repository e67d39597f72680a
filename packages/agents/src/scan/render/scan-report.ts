import type { JsonObject } from '@gait/canon';
import { findingJson } from '../../validate/render/finding-json.ts';
import { sarifOf } from '../../validate/render/sarif.ts';
import type { ScanFinding } from '../scan-finding.ts';
import { scanFacts, type ScanCode } from '../rules/scan-rules.ts';
import type { ScanReport } from '../scan-tree.ts';

/** A scan as it is told in JSON, beside `ok`. */
export function scanJson({ findings, waived, counts }: ScanReport): JsonObject {
  return { findings: findings.map(oneJson), waived: waived.map(oneJson), counts: { ...counts } };
}

function oneJson(finding: ScanFinding): JsonObject {
  const { digest, shown } = finding;
  return {
    ...findingJson(finding),
    ...(digest === '' ? {} : { digest }),
    ...(shown === undefined ? {} : { shown }),
  };
}

/** How grave GitHub shows a rule: 9 and more critical, 7 high, 4 medium. */
const GRAVITY = { error: '8.5', warning: '5.5', note: '2.0' } as const;

/** A scan as SARIF 2.1.0; what is waived stands there as suppressed. */
export function scanSarif({ findings, waived }: ScanReport, version: string): JsonObject {
  const suppressed = new Set(waived);
  return sarifOf(
    [...findings, ...waived],
    version,
    (code: ScanCode) => {
      const { about, severity } = scanFacts(code);
      const properties = { tags: ['security'], 'security-severity': GRAVITY[severity] };
      return { about, severity, more: { properties } };
    },
    (finding) => ({
      ...(finding.digest === ''
        ? {}
        : { partialFingerprints: { 'passage/v1': `${finding.code}:${finding.digest}` } }),
      ...(suppressed.has(finding)
        ? { suppressions: [{ kind: 'external', status: 'accepted' }] }
        : {}),
    }),
  );
}
