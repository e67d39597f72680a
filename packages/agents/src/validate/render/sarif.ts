import type { JsonObject } from '@gait/canon';
import { FINDING_CODES, type FindingCode } from '../../findings/finding-codes.ts';
import type { Finding } from '../../findings/finding.ts';

/** Findings as SARIF 2.1.0, for code scanning: one run, the rules that were broken, a result each. */
export function findingsSarif(findings: readonly Finding[], version: string): JsonObject {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const indexes = new Map(codes.map((code, index) => [code, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'krci-ai', version, rules: codes.map(describeRule) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => describeResult(finding, indexes.get(finding.code) ?? 0)),
      },
    ],
  };
}

function describeRule(code: FindingCode): JsonObject {
  const { about, severity } = FINDING_CODES[code];
  return {
    id: code,
    shortDescription: { text: about },
    defaultConfiguration: { level: severity },
  };
}

function describeResult(finding: Finding, ruleIndex: number): JsonObject {
  const { code, severity, message, hint, file, line, column } = finding;
  return {
    ruleId: code,
    ruleIndex,
    level: severity,
    message: { text: `${message}. Repair: ${hint}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file), uriBaseId: '%SRCROOT%' },
          region: { startLine: line, startColumn: column },
        },
      },
    ],
  };
}

function uriOf(path: string): string {
  return path
    .toWellFormed()
    .split('/')
    .map((part) => encodeURIComponent(part))
    .join('/');
}
