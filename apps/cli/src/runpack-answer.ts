import type { RunpackReport } from '@gait/evidence';
import type { JsonAnswer } from './command.ts';
import type { Paint } from './paint.ts';
import { shellWord } from './shell-word.ts';

/**
 * The keys of `gait verify` about a runpack that could be read. Lists and numbers that say
 * nothing are left out; `refusals`, `tolerated` and `signature_notes` are there only when
 * there is one.
 *
 * @param name the run as the person named it, for the commands that come next
 */
export function runpackAnswer(
  report: RunpackReport,
  path: string,
  required: boolean,
  name: string,
): JsonAnswer {
  return {
    ...judgementAnswer(report, required),
    path,
    run_id: orNone(report.runId),
    manifest_digest: orNone(report.manifestDigest),
    files_checked: orNone(report.filesChecked),
    next_commands: nextCommands(name),
  };
}

/** The same without what the answer that it stands in says already; of an unreadable file its fault. */
export function verificationAnswer(report: RunpackReport, required: boolean): JsonAnswer {
  const { fault } = report;
  if (fault === undefined) return judgementAnswer(report, required);
  return { ok: false, fault: { code: fault.code, message: fault.message } };
}

function judgementAnswer(report: RunpackReport, required: boolean): JsonAnswer {
  const { signature } = report;
  return {
    ok: report.ok,
    missing_files: orNone(report.missingFiles),
    hash_mismatches: orNone(report.hashMismatches),
    signature_status: signature.status,
    signature_errors: orNone(signature.errors),
    signatures_total: orNone(signature.total),
    signatures_valid: orNone(signature.valid),
    signature_note: signatureNote(signature.status, required),
    signature_notes: orNone(signature.notes.map(({ message }) => message)),
    refusals: orNone(report.refusals),
    tolerated: orNone(report.tolerated),
  };
}

/** The same for a person. */
export function runpackText(
  report: RunpackReport,
  path: string,
  required: boolean,
  name: string,
  paint: Paint,
): string[] {
  return [
    paint.verdict(report.ok, `${path} ${report.ok ? 'verifies' : 'does not verify'}`),
    ...paint.pairs({
      run: report.runId,
      manifest: `sha256:${report.manifestDigest}`,
      files: `${report.filesChecked} checked`,
      signature: signatureText(report),
    }),
    ...findingLines(report, required, paint),
    ...(report.ok ? [paint.dim(`next: ${nextStep(report, name)}`)] : []),
  ];
}

/** One line: whether a run verifies, and what is known about its signature. */
export function verificationLine(report: RunpackReport, required: boolean, paint: Paint): string {
  if (report.fault !== undefined) return paint.verdict(false, 'does not verify: not readable');
  const lack = required && report.signature.status !== 'verified' ? ', and one is required' : '';
  return paint.verdict(
    report.ok,
    `${report.ok ? 'verifies' : 'does not verify'}; signature ${signatureText(report)}${lack}`,
  );
}

/** What is wrong or of note, one line each. */
export function findingLines(report: RunpackReport, required: boolean, paint: Paint): string[] {
  const { signature } = report;
  return [
    ...report.missingFiles.map((file) => paint.bad(`missing: ${file}`)),
    ...report.hashMismatches.map(({ path: file }) => paint.bad(`altered: ${file}`)),
    ...report.refusals.map((found) => paint.bad(`refused: ${foundText(found)}`)),
    ...report.tolerated.map((found) => paint.warn(`tolerated: ${foundText(found)}`)),
    ...(signature.status === 'failed' || required
      ? signature.errors.map((error) => paint.bad(`signature: ${error}`))
      : []),
    ...signature.notes.map(({ message }) => paint.warn(`note: ${message}`)),
  ].flatMap(paint.prose);
}

function signatureText({ ok, signature: { status, signers } }: RunpackReport): string {
  switch (status) {
    case 'verified':
      return `verified${signers.map((id) => ` by ${id.slice(0, 16)}`).join('')}`;
    case 'missing':
      return ok ? 'missing: the file agrees with itself, and anybody can make one' : 'missing';
    case 'skipped':
      return 'not checked: no key was given';
    case 'failed':
      return 'failed: none is a valid one by a key you gave';
  }
}

/** What a person does next: check the signature where that was not done, else look. */
function nextStep({ signature }: RunpackReport, name: string): string {
  return signature.status === 'skipped'
    ? `gait verify ${shellWord(name)} --require-signature --public-key FILE`
    : `gait run inspect --from ${shellWord(name)}`;
}

function foundText({ code, entry, line, message }: RunpackReport['refusals'][number]): string {
  const place = [entry, line].filter((part) => part !== undefined).join(':');
  return `${code}: ${place === '' ? '' : `${place}: `}${message}`;
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

/** The run is named as the person named it: that finds it again from the same place. */
function nextCommands(name: string): readonly string[] {
  const run = shellWord(name);
  return [
    `gait regress bootstrap --from ${run} --json --junit ./gait-out/junit.xml`,
    `gait run inspect --from ${run}`,
    `gait run receipt --from ${run}`,
  ];
}
