import { MAX_SIGNATURES, type SignatureCheck } from '@gait/canon';
import { signatureMessage } from './signature-message.ts';
import type { Findings, Profile, RefusalPlace } from './findings.ts';

/** Status of the signatures of an artifact as reports carry it. */
export type SignatureStatus = SignatureCheck['status'];

/** True when the status is as good as the caller asked for. */
export function acceptsStatus(status: SignatureStatus, required: boolean): boolean {
  return required ? status === 'verified' : status !== 'failed';
}

/** One line for each signature that does not count. */
export function signatureLines(check: SignatureCheck): string[] {
  if (check.status === 'skipped') return ['public key not configured'];
  return check.faults.map(({ fault }) => signatureMessage(fault));
}

/**
 * A verifier that was given keys and finds no signature must not answer better than for
 * a wrong one: otherwise an attacker who cannot forge a signature takes it away. Where
 * signatures are required the status alone says no.
 */
export function refuseStripped(check: SignatureCheck, required: boolean, findings: Findings): void {
  if (!check.stripped || required) return;
  findings.refuse('signature_stripped', 'a key was given and the artifact carries no signature');
}

/** The reference looks at any number; under `compat` this many are still looked at. */
const MAX_COMPAT_SIGNATURES = 4096;

/** Most signatures of one artifact that are looked at under a profile. */
export function maxSignatures(profile: Profile): number {
  return profile === 'compat' ? MAX_COMPAT_SIGNATURES : MAX_SIGNATURES;
}

/** More signatures than anybody has reason to make cost whoever verifies them. */
export function refuseSignatureCount(
  signatures: readonly unknown[] | null,
  findings: Findings,
  place?: RefusalPlace,
): void {
  const count = signatures?.length ?? 0;
  if (count <= MAX_SIGNATURES) return;
  findings.refuse('signature_count', `the artifact carries ${count} signatures`, place);
}
