import { sha256Hex } from '@gait/canon';
import type { ScanFinding } from './scan-finding.ts';
import type { Passage, ScanRule } from './scan-rule.ts';
import { settingsOf } from './rules/parsed-settings.ts';
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
    const passages = rule.find(text);
    if (passages.length === 0) continue;
    const lines = new Map<number, ScanFinding>();
    for (const passage of passages) {
      const { line, column } = text.placeAt(passage.start);
      const known = lines.get(line);
      // What is shown as a warning hides nothing that is said beside it.
      if (known !== undefined && known.shown !== true) continue;
      const finding = toFinding(text, code, rule, passage, line, column);
      if (known === undefined || finding.shown !== true) lines.set(line, finding);
    }
    findings.push(...lines.values());
  }
  findings.push(...scanEscaped(text, findings));
  return findings.sort(
    (a, b) => a.line - b.line || a.column - b.column || (a.code < b.code ? -1 : 1),
  );
}

/** Values of a head or a configuration with their escapes undone, as their reader gets them. */
function scanEscaped(text: ScannedText, known: readonly ScanFinding[]): readonly ScanFinding[] {
  if (!/\\[xuU]/.test(text.raw)) return [];
  return settingsOf(text).flatMap(({ value, start, end }) => {
    if (value.kind !== 'scalar' || !/\\[xuU]/.test(text.raw.slice(start, end))) return [];
    const { line, column } = text.placeAt(start);
    // As plain text: its own escapes are undone.
    return scanText('escaped', value.text)
      .filter(({ code }) =>
        known.every((one) => one.code !== code || one.line !== line || one.shown === true),
      )
      .map((finding) => ({ ...finding, file: text.path, line, column }));
  });
}

function toFinding(
  text: ScannedText,
  code: RuleCode,
  rule: ScanRule,
  { start, end, message, certain }: Passage,
  line: number,
  column: number,
): ScanFinding {
  const shown = rule.quotable && certain !== true && isShownAsWarning(text, start, end);
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
