import type { JsonObject } from '@gait/canon';
import { FINDING_CODES, type FindingCode, type Severity } from '../../findings/finding-codes.ts';
import type { Finding } from '../../findings/finding.ts';

/** What SARIF says of a code. */
export interface SarifRule {
  readonly about: string;
  readonly severity: Severity;
  /** Further members of the rule. */
  readonly more?: JsonObject;
}

/** Findings of a validation as SARIF 2.1.0. */
export function findingsSarif(findings: readonly Finding[], version: string): JsonObject {
  return sarifOf(findings, version, (code: FindingCode) => FINDING_CODES[code]);
}

/**
 * Findings as SARIF 2.1.0, for code scanning: one run, the rules that were broken, a result each.
 *
 * @param factsOf what is said of a code
 */
export function sarifOf<Code extends string, Found extends Finding<Code>>(
  findings: readonly Found[],
  version: string,
  factsOf: (code: Code) => SarifRule,
  moreOf: (finding: Found) => JsonObject = () => ({}),
): JsonObject {
  const codes = [...new Set(findings.map(({ code }) => code))].sort();
  const indexes = new Map(codes.map((code, index) => [code, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'krci-ai',
            version,
            rules: codes.map((code) => describeRule(code, factsOf(code))),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => ({
          ...describeResult(finding, indexes.get(finding.code) ?? 0),
          ...moreOf(finding),
        })),
      },
    ],
  };
}

function describeRule(code: string, { about, severity, more }: SarifRule): JsonObject {
  return {
    id: code,
    shortDescription: { text: about },
    defaultConfiguration: { level: severity },
    ...more,
  };
}

function describeResult(finding: Finding<string>, ruleIndex: number): JsonObject {
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
