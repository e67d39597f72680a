import type { ScanFinding } from '../scan-finding.ts';
import { SCAN_NOTICES, type NoticeCode } from '../rules/scan-rules.ts';
import { WAIVER_FILE, type Waiver, type WaiverFile } from './read-waivers.ts';

/** Findings divided by what is accepted; waivers that are over or match nothing are findings too. */
export interface Waived {
  readonly kept: readonly ScanFinding[];
  readonly waived: readonly ScanFinding[];
}

/**
 * Takes out what somebody looked at and accepted: the same rule in the same file over the same
 * lines, wherever they stand in it now.
 *
 * @param today `2026-11-21`; a waiver counts on its last day
 * @param isHere whether there is a file of that name; a waiver may be for one that a source has
 */
export function applyWaivers(
  findings: readonly ScanFinding[],
  { waivers, faults }: WaiverFile,
  today: string,
  isHere: (path: string) => boolean = () => true,
): Waived {
  const byKey = new Map<string, Waiver>();
  for (const waiver of waivers) {
    const key = keyOf(waiver.rule, waiver.path, waiver.digest);
    const known = byKey.get(key);
    if (known === undefined || known.expires < waiver.expires) byKey.set(key, waiver);
  }
  const used = new Set<Waiver>();
  const kept: ScanFinding[] = [...faults];
  const waived: ScanFinding[] = [];
  for (const finding of findings) {
    const waiver = byKey.get(keyOf(finding.code, finding.file, finding.digest));
    if (waiver !== undefined) used.add(waiver);
    if (waiver !== undefined && today <= waiver.expires) waived.push(finding);
    else kept.push(finding);
  }
  for (const waiver of waivers) {
    if (today > waiver.expires) {
      const message = `the waiver of ${waiver.rule} in ${waiver.path} ended on ${waiver.expires}`;
      kept.push(
        about(
          'waiver_expired',
          waiver,
          message,
          'repair the passage, or judge it again and set another day',
        ),
      );
    } else if (!used.has(waiver) && !isHere(waiver.path)) {
      const message = `${waiver.path} is not here: this counts where it is installed from`;
      kept.push(about('waiver_absent', waiver, message, 'take the waiver out if no source has it'));
    } else if (!used.has(waiver)) {
      const message = `nothing in ${waiver.path} is waived by this: ${waiver.rule} does not find these lines`;
      kept.push(about('waiver_unmatched', waiver, message, 'take the waiver out'));
    }
  }
  return { kept, waived };
}

function keyOf(rule: string, path: string, digest: string): string {
  return `${rule}\n${digest}\n${path}`;
}

function about(
  code: NoticeCode,
  { line, column }: Waiver,
  message: string,
  hint: string,
): ScanFinding {
  const { severity } = SCAN_NOTICES[code];
  return { code, severity, file: WAIVER_FILE, line, column, agents: [], message, hint, digest: '' };
}
