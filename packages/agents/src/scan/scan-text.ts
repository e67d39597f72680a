import { sha256Hex } from '@gait/canon';
import type { ScanFinding } from './scan-finding.ts';
import type { Passage, ScanRule } from './scan-rule.ts';
import { SCAN_RULES, type RuleCode } from './rules/scan-rules.ts';
import { isShownAsWarning } from './text/shown-as-warning.ts';
import { scannedText, type ScannedText } from './text/scanned-text.ts';

const RULES = Object.entries(SCAN_RULES) as readonly (readonly [RuleCode, ScanRule])[];

/**
 * Examines one text with every rule. One finding for each rule and line, sorted by place.
 *
 * @param path what the findings name; its extension says how the text is read
 */
export function scanText(path: string, raw: string): readonly ScanFinding[] {
  const text = scannedText(path, raw);
  const findings: ScanFinding[] = [];
  for (const [code, rule] of RULES) {
    const lines = new Set<number>();
    for (const passage of rule.find(text)) {
      const { line, column } = text.placeAt(passage.start);
      if (lines.has(line)) continue;
      lines.add(line);
      findings.push(toFinding(text, code, rule, passage, line, column));
    }
  }
  return findings.sort(
    (a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1),
  );
}

function toFinding(
  text: ScannedText,
  code: RuleCode,
  rule: ScanRule,
  { start, end, message }: Passage,
  line: number,
  column: number,
): ScanFinding {
  const shown = rule.quotable && isShownAsWarning(text, start, end);
  return {
    code,
    severity: shown ? 'note' : rule.severity,
    file: text.path,
    line,
    column,
    agents: [],
    message: shown ? `shown as a warning: ${message}` : message,
    hint: rule.hint,
    digest: sha256Hex(linesOf(text.raw, start, end)),
    ...(shown ? { shown } : {}),
  };
}

const LONGEST_LINE = 4096;

/** The lines of a passage as a person would compare them. */
function linesOf(raw: string, start: number, end: number): string {
  const from = Math.max(0, start - LONGEST_LINE);
  const first = from + raw.slice(from, start).lastIndexOf('\n') + 1;
  const [rest = ''] = raw.slice(end, end + LONGEST_LINE).split('\n', 1);
  return raw
    .slice(first, end + rest.length)
    .split(/\r?\n/)
    .map((line) => line.trimEnd())
    .join('\n');
}
