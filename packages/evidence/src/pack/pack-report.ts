import type { CodedError, KeySet, TrustNote } from '@gait/canon';
import type { Profile, Refusal } from '../verdict/findings.ts';
import type { SignatureStatus } from '../verdict/signature-status.ts';
import type { ZipLimits } from '../zip/zip-limits.ts';

/** How a container of evidence is verified. */
export interface VerifyPackOptions {
  readonly profile: Profile;
  /** Undefined: signatures are not checked. */
  readonly keys: KeySet | undefined;
  /** Missing, skipped and wrong signatures fail; proof records must be signed too. */
  readonly requireSignature: boolean;
  /** Limits of the zip readers; default those of the profile. */
  readonly limits?: ZipLimits;
}

/** A file whose bytes are not the declared ones. */
export interface HashMismatch {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
}

/** What was found in a container that could be read to the end. */
export interface PackResult {
  readonly packId: string;
  readonly packType: string;
  readonly sourceRef: string;
  /** Declared files. */
  readonly filesChecked: number;
  readonly proofRecords: number;
  readonly missingFiles: readonly string[];
  readonly hashMismatches: readonly HashMismatch[];
  readonly undeclaredFiles: readonly string[];
  readonly signatureStatus: SignatureStatus;
  readonly signatureErrors: readonly string[];
  readonly signaturesTotal: number;
  readonly signaturesValid: number;
  /** Ids of the keys whose signatures count. */
  readonly signers: readonly string[];
  /** Set for containers older than packs that are accepted as such. */
  readonly legacyType: 'runpack' | 'guard' | undefined;
}

/** The verdict about a pack. */
export interface PackReport {
  readonly ok: boolean;
  /** Undefined when `fault` ended the judging early. */
  readonly result: PackResult | undefined;
  readonly fault: CodedError | undefined;
  readonly refusals: readonly Refusal[];
  readonly tolerated: readonly Refusal[];
  readonly notes: readonly TrustNote[];
}
