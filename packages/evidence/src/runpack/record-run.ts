import {
  canonicalize,
  CodedError,
  encodeRecord,
  isZeroTime,
  sha256Hex,
  signValue,
  type RecordType,
  type SigningKey,
} from '@gait/canon';
import { normalizeRefs } from '../context/normalize-refs.ts';
import { writeZip } from '../zip/write-zip.ts';
import { isReferenceMode } from './capture-mode.ts';
import { completeDigests, type DigestNormalization } from './complete-digests.ts';
import { manifestDigest } from './manifest-digest.ts';
import {
  intentRecord,
  manifestRecord,
  refsRecord,
  resultRecord,
  runRecord,
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  type Intent,
  type Refs,
  type Result,
  type Run,
  type RunpackManifest,
} from './runpack-records.ts';

/** What a recording fills in where the run does not say. */
export interface RecordDefaults {
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** Operating system and architecture by Go's names: `linux`, `amd64`. */
  readonly os: string;
  readonly arch: string;
}

/** A run to record. Unset fields are empty, as `emptyRecord` leaves them. */
export interface RecordRunInput {
  readonly run: Run;
  readonly intents: readonly Intent[];
  readonly results: readonly Result[];
  readonly refs: Refs;
  /** `reference` keeps digests only, `raw` keeps payloads; empty means `reference`. */
  readonly captureMode: string;
  readonly normalization?: DigestNormalization;
  readonly signingKey?: SigningKey;
}

/** A recorded run: the container's bytes and what stands in its manifest. */
export interface RecordedRun {
  readonly runId: string;
  readonly manifest: RunpackManifest;
  readonly zip: Uint8Array;
}

const NO_NORMALIZATION: DigestNormalization = { intent_args: null, result_payloads: null };

/**
 * Makes a runpack (gait-formats §2.3). The same input gives the same bytes.
 *
 * Errors: `run_id_missing`, `runpack_run_id_mismatch`, `runpack_record_schema`, and those of
 * `completeDigests` and `normalizeRefs`.
 */
export function recordRun(input: RecordRunInput, defaults: RecordDefaults): RecordedRun {
  if (input.run.run_id === '') {
    throw new CodedError('run_id_missing', 'run.run_id is missing', {
      hint: 'name the run in run.run_id',
      where: { field: 'run.run_id' },
    });
  }
  const run = fillRun(input.run, defaults);
  const completed = completeDigests(
    {
      intents: input.intents.map((intent, i) => inherit(intent, run, 'intent', `intents[${i}]`)),
      results: input.results.map((result, i) => inherit(result, run, 'result', `results[${i}]`)),
      refs: inherit(input.refs, run, 'refs', 'refs'),
    },
    input.normalization ?? NO_NORMALIZATION,
  );
  const captureMode = input.captureMode === '' ? 'reference' : input.captureMode;
  const files = encodeFiles(run, stripPayloads(completed, captureMode));
  const manifest = makeManifest(run, captureMode, files, input.signingKey);
  const zip = writeZip([
    { path: 'manifest.json', data: utf8(canonicalize(encodeRecord(manifestRecord, manifest))) },
    ...files,
  ]);
  return { runId: run.run_id, manifest, zip };
}

function fillRun(run: Run, defaults: RecordDefaults): Run {
  checkSchema(run, 'run', 'run');
  return {
    ...run,
    schema_id: RUNPACK_SCHEMAS.run,
    schema_version: RUNPACK_SCHEMA_VERSION,
    created_at: isZeroTime(run.created_at) ? defaults.createdAt : run.created_at,
    producer_version: run.producer_version === '' ? '0.0.0-dev' : run.producer_version,
    env: {
      os: run.env.os === '' ? defaults.os : run.env.os,
      arch: run.env.arch === '' ? defaults.arch : run.env.arch,
      runtime: run.env.runtime === '' ? 'go' : run.env.runtime,
    },
  };
}

/** The fields that every record of a run shares. */
type Shared = Pick<
  Run,
  'schema_id' | 'schema_version' | 'created_at' | 'producer_version' | 'run_id'
>;

/** Fills shared fields from the run. A record of another run would make a runpack that does not verify. */
function inherit<T extends Shared>(
  given: T,
  run: Run,
  kind: keyof typeof RUNPACK_SCHEMAS,
  field: string,
): T {
  checkSchema(given, kind, field);
  if (given.run_id !== '' && given.run_id !== run.run_id) {
    throw new CodedError(
      'runpack_run_id_mismatch',
      `${field}.run_id names another run than run.run_id`,
      {
        hint: 'leave run_id out of the records, or set all of them with --run-id',
        where: { field: `${field}.run_id` },
      },
    );
  }
  return {
    ...given,
    schema_id: RUNPACK_SCHEMAS[kind],
    schema_version: RUNPACK_SCHEMA_VERSION,
    created_at: isZeroTime(given.created_at) ? run.created_at : given.created_at,
    producer_version: given.producer_version === '' ? run.producer_version : given.producer_version,
    run_id: run.run_id,
  };
}

function checkSchema(given: Shared, kind: keyof typeof RUNPACK_SCHEMAS, field: string): void {
  const id = given.schema_id === '' ? RUNPACK_SCHEMAS[kind] : given.schema_id;
  const version = given.schema_version === '' ? RUNPACK_SCHEMA_VERSION : given.schema_version;
  if (id === RUNPACK_SCHEMAS[kind] && version === RUNPACK_SCHEMA_VERSION) return;
  throw new CodedError('runpack_record_schema', `${field} is of schema ${id} ${version}`, {
    hint: `leave schema_id and schema_version out, or write ${RUNPACK_SCHEMAS[kind]} ${RUNPACK_SCHEMA_VERSION}`,
    where: { field: `${field}.schema_id` },
  });
}

interface Records {
  readonly intents: readonly Intent[];
  readonly results: readonly Result[];
  readonly refs: Refs;
}

/** Reference capture keeps no payload: the default stores no secrets. */
function stripPayloads(records: Records, captureMode: string): Records {
  if (!isReferenceMode(captureMode)) return records;
  return {
    intents: records.intents.map((intent) => ({ ...intent, args: null })),
    results: records.results.map((result) => ({ ...result, result: null })),
    refs: records.refs,
  };
}

interface FileBytes {
  readonly path: string;
  readonly data: Uint8Array;
}

function encodeFiles(run: Run, { intents, results, refs }: Records): readonly FileBytes[] {
  return [
    { path: 'intents.jsonl', data: encodeLines(intentRecord, intents) },
    { path: 'refs.json', data: utf8(canonicalize(encodeRecord(refsRecord, normalizeRefs(refs)))) },
    { path: 'results.jsonl', data: encodeLines(resultRecord, results) },
    { path: 'run.json', data: utf8(canonicalize(encodeRecord(runRecord, run))) },
  ];
}

function encodeLines<T>(type: RecordType<T>, items: readonly T[]): Uint8Array {
  return utf8(items.map((item) => `${canonicalize(encodeRecord(type, item))}\n`).join(''));
}

function utf8(text: string): Uint8Array {
  return Buffer.from(text, 'utf8');
}

function makeManifest(
  run: Run,
  captureMode: string,
  files: readonly FileBytes[],
  key: SigningKey | undefined,
): RunpackManifest {
  const bare: RunpackManifest = {
    schema_id: RUNPACK_SCHEMAS.manifest,
    schema_version: RUNPACK_SCHEMA_VERSION,
    created_at: run.created_at,
    producer_version: run.producer_version,
    run_id: run.run_id,
    capture_mode: captureMode,
    files: files.map(({ path, data }) => ({ path, sha256: sha256Hex(data) })),
    manifest_digest: '',
    signatures: null,
  };
  const manifest = { ...bare, manifest_digest: manifestDigest(bare) };
  if (key === undefined) return manifest;
  const { alg, key_id, sig, signed_digest } = signValue(
    key,
    encodeRecord(manifestRecord, manifest),
  );
  return { ...manifest, signatures: [{ alg, key_id, sig, signed_digest: signed_digest ?? '' }] };
}
