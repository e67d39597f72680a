import type { SigningKey } from '@gait/canon';
import { contextEnvelopeRecord } from '../context/context-records.ts';
import { envelopeFromRefs } from '../context/envelope-refs.ts';
import { readRunpack } from '../runpack/read-runpack.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import type { Profile } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import { writeZip } from '../zip/write-zip.ts';
import { buildPack, encodeDocument, type BuiltPack, type PackFile } from './build-pack.ts';
import { EMBEDDED_RUNPACK } from './embedded-runpack.ts';
import { RUN_FILES } from './run-contract.ts';
import { runPayloadOf } from './run-payload-of.ts';
import { runPayloadRecord } from './run-payload.ts';

/** How a pack is built from a recorded run. */
export interface BuildRunPackOptions {
  readonly producerVersion: string;
  readonly key: SigningKey | undefined;
  /** How strictly the runpack is read; default `standard`. */
  readonly profile?: Profile;
}

/**
 * A pack of type run around a runpack (gait-formats §3.3, §3.4). The runpack is written
 * anew by our own zip writer, so that the pack does not depend on who compressed it.
 * Errors: those of `readRunpack` and `envelopeFromRefs`.
 */
export function buildRunPack(source: ByteSource, options: BuildRunPackOptions): BuiltPack {
  const profile = options.profile ?? 'standard';
  const runpack = readRunpack(source, { profile });
  const files: PackFile[] = [
    { path: RUN_FILES.payload, data: encodeDocument(runPayloadRecord, runPayloadOf(runpack)) },
    { path: EMBEDDED_RUNPACK, data: rewriteZip(source, profile) },
  ];
  const envelope =
    (runpack.refs.receipts ?? []).length === 0 ? undefined : envelopeFromRefs(runpack.refs);
  if (envelope !== undefined) {
    files.push({ path: RUN_FILES.envelope, data: encodeDocument(contextEnvelopeRecord, envelope) });
  }
  return buildPack(files, {
    type: 'run',
    sourceRef: runpack.run.run_id,
    producerVersion: options.producerVersion,
    key: options.key,
  });
}

function rewriteZip(source: ByteSource, profile: Profile): Uint8Array {
  const zip = openZip(source, defaultLimits(profile));
  const files = zip.entries.filter(({ isDirectory }) => !isDirectory);
  return writeZip(
    files.map((entry) => ({ path: entry.name, data: readEntry(zip, entry), mode: entry.mode })),
  );
}
