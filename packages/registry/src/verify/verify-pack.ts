import { CodedError, isCodedError, sha256Hex } from '@gait/canon';
import { readEntry, type ZipArchive } from '@gait/evidence';
import { judgeContent, mayExecute } from '../pack/judge-content.ts';
import { openArchive } from '../pack/open-archive.ts';
import { PACK_LIMITS } from '../pack/pack-limits.ts';
import {
  manifestDigestOf,
  PACK_MANIFEST,
  parseManifest,
  type PackManifest,
} from '../pack/pack-manifest.ts';
import { parseSignatureFile, type SignatureFile } from '../sign/signature-file.ts';
import type { SigstoreVerifier } from '../sign/sigstore.ts';
import type { FetchedPack } from '../source/pack-source.ts';
import { judgeSigners, type SignerCheck } from '../trust/judge-signers.ts';
import type { PackTrust } from '../trust/trust-policy.ts';
import { judgeExpected, type ExpectedPack } from './expected-pack.ts';
import { judgePublisher } from './judge-publisher.ts';
import { refuse, type PackNote, type PackSignature, type Refusal } from './verdict.ts';

/** What a pack is held against. */
export interface VerifyPackOptions {
  /** Who may provide what. Undefined: nobody is known. */
  readonly trust?: PackTrust;
  /** `strict`: what no publisher of the policy signed is refused. */
  readonly profile: 'standard' | 'strict';
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  /** What the lock, a pin or the user says must come. */
  readonly expected?: ExpectedPack;
  /** For packs with sigstore bundles; without it they do not count. */
  readonly sigstore?: SigstoreVerifier;
}

/** A pack whose every byte was checked. */
export interface VerifiedPack {
  readonly ok: true;
  readonly manifest: PackManifest;
  readonly manifestBytes: Uint8Array;
  /** SHA-256 of the manifest: what pins and locks name. */
  readonly manifestDigest: string;
  readonly archiveDigest: string;
  /** Content by path below the pack. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly signature: PackSignature;
  readonly notes: readonly PackNote[];
  /** Address of exactly these bytes. */
  readonly resolved: string;
}

export type PackVerdict = VerifiedPack | Refusal;

/**
 * Verifies a pack that came from anywhere, in this order: size, pinned digest of the zip, shape of
 * the zip, pinned digest of the manifest, signatures over it, its fields, who may provide them, what
 * was expected, and at last every file against the manifest. What an earlier step has not proved, no
 * later one reads. The answer about a bad pack is a value.
 *
 * Throws only what is no fault of the pack.
 */
export function verifyPack(fetched: FetchedPack, options: VerifyPackOptions): PackVerdict {
  try {
    return verify(fetched, options);
  } catch (error) {
    if (!isCodedError(error) || error.facts.reported === 'io_failure') throw error;
    return refuse(error.code, error.message, error.hint ?? 'do not install this pack');
  }
}

function verify(fetched: FetchedPack, options: VerifyPackOptions): PackVerdict {
  const { expected = {} } = options;
  const archiveDigest = sha256Hex(fetched.archive);
  if (expected.archiveDigest !== undefined && expected.archiveDigest !== archiveDigest) {
    return pinned('zip', expected.archiveDigest, archiveDigest);
  }
  const { zip, manifestBytes } = openArchive(fetched.archive);
  if (fetched.manifest !== undefined && Buffer.compare(fetched.manifest, manifestBytes) !== 0) {
    return refuse(
      'pack_digest_mismatch',
      'the manifest beside the zip is not the one inside it',
      'do not install this pack; ask its publisher',
    );
  }
  const manifestDigest = manifestDigestOf(manifestBytes);
  if (expected.manifestDigest !== undefined && expected.manifestDigest !== manifestDigest) {
    return pinned('manifest', expected.manifestDigest, manifestDigest);
  }
  const revoked = options.trust?.revoked.get(manifestDigest);
  if (revoked !== undefined) {
    return refuse('pack_revoked', `this pack is withdrawn: ${revoked}`, 'install another version');
  }
  const check = checkSigners(fetched, manifestBytes, manifestDigest, options);
  const manifest = parseManifest(manifestBytes);
  const judged = judgePublisher(manifest, check, options);
  if ('code' in judged) return judged;
  const unexpected = judgeExpected(manifest, judged.signature, expected);
  if (unexpected !== undefined) return unexpected;
  const files = readFiles(zip, manifest);
  const { signature, notes } = judged;
  const { resolved } = fetched;
  return {
    ok: true,
    manifest,
    manifestBytes,
    manifestDigest,
    archiveDigest,
    files,
    signature,
    notes,
    resolved,
  };
}

function checkSigners(
  fetched: FetchedPack,
  bytes: Uint8Array,
  digest: string,
  options: VerifyPackOptions,
): SignerCheck {
  const given = fetched.signatures.slice(0, PACK_LIMITS.signatureFiles);
  const files: SignatureFile[] = [];
  const broken: string[] = [];
  for (const file of given) {
    try {
      const parsed = parseSignatureFile(file);
      // Signatures of another version that were left lying beside this one say nothing about it.
      if (parsed.digest === digest) files.push(parsed);
      else broken.push('a signature file is of another pack');
    } catch (error) {
      if (!isCodedError(error)) throw error;
      broken.push(error.message);
    }
  }
  const trust = options.trust ?? { publishers: [], revoked: new Map() };
  const check = judgeSigners(trust, { bytes, digest }, files, options.now, options.sigstore);
  return {
    signers: check.signers,
    faults: [...check.faults, ...broken.map((why) => ({ by: 'file', why }))],
    total: check.total + broken.length,
  };
}

/** Every file of the manifest with its digest, and nothing else. */
function readFiles(zip: ZipArchive, manifest: PackManifest): ReadonlyMap<string, Uint8Array> {
  const declared = new Set(manifest.files.map(({ path }) => path));
  for (const { name } of zip.entries) {
    if (name !== PACK_MANIFEST && !declared.has(name)) {
      throw damaged(
        'pack_archive_invalid',
        `the zip holds ${name}, which the manifest lacks`,
        name,
      );
    }
  }
  const files = new Map<string, Uint8Array>();
  for (const { path, sha256, size, executable } of manifest.files) {
    const entry = zip.find(path);
    if (entry === undefined) {
      throw damaged(
        'pack_archive_invalid',
        `the zip lacks ${path}, which the manifest names`,
        path,
      );
    }
    if (entry.size !== size) {
      throw damaged(
        'pack_digest_mismatch',
        `${path} has another size than the manifest says`,
        path,
      );
    }
    const isProgram = (entry.mode & 0o111) !== 0;
    if (isProgram !== executable && !(mayExecute(path) && !isProgram)) {
      throw damaged('pack_content_refused', `the zip marks ${path} as a program`, path);
    }
    const bytes = readEntry(zip, entry, PACK_LIMITS.fileBytes);
    if (sha256Hex(bytes) !== sha256) {
      throw damaged(
        'pack_digest_mismatch',
        `${path} is not the file that the manifest names`,
        path,
      );
    }
    const fault = judgeContent(path, bytes, executable);
    if (fault !== undefined) throw damaged(fault.code, `${path} is refused: ${fault.why}`, path);
    files.set(path, bytes);
  }
  return files;
}

function damaged(
  code:
    | 'pack_archive_invalid'
    | 'pack_digest_mismatch'
    | 'pack_content_refused'
    | 'pack_path_refused',
  message: string,
  entry: string,
): CodedError {
  return new CodedError(code, message, {
    hint: 'fetch the pack again; when it stays so, do not install it',
    where: { entry },
  });
}

function pinned(what: string, wanted: string, found: string): Refusal {
  return refuse(
    'pack_pin_mismatch',
    `the ${what} has the digest ${found}, and ${wanted} is pinned`,
    'the source changed what it gives: ask its publisher before you pin the new digest',
  );
}
