import {
  CodedError,
  digest,
  encodeRecord,
  sortUtf8,
  ZERO_TIME,
  type RecordType,
} from '@gait/canon';
import { classifyDrift, type ContextDrift } from '../context/classify-drift.ts';
import {
  intentRecord,
  manifestRecord,
  refsRecord,
  resultRecord,
  type Intent,
  type Refs,
  type Result,
  type Runpack,
  type RunpackManifest,
} from './runpack-records.ts';

/** Whether payloads are compared (`full`) or left out (`metadata`). */
export type DiffPrivacy = 'full' | 'metadata';

/** How two runs differ, in the words of the artifact: lists are absent when empty. */
export interface DiffSummary {
  readonly run_id_left: string;
  readonly run_id_right: string;
  readonly manifest_changed: boolean;
  readonly files_changed?: readonly string[];
  readonly intents_changed: boolean;
  readonly results_changed: boolean;
  readonly refs_changed: boolean;
  readonly left_only_intents?: readonly string[];
  readonly right_only_intents?: readonly string[];
  readonly left_only_results?: readonly string[];
  readonly right_only_results?: readonly string[];
  readonly context_drift_classification?: ContextDrift;
  readonly context_runtime_only_changes?: true;
}

/** A difference between two runs. */
export interface RunpackDiff {
  readonly privacy: string;
  readonly summary: DiffSummary;
}

/** Reads a privacy mode; empty means `full`. Error: `diff_privacy_invalid`. */
export function parseDiffPrivacy(text: string): DiffPrivacy {
  if (text === '' || text === 'full') return 'full';
  if (text === 'metadata') return 'metadata';
  throw new CodedError('diff_privacy_invalid', `unknown privacy mode ${JSON.stringify(text)}`, {
    hint: 'use full or metadata',
  });
}

/** True when anything that counts differs; the context of both may still be fetched at other times. */
export function isChanged(summary: DiffSummary): boolean {
  return (
    summary.manifest_changed ||
    summary.intents_changed ||
    summary.results_changed ||
    summary.refs_changed
  );
}

/**
 * Compares two runs by what they did, not by when and under which id (gait-formats §2.8).
 * Errors: those of `normalizeRefs`.
 */
export function diffRunpacks(left: Runpack, right: Runpack, privacy: DiffPrivacy): RunpackDiff {
  const intents = diffById(
    digestIntents(left.intents, privacy),
    digestIntents(right.intents, privacy),
  );
  const results = diffById(
    digestResults(left.results, privacy),
    digestResults(right.results, privacy),
  );
  const drift = privacy === 'full' ? contextDrift(left.refs, right.refs) : 'none';
  const refsChanged =
    privacy === 'full'
      ? drift !== 'none'
      : (left.refs.receipts ?? []).length !== (right.refs.receipts ?? []).length;
  const summary: DiffSummary = {
    run_id_left: left.run.run_id,
    run_id_right: right.run.run_id,
    manifest_changed: manifestShape(left.manifest) !== manifestShape(right.manifest),
    ...unlessEmpty(
      'files_changed',
      symmetricDifference(paths(left.manifest), paths(right.manifest)),
    ),
    intents_changed: intents.changed,
    results_changed: results.changed,
    refs_changed: refsChanged,
    ...unlessEmpty('left_only_intents', intents.leftOnly),
    ...unlessEmpty('right_only_intents', intents.rightOnly),
    ...unlessEmpty('left_only_results', results.leftOnly),
    ...unlessEmpty('right_only_results', results.rightOnly),
    context_drift_classification: drift,
    ...(drift === 'runtime_only' ? { context_runtime_only_changes: true } : {}),
  };
  return { privacy, summary };
}

function unlessEmpty<K extends string>(
  key: K,
  list: readonly string[],
): { readonly [P in K]?: readonly string[] } {
  // The computed key is exactly K; TypeScript widens it to string.
  return (list.length === 0 ? {} : { [key]: list }) as { readonly [P in K]?: readonly string[] };
}

function manifestShape(manifest: RunpackManifest): string {
  return digest(
    encodeRecord(manifestRecord, {
      ...manifest,
      run_id: '',
      producer_version: '',
      created_at: ZERO_TIME,
      manifest_digest: '',
      signatures: null,
      files: (manifest.files ?? []).map(({ path }) => ({ path, sha256: '' })),
    }),
  );
}

function paths(manifest: RunpackManifest): ReadonlySet<string> {
  return new Set((manifest.files ?? []).map(({ path }) => path));
}

function symmetricDifference(
  left: ReadonlySet<string>,
  right: ReadonlySet<string>,
): readonly string[] {
  return sortUtf8([...without(left, right), ...without(right, left)]);
}

function without(from: Iterable<string>, other: { has(item: string): boolean }): readonly string[] {
  return sortUtf8([...from].filter((item) => !other.has(item)));
}

/** Digest by intent id; of several records with one id the last one counts. */
type ById = ReadonlyMap<string, string>;

const ANY_RUN = { run_id: '', producer_version: '', created_at: ZERO_TIME } as const;

function digestIntents(intents: readonly Intent[], privacy: DiffPrivacy): ById {
  const hidden = privacy === 'metadata' ? { args: null } : {};
  return digestById(intentRecord, intents, { ...ANY_RUN, ...hidden });
}

function digestResults(results: readonly Result[], privacy: DiffPrivacy): ById {
  const hidden = privacy === 'metadata' ? { result: null } : {};
  return digestById(resultRecord, results, { ...ANY_RUN, ...hidden });
}

function digestById<T extends { readonly intent_id: string }>(
  type: RecordType<T>,
  records: readonly T[],
  blank: Partial<T>,
): ById {
  return new Map(
    records.map((item) => [item.intent_id, digest(encodeRecord(type, { ...item, ...blank }))]),
  );
}

function diffById(left: ById, right: ById) {
  const leftOnly = without(left.keys(), right);
  const rightOnly = without(right.keys(), left);
  const changed =
    leftOnly.length > 0 ||
    rightOnly.length > 0 ||
    [...left].some(([id, digestHex]) => right.get(id) !== digestHex);
  return { changed, leftOnly, rightOnly };
}

function contextDrift(left: Refs, right: Refs): ContextDrift {
  return sameContext(left, right) ? 'none' : classifyDrift(left, right);
}

function sameContext(left: Refs, right: Refs): boolean {
  const shape = (refs: Refs): string => digest(encodeRecord(refsRecord, { ...refs, ...ANY_RUN }));
  return shape(left) === shape(right);
}
