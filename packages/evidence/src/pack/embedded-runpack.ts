import { isCodedError, type KeySet } from '@gait/canon';
import type { Refs, Run, RunpackManifest } from '../runpack/runpack-records.ts';
import { verifyRunpack, type RunpackReport } from '../runpack/verify-runpack.ts';
import type { Findings, Profile } from '../verdict/findings.ts';
import type { ZipLimits } from '../zip/zip-limits.ts';
import { openInflated } from './open-inflated.ts';
import type { PackArchive } from './pack-archive.ts';

/** Entry of run and call packs that holds the recorded run. */
export const EMBEDDED_RUNPACK = 'source/runpack.zip';

/** What a pack's payload is compared with. */
export interface EmbeddedRunpack {
  readonly manifest: RunpackManifest;
  readonly run: Run;
  /** Undefined when it is too large to be read as a whole. */
  readonly refs: Refs | undefined;
  readonly receipts: number;
  readonly intents: number;
  readonly results: number;
}

/** How the run inside is judged. */
export interface EmbeddedOptions {
  readonly keys: KeySet | undefined;
  readonly limits: ZipLimits;
}

/**
 * Verifies the runpack inside a pack as `gait verify` would, in bounded memory whatever
 * its size. The reference hashes the file and never opens it, so that a pack can carry
 * any bytes there.
 *
 * Its own signature may be missing; a wrong one is refused, under `strict` also one by a key
 * that is not trusted. Refusals: `pack_embedded_invalid` and those of `verifyRunpack`, with the inner entry
 * behind an exclamation mark. Undefined when there is nothing to compare with.
 */
export async function checkEmbeddedRunpack(
  archive: PackArchive,
  options: EmbeddedOptions,
  findings: Findings,
): Promise<EmbeddedRunpack | undefined> {
  const entry = archive.zip.find(EMBEDDED_RUNPACK);
  if (entry === undefined) return undefined;
  const refuse = (message: string): void =>
    findings.refuse('pack_embedded_invalid', message, { entry: EMBEDDED_RUNPACK });
  try {
    const source = await openInflated(archive.zip, entry);
    const report = await verifyRunpack(source, {
      profile: findings.profile,
      keys: options.keys,
      allowUnsigned: true,
      limits: options.limits,
    });
    forward(report, findings);
    const fault = faultOf(report, options.keys, findings.profile);
    if (fault !== undefined) {
      refuse(fault);
      return undefined;
    }
    return embeddedOf(report);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    refuse(error.message);
    return undefined;
  }
}

function forward(report: RunpackReport, findings: Findings): void {
  for (const { code, message, entry, line } of [...report.refusals, ...report.tolerated]) {
    findings.refuse(code, message, {
      entry: entry === undefined ? EMBEDDED_RUNPACK : `${EMBEDDED_RUNPACK}!${entry}`,
      ...(line === undefined ? {} : { line }),
    });
  }
}

/** What the reference's own runpack verification would say. */
function faultOf(
  report: RunpackReport,
  keys: KeySet | undefined,
  profile: Profile,
): string | undefined {
  if (report.fault !== undefined) return report.fault.message;
  const [missing] = report.missingFiles;
  if (missing !== undefined) return `the runpack inside lacks ${missing}`;
  const [mismatch] = report.hashMismatches;
  if (mismatch !== undefined) return `${mismatch.path} of the runpack inside was altered`;
  // The recorder may sign with a key the packer's verifier does not know: that proves nothing
  // bad, and under strict nothing good. No signature is fine: the pack's covers these bytes.
  const known = (report.manifest?.signatures ?? []).some(({ key_id }) =>
    (keys?.keys ?? []).some(({ key }) => key.keyId === key_id),
  );
  if (report.signature.status === 'failed' && (known || profile === 'strict'))
    return 'the runpack inside has a wrong signature';
  return undefined;
}

/** Undefined when `run.json` is no record: that is a refusal already. */
function embeddedOf({ manifest, facts }: RunpackReport): EmbeddedRunpack | undefined {
  if (manifest === undefined || facts?.run === undefined) return undefined;
  const { run, refs, receipts, intents, results } = facts;
  return { manifest, run, refs, receipts, intents, results };
}
