import {
  isJsonObject,
  isZeroTime,
  parseJson,
  toLower,
  trimSpace,
  type JsonObject,
  type KeySet,
} from '@gait/canon';
import { verifyTrace } from '../trace/verify-trace.ts';
import type { Findings } from '../verdict/findings.ts';
import { authorizationBundleRecord, type AuthorizationBundle } from './authorization-bundle.ts';
import {
  evidenceDigest,
  evidenceEntry,
  linksOf,
  type AuthorizationLink,
} from './authorization-links.ts';
import type { PackArchive } from './pack-archive.ts';
import { isSha256Hex, type PackManifest } from './pack-manifest.ts';
import { judged, payloadInvalid, payloadMismatch, readPayload } from './read-payload.ts';

/** The bundle inside an authorization pack. */
export const AUTHORIZATION_FILE = 'authorization_bundle.json';

const OUTCOMES: ReadonlySet<string> = new Set(['allow', 'block', 'dry_run', 'require_approval']);

/**
 * The bundle of an authorization pack is complete and every linked file is the one it
 * names (gait-formats §3.5 step 7).
 *
 * Throws `pack_payload_missing`, `_invalid`, `_mismatch`. Refusals: `pack_link_mismatch`
 * (a linked file is about another decision), `pack_link_signature` (the linked trace is not
 * signed by a given key), `pack_link_unlinked` (evidence that no link names),
 * `pack_payload_mismatch` (the manifest's source_ref is another trace).
 */
export function checkAuthorizationContract(
  archive: PackArchive,
  manifest: PackManifest,
  keys: KeySet | undefined,
  findings: Findings,
): void {
  const bundle = readPayload(archive, AUTHORIZATION_FILE, authorizationBundleRecord, findings);
  checkBundle(bundle);
  const links = linksOf(bundle).filter(({ path }) => trimSpace(path) !== '');
  for (const link of links) checkLink(archive, link);
  checkComplete(bundle);
  if (trimSpace(bundle.trace_id) !== trimSpace(manifest.source_ref)) {
    findings.refuse('pack_payload_mismatch', 'trace_id is not the source_ref of the manifest', {
      entry: AUTHORIZATION_FILE,
    });
  }
  for (const link of links) compareLinked(archive, bundle, link, findings);
  if (keys !== undefined) checkTraceSignature(archive, bundle, keys, findings);
  refuseUnlinked(archive, links, findings);
}

function checkBundle(bundle: AuthorizationBundle): void {
  if (trimSpace(bundle.schema_id) !== 'gait.gate.authorization_bundle') {
    throw payloadInvalid(AUTHORIZATION_FILE, 'schema_id is not gait.gate.authorization_bundle');
  }
  if (trimSpace(bundle.schema_version) !== '1.0.0') {
    throw payloadInvalid(AUTHORIZATION_FILE, 'schema_version is not 1.0.0');
  }
  const { created_at, trace_id, policy_digest, intent_digest, outcome_status } = bundle;
  if (
    isZeroTime(created_at) ||
    trimSpace(trace_id) === '' ||
    !isSha256Hex(policy_digest) ||
    !isSha256Hex(intent_digest)
  ) {
    throw payloadInvalid(
      AUTHORIZATION_FILE,
      'created_at, trace_id, policy_digest and intent_digest are required',
    );
  }
  if (trimSpace(outcome_status) !== '' && !OUTCOMES.has(outcome_status)) {
    throw payloadInvalid(
      AUTHORIZATION_FILE,
      'outcome_status is none of allow, block, dry_run, require_approval',
    );
  }
}

function checkLink(archive: PackArchive, link: AuthorizationLink): void {
  const entry = evidenceEntry(link.path);
  const bytes = archive.read(entry);
  const actual = judged(entry, undefined, () =>
    evidenceDigest(link.path, bytes, (text) => parseJson(text)),
  );
  if (actual !== toLower(trimSpace(link.digest)))
    throw payloadMismatch(entry, `is not the file of ${link.kind}_digest`);
}

function checkComplete(bundle: AuthorizationBundle): void {
  if (trimSpace(bundle.trace_path) === '' || trimSpace(bundle.trace_digest) === '') {
    throw payloadInvalid(AUTHORIZATION_FILE, 'trace_path and trace_digest are required');
  }
  const outcome = trimSpace(bundle.outcome_path) !== '' && trimSpace(bundle.outcome_digest) !== '';
  if (trimSpace(bundle.outcome_status) !== '' && !outcome) {
    throw payloadInvalid(
      AUTHORIZATION_FILE,
      'outcome_status needs outcome_path and outcome_digest',
    );
  }
}

/** A linked file that names a decision must name this one; the trace must name it. */
function compareLinked(
  archive: PackArchive,
  bundle: AuthorizationBundle,
  link: AuthorizationLink,
  findings: Findings,
): void {
  const entry = evidenceEntry(link.path);
  const refuse = (message: string): void =>
    findings.refuse('pack_link_mismatch', message, { entry });
  const linked = readObject(archive, link, entry);
  if (linked === undefined) {
    if (link.kind === 'trace') refuse('the linked trace is not a JSON object');
    return;
  }
  for (const field of ['trace_id', 'policy_digest', 'intent_digest'] as const) {
    const said = linked[field];
    if (said === undefined && (link.kind !== 'trace' || field !== 'trace_id')) continue;
    const expected = trimSpace(bundle[field]);
    const same =
      typeof said === 'string' &&
      (said === expected || (field !== 'trace_id' && toLower(said) === toLower(expected)));
    if (!same)
      refuse(`${field} of the linked ${link.kind.replace('_', ' ')} is not that of the bundle`);
  }
}

function readObject(
  archive: PackArchive,
  link: AuthorizationLink,
  entry: string,
): JsonObject | undefined {
  if (!/\.json$/i.test(trimSpace(link.path))) return undefined;
  const value = parseJson(archive.read(entry));
  return isJsonObject(value) ? value : undefined;
}

function checkTraceSignature(
  archive: PackArchive,
  bundle: AuthorizationBundle,
  keys: KeySet,
  findings: Findings,
): void {
  const entry = evidenceEntry(bundle.trace_path);
  const profile = findings.profile === 'strict' ? 'strict' : 'compat';
  const report = verifyTrace(archive.read(entry), { profile, keys });
  for (const { code, message } of report.refusals) findings.refuse(code, message, { entry });
  if (report.status === 'verified') return;
  const reason = report.fault?.message ?? 'trace signature: signature verification failed';
  findings.refuse('pack_link_signature', `${reason} (name its key in a trust file)`, { entry });
}

function refuseUnlinked(
  archive: PackArchive,
  links: readonly AuthorizationLink[],
  findings: Findings,
): void {
  const linked = new Set(links.map(({ path }) => evidenceEntry(path)));
  for (const name of archive.names) {
    if (!name.startsWith('evidence/') || linked.has(name)) continue;
    findings.refuse('pack_link_unlinked', 'no link of the bundle names the evidence', {
      entry: name,
    });
  }
}
