import type { GuardReport } from '@gait/evidence';
import { signatureText } from './signature-text.ts';
import type { JsonAnswer } from './command.ts';
import { foundAnswer, foundLines } from './found-lines.ts';
import { unlessEmpty } from './optional.ts';
import type { Paint } from './paint.ts';

/** The keys of an answer about a guard pack that could be read. */
export function guardAnswer(report: GuardReport, path: string): JsonAnswer {
  const { result } = report;
  return {
    ok: report.ok,
    path,
    pack_id: unlessEmpty(result?.packId ?? ''),
    run_id: unlessEmpty(result?.runId ?? ''),
    files_checked: unlessEmpty(result?.filesChecked ?? 0),
    missing_files: unlessEmpty(result?.missingFiles ?? []),
    hash_mismatches: unlessEmpty(result?.hashMismatches ?? []),
    signature_status: result?.signatureStatus,
    signature_errors: unlessEmpty(result?.signatureErrors ?? []),
    signatures_total: unlessEmpty(result?.signaturesTotal ?? 0),
    signatures_valid: unlessEmpty(result?.signaturesValid ?? 0),
    signed_by: unlessEmpty(result?.signers ?? []),
    ...foundAnswer(report),
  };
}

/** The same for a person. */
export function guardText(report: GuardReport, path: string, paint: Paint): string[] {
  const { result } = report;
  return [
    paint.verdict(report.ok, `${path} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      'guard pack': result?.packId,
      run: result?.runId,
      files: `${result?.filesChecked ?? 0} checked`,
      signature: signatureText(result?.signatureStatus, result?.signers ?? []),
    }),
    ...(result?.missingFiles ?? []).map((file) => paint.bad(`missing: ${file}`)),
    ...(result?.hashMismatches ?? []).map(({ path: file }) => paint.bad(`altered: ${file}`)),
    ...(report.ok
      ? []
      : (result?.signatureErrors ?? []).map((error) => paint.bad(`signature: ${error}`))),
    ...foundLines(report, paint),
  ];
}
