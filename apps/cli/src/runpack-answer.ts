import type { RunpackReport } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import type { Paint } from './paint.ts';

/**
 * The keys of `gait verify` about a runpack that could be read. Lists and numbers that say
 * nothing are left out; `refusals`, `tolerated` and `signature_notes` are there only when
 * there is one.
 */
export function runpackAnswer(report: RunpackReport, path: string, required: boolean): JsonAnswer {
  const { signature } = report;
  return {
    ok: report.ok,
    path,
    run_id: orNone(report.runId),
    manifest_digest: orNone(report.manifestDigest),
    files_checked: orNone(report.filesChecked),
    missing_files: orNone(report.missingFiles),
    hash_mismatches: orNone(report.hashMismatches),
    signature_status: signature.status,
    signature_errors: orNone(signature.errors),
    signatures_total: orNone(signature.total),
    signatures_valid: orNone(signature.valid),
    signature_note: signatureNote(signature.status, required),
    signature_notes: orNone(signature.notes.map(({ message }) => message)),
    next_commands: nextCommands(report.runId),
    refusals: orNone(report.refusals),
    tolerated: orNone(report.tolerated),
  };
}

/** The same for a person. */
export function runpackText(
  report: RunpackReport,
  path: string,
  required: boolean,
  paint: Paint,
): string[] {
  const { signature } = report;
  const signers = signature.signers.map((id) => ` by ${id.slice(0, 16)}`).join('');
  const lines = [
    paint.verdict(report.ok, `${path} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      run: report.runId,
      manifest: `sha256:${report.manifestDigest}`,
      files: `${report.filesChecked} checked`,
      signature: `${signature.status}${signers}`,
    }),
    paint.dim(signatureNote(signature.status, required)),
    ...report.missingFiles.map((file) => paint.bad(`missing: ${file}`)),
    ...report.hashMismatches.map(({ path: file }) => paint.bad(`altered: ${file}`)),
    ...report.refusals.map((found) => paint.bad(`refused: ${foundText(found)}`)),
    ...report.tolerated.map((found) => paint.warn(`tolerated: ${foundText(found)}`)),
    ...(signature.status === 'failed' || required
      ? signature.errors.map((error) => paint.bad(`signature: ${error}`))
      : []),
    ...signature.notes.map(({ message }) => paint.warn(`note: ${message}`)),
  ];
  if (report.ok)
    lines.push(
      ...nextCommands(report.runId)
        .slice(0, 1)
        .map((next) => paint.dim(`next: ${next}`)),
    );
  return lines;
}

function foundText({ code, entry, line, message }: RunpackReport['refusals'][number]): string {
  const place = [entry, line].filter((part) => part !== undefined).join(':');
  return `${code} ${place === '' ? '' : `${place}: `}${message}`;
}

function orNone<T extends string | number | readonly unknown[]>(value: T): T | undefined {
  if (typeof value === 'object') return value.length === 0 ? undefined : value;
  return value === '' || value === 0 ? undefined : value;
}

/** Fixed texts of the output format: scripts compare them, so they stay as they are. */
function signatureNote(status: RunpackReport['signature']['status'], required: boolean): string {
  switch (status) {
    case 'missing':
      return required
        ? 'signatures are required in this mode; provide signing keys and re-run verify'
        : 'unsigned local/dev artifacts are expected by default; use --require-signature for strict verification';
    case 'skipped':
      return required
        ? 'signature checks were expected but skipped; provide a public key or private key source'
        : 'signature checks were skipped because no verify key was provided';
    case 'verified':
      return 'signatures verified';
    case 'failed':
      return 'signature verification failed; inspect signature_errors and re-run with the correct key';
  }
}

/** A run id comes from the artifact: one that a shell would not take as one word is not put into a command. */
const PLAIN_ID = /^[A-Za-z0-9_.-]+$/;

function nextCommands(runId: string): readonly string[] {
  const run = PLAIN_ID.test(runId) ? runId : 'RUN_ID';
  return [
    `gait regress bootstrap --from ${run} --json --junit ./gait-out/junit.xml`,
    `gait run inspect --from ${run}`,
    `gait run receipt --from ${run}`,
  ];
}
