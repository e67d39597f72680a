import {
  CodedError,
  decodeRecord,
  isZeroTime,
  parseJson,
  toLower,
  toUtc,
  trimSpace,
  ZIP_EPOCH,
  type SigningKey,
} from '@gait/canon';
import { authorizationBundleRecord, type AuthorizationBundle } from './authorization-bundle.ts';
import { AUTHORIZATION_FILE } from './authorization-contract.ts';
import {
  cleanEvidencePath,
  evidenceDigest,
  evidenceEntry,
  linksOf,
  type AuthorizationLink,
} from './authorization-links.ts';
import { buildPack, encodeDocument, type BuiltPack, type PackFile } from './build-pack.ts';
import { isSha256Hex } from './pack-manifest.ts';

/** How an authorization pack is built. */
export interface BuildAuthorizationPackOptions {
  readonly producerVersion: string;
  readonly key: SigningKey | undefined;
  /** Bytes of a linked file; the path is relative to the bundle, clean, without `..`. */
  readonly readEvidence: (path: string) => Uint8Array;
}

/**
 * A pack of type authorization: a bundle and the files it links (gait-formats §3.6).
 * Missing digests are filled in, given ones compared. Errors: `pack_source_invalid`, those
 * of `parseJson` and `decodeRecord`, those of `readEvidence`.
 */
export function buildAuthorizationPack(
  bytes: Uint8Array,
  options: BuildAuthorizationPackOptions,
): BuiltPack {
  const given = decodeRecord(authorizationBundleRecord, parseJson(bytes), {
    fold: true,
    unknown: 'refuse',
  });
  const evidence = new Map<string, Uint8Array>();
  const links = linksOf(given).map((link) => resolveLink(link, options.readEvidence, evidence));
  const bundle = normalizeBundle(given, links, options.producerVersion);
  const files: PackFile[] = [...evidence].map(([path, data]) => ({
    path: evidenceEntry(path),
    data,
  }));
  files.push({ path: AUTHORIZATION_FILE, data: encodeDocument(authorizationBundleRecord, bundle) });
  return buildPack(files, {
    type: 'authorization',
    sourceRef: bundle.trace_id,
    producerVersion: bundle.producer_version,
    key: options.key,
  });
}

function resolveLink(
  link: AuthorizationLink,
  readEvidence: (path: string) => Uint8Array,
  evidence: Map<string, Uint8Array>,
): AuthorizationLink {
  const given = toLower(trimSpace(link.digest));
  if (trimSpace(link.path) === '') {
    if (given !== '') throw invalid(`${link.kind}_digest stands without ${link.kind}_path`);
    return { ...link, path: '', digest: '' };
  }
  const path = cleanEvidencePath(link.path);
  if (path === '.' || path.startsWith('/') || path === '..' || path.startsWith('../')) {
    throw invalid(
      `${link.kind}_path must be relative and stay in the folder of the bundle: ${link.path}`,
    );
  }
  const bytes = evidence.get(path) ?? readEvidence(path);
  evidence.set(path, bytes);
  const digest = evidenceDigest(path, bytes, (text) => parseJson(text, { where: { file: path } }));
  if (given !== '' && given !== digest) throw invalid(`${link.kind}_digest is not that of ${path}`);
  return { ...link, path, digest };
}

function normalizeBundle(
  given: AuthorizationBundle,
  links: readonly AuthorizationLink[],
  producerVersion: string,
): AuthorizationBundle {
  if (trimSpace(given.schema_id) !== '' && given.schema_id !== 'gait.gate.authorization_bundle') {
    throw invalid('schema_id is not gait.gate.authorization_bundle');
  }
  if (trimSpace(given.schema_version) !== '' && given.schema_version !== '1.0.0') {
    throw invalid('schema_version is not 1.0.0');
  }
  const bundle = {
    ...given,
    schema_id: 'gait.gate.authorization_bundle',
    schema_version: '1.0.0',
    created_at: isZeroTime(given.created_at) ? ZIP_EPOCH : toUtc(given.created_at),
    producer_version:
      trimSpace(given.producer_version) === ''
        ? trimSpace(producerVersion) || '0.0.0-dev'
        : given.producer_version,
    trace_id: trimSpace(given.trace_id),
    policy_digest: toLower(trimSpace(given.policy_digest)),
    intent_digest: toLower(trimSpace(given.intent_digest)),
    ...Object.fromEntries(
      links.flatMap(({ kind, path, digest }) => [
        [`${kind}_path`, path],
        [`${kind}_digest`, digest],
      ]),
    ),
  } as AuthorizationBundle;
  if (
    bundle.trace_id === '' ||
    !isSha256Hex(bundle.policy_digest) ||
    !isSha256Hex(bundle.intent_digest)
  ) {
    throw invalid('trace_id, policy_digest and intent_digest are required');
  }
  if (!['', 'allow', 'block', 'dry_run', 'require_approval'].includes(bundle.outcome_status)) {
    throw invalid('outcome_status is none of allow, block, dry_run, require_approval');
  }
  return bundle;
}

function invalid(message: string): CodedError {
  return new CodedError('pack_source_invalid', `authorization bundle: ${message}`, {
    hint: 'correct the bundle, or the files it links',
  });
}
