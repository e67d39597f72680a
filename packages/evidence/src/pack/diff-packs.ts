import { digest, isCodedError, parseJsonLoose, sortUtf8, trimSpace } from '@gait/canon';
import { classifyDrift, type ContextDrift } from '../context/classify-drift.ts';
import { readRunpack } from '../runpack/read-runpack.ts';
import type { Refs } from '../runpack/runpack-records.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import { collectFindings, type Profile } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { readEmbedded } from './inspect-pack.ts';
import { openPackArchive, type PackArchive } from './pack-archive.ts';
import { PACK_MANIFEST_FILE } from './pack-manifest.ts';
import { readPackManifest } from './read-pack-manifest.ts';
import { readPayload } from './read-payload.ts';
import { RUN_FILES } from './run-contract.ts';
import { runPayloadRecord } from './run-payload.ts';
import { legacyKind } from './verify-legacy-pack.ts';

/** How two packs differ (gait-formats §3.8). */
export interface PackDifference {
  readonly leftPackId: string;
  readonly rightPackId: string;
  readonly leftPackType: string;
  readonly rightPackType: string;
  readonly changed: boolean;
  readonly addedFiles: readonly string[];
  readonly removedFiles: readonly string[];
  readonly changedFiles: readonly string[];
  readonly manifestDelta: boolean;
  readonly contextDrift: ContextDrift;
}

interface PackInfo {
  readonly packId: string;
  readonly packType: string;
  readonly manifestDigest: string;
  readonly files: ReadonlyMap<string, string>;
  readonly context: { readonly digest: string; readonly mode: string; readonly count: number };
  readonly refs: Refs | undefined;
}

/**
 * Compares what the manifests of two packs declare, and the context of two runs. Nothing is
 * verified. Errors: those of `inspectPack`, `context_refs_invalid`.
 */
export function diffPacks(
  left: ByteSource,
  right: ByteSource,
  options: { readonly profile: Profile },
): PackDifference {
  const a = readInfo(left, options.profile);
  const b = readInfo(right, options.profile);
  const addedFiles = sortUtf8([...b.files.keys()].filter((path) => !a.files.has(path)));
  const removedFiles = sortUtf8([...a.files.keys()].filter((path) => !b.files.has(path)));
  const changedFiles = sortUtf8(
    [...a.files]
      .filter(([path, hash]) => b.files.has(path) && b.files.get(path) !== hash)
      .map(([path]) => path),
  );
  const manifestDelta = a.manifestDigest !== b.manifestDigest || a.packType !== b.packType;
  const contextDrift = a.packType === 'run' && b.packType === 'run' ? driftOf(a, b) : 'none';
  return {
    leftPackId: a.packId,
    rightPackId: b.packId,
    leftPackType: a.packType,
    rightPackType: b.packType,
    changed:
      manifestDelta ||
      contextDrift !== 'none' ||
      addedFiles.length + removedFiles.length + changedFiles.length > 0,
    addedFiles,
    removedFiles,
    changedFiles,
    manifestDelta,
    contextDrift,
  };
}

function driftOf(a: PackInfo, b: PackInfo): ContextDrift {
  if (a.refs !== undefined && b.refs !== undefined) return classifyDrift(a.refs, b.refs);
  const { context: left } = a;
  const { context: right } = b;
  const same =
    left.digest === right.digest && left.mode === right.mode && left.count === right.count;
  const silent = left.digest === '' && right.digest === '' && left.count <= 0 && right.count <= 0;
  return same || silent ? 'none' : 'semantic';
}

function readInfo(source: ByteSource, profile: Profile): PackInfo {
  const archive = openPackArchive(source, defaultLimits('compat'));
  if (legacyKind(archive) === 'runpack') {
    const { manifest, refs } = readRunpack(source, { profile });
    return {
      packId: manifest.manifest_digest,
      packType: 'run',
      manifestDigest: manifest.manifest_digest,
      files: new Map((manifest.files ?? []).map(({ path, sha256 }) => [path, sha256])),
      context: contextOf(refs),
      refs,
    };
  }
  const { manifest } = readPackManifest(archive, collectFindings('compat'));
  const refs = manifest.pack_type === 'run' ? readEmbedded(archive)?.refs : undefined;
  return {
    packId: manifest.pack_id,
    packType: manifest.pack_type,
    manifestDigest: digest(parseJsonLoose(archive.read(PACK_MANIFEST_FILE))),
    files: new Map((manifest.contents ?? []).map(({ path, sha256 }) => [path, sha256])),
    context: refs === undefined ? payloadContext(archive, manifest.pack_type) : contextOf(refs),
    refs,
  };
}

function contextOf(refs: Refs): PackInfo['context'] {
  return {
    digest: trimSpace(refs.context_set_digest),
    mode: trimSpace(refs.context_evidence_mode),
    count: (refs.receipts ?? []).length,
  };
}

/** What the payload says about the context, where the runpack inside cannot be read. */
function payloadContext(archive: PackArchive, packType: string): PackInfo['context'] {
  const nothing = { digest: '', mode: '', count: 0 };
  if (packType !== 'run' || !archive.has(RUN_FILES.payload)) return nothing;
  try {
    const payload = readPayload(
      archive,
      RUN_FILES.payload,
      runPayloadRecord,
      collectFindings('compat'),
    );
    return {
      digest: trimSpace(payload.context_set_digest),
      mode: trimSpace(payload.context_evidence_mode),
      count: payload.context_ref_count,
    };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return nothing;
  }
}
