import { compareUtf8, isCodedError, sortUtf8, trimSpace, type RecordType } from '@gait/canon';
import { readRunpack } from '../runpack/read-runpack.ts';
import type { Runpack } from '../runpack/runpack-records.ts';
import { defaultLimits } from '../runpack/verify-runpack.ts';
import { collectFindings, type Findings, type Profile } from '../verdict/findings.ts';
import type { ByteSource } from '../zip/byte-source.ts';
import { authorizationBundleRecord, type AuthorizationBundle } from './authorization-bundle.ts';
import { AUTHORIZATION_FILE } from './authorization-contract.ts';
import { CALL_FILES } from './call-contract.ts';
import { callPayloadRecord, type CallPayload } from './call-records.ts';
import { EMBEDDED_RUNPACK } from './embedded-runpack.ts';
import { inflatedSource } from './inflated-source.ts';
import { JOB_FILES } from './job-contract.ts';
import {
  jobEventRecord,
  jobPayloadRecord,
  jobStateRecord,
  type JobPayload,
} from './job-records.ts';
import { openPackArchive, type PackArchive } from './pack-archive.ts';
import type { PackManifest, PackType } from './pack-manifest.ts';
import { readPackManifest } from './read-pack-manifest.ts';
import { readPayload, readPayloadLines } from './read-payload.ts';
import { RUN_FILES } from './run-contract.ts';
import { runPayloadOf } from './run-payload-of.ts';
import { runPayloadRecord, type RunPayload } from './run-payload.ts';
import { legacyKind } from './verify-legacy-pack.ts';

/** What happened in a run, without its contents. */
export interface RunLineage {
  readonly timelineEvents: number;
  readonly receiptCount: number;
  /** By intent id. */
  readonly intentResults: readonly {
    readonly intentId: string;
    readonly toolName: string;
    readonly status: string;
  }[];
}

/** What happened in a job. */
export interface JobLineage {
  readonly eventCount: number;
  readonly lastEventType: string;
  readonly checkpointRefs: readonly {
    readonly checkpointId: string;
    readonly type: string;
    readonly reasonCode: string;
  }[];
}

/** What a pack says; parts that cannot be read are undefined. Nothing here is verified. */
export interface PackInspection {
  readonly packId: string;
  readonly packType: string;
  readonly sourceRef: string;
  readonly manifest: PackManifest | undefined;
  readonly runPayload: RunPayload | undefined;
  readonly jobPayload: JobPayload | undefined;
  readonly callPayload: CallPayload | undefined;
  readonly bundle: AuthorizationBundle | undefined;
  readonly runLineage: RunLineage | undefined;
  readonly jobLineage: JobLineage | undefined;
  readonly legacyType: 'runpack' | undefined;
}

const NOTHING = {
  manifest: undefined,
  runPayload: undefined,
  jobPayload: undefined,
  callPayload: undefined,
  bundle: undefined,
  runLineage: undefined,
  jobLineage: undefined,
  legacyType: undefined,
} as const;

/**
 * Shows what a pack says about itself, without verifying it (gait-formats §3.7). A
 * runpack is shown as a pack of type run.
 * Errors: those of `openZip`, `pack_manifest_missing`, `pack_manifest_invalid`, for a
 * runpack those of `readRunpack`.
 */
export function inspectPack(
  source: ByteSource,
  options: { readonly profile: Profile },
): PackInspection {
  const findings = collectFindings('compat');
  const archive = openPackArchive(source, defaultLimits('compat'));
  if (legacyKind(archive) === 'runpack') return inspectRunpack(readRunpack(source, options));
  const { manifest, type } = readPackManifest(archive, findings);
  const head = {
    packId: manifest.pack_id,
    packType: manifest.pack_type,
    sourceRef: manifest.source_ref,
    manifest,
  };
  return { ...NOTHING, ...head, ...inspectPayload(archive, type, findings) };
}

function inspectRunpack(runpack: Runpack): PackInspection {
  return {
    ...NOTHING,
    packId: runpack.manifest.manifest_digest,
    packType: 'run',
    sourceRef: runpack.run.run_id,
    runPayload: { ...runPayloadOf(runpack), created_at: runpack.run.created_at },
    runLineage: runLineageOf(runpack),
    legacyType: 'runpack',
  };
}

function inspectPayload(
  archive: PackArchive,
  type: PackType,
  findings: Findings,
): Partial<PackInspection> {
  const payload = <T>(name: string, record: RecordType<T>): T | undefined =>
    attempt(() => (archive.has(name) ? readPayload(archive, name, record, findings) : undefined));
  switch (type) {
    case 'run': {
      const runpack = readEmbedded(archive);
      return {
        runPayload: payload(RUN_FILES.payload, runPayloadRecord),
        runLineage: runpack === undefined ? undefined : runLineageOf(runpack),
      };
    }
    case 'job':
      return {
        jobPayload: payload(JOB_FILES.payload, jobPayloadRecord),
        jobLineage: attempt(() => jobLineageOf(archive, findings)),
      };
    case 'call':
      return { callPayload: payload(CALL_FILES.payload, callPayloadRecord) };
    case 'authorization':
      return { bundle: payload(AUTHORIZATION_FILE, authorizationBundleRecord) };
  }
}

/** The runpack inside, as the reference reads it; undefined when it is missing or not intact. */
export function readEmbedded(archive: PackArchive): Runpack | undefined {
  const entry = archive.zip.find(EMBEDDED_RUNPACK);
  if (entry === undefined) return undefined;
  return attempt(() => readRunpack(inflatedSource(archive.zip, entry), { profile: 'compat' }));
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}

function runLineageOf({ run, intents, results, refs }: Runpack): RunLineage {
  const links = new Map(
    intents.map(({ intent_id, tool_name }) => [intent_id, { toolName: tool_name, status: '' }]),
  );
  for (const { intent_id, status } of results) {
    links.set(intent_id, { toolName: links.get(intent_id)?.toolName ?? '', status });
  }
  return {
    timelineEvents: (run.timeline ?? []).length,
    receiptCount: (refs.receipts ?? []).length,
    intentResults: sortUtf8([...links.keys()]).map((intentId) => ({
      intentId,
      toolName: links.get(intentId)?.toolName ?? '',
      status: links.get(intentId)?.status ?? '',
    })),
  };
}

function jobLineageOf(archive: PackArchive, findings: Findings): JobLineage {
  const state = readPayload(archive, JOB_FILES.state, jobStateRecord, findings);
  const events = readPayloadLines(archive, JOB_FILES.events, jobEventRecord, findings);
  const refs = (state.checkpoints ?? []).map(({ checkpoint_id, type, reason_code }) => ({
    checkpointId: checkpoint_id,
    type,
    reasonCode: reason_code,
  }));
  return {
    eventCount: events.length,
    lastEventType: trimSpace(events.at(-1)?.type ?? ''),
    checkpointRefs: refs.sort((left, right) => compareUtf8(left.checkpointId, right.checkpointId)),
  };
}
