import { digest, encodeRecord, type Json, type RecordType } from '@gait/canon';
import type { DiffPrivacy } from './diff-runpacks.ts';
import { verdictOf } from './inspect-runpack.ts';
import {
  intentRecord,
  resultRecord,
  type Intent,
  type Result,
  type Runpack,
} from './runpack-records.ts';

/** A field that differs. Values are told where they are short; payloads never are. */
export interface FieldDifference {
  /** `verdict` stands in the result's payload; `intent` and `result` are whole records. */
  readonly field: string;
  readonly left?: string;
  readonly right?: string;
}

/** How one call differs between two runs. */
export interface CallDifference {
  readonly intent_id: string;
  /** Empty for a result without a call. */
  readonly tool_name: string;
  /** There when neither run has such a call, only a result. */
  readonly result_only?: true;
  readonly change: 'left_only' | 'right_only' | 'changed';
  /** There when the call is in both. */
  readonly fields?: readonly FieldDifference[];
}

/** Records of one run by intent id; of several with one id the last one counts, as in the summary. */
interface Calls {
  readonly intents: ReadonlyMap<string, Intent>;
  readonly results: ReadonlyMap<string, Result>;
}

/** Fields that differ between any two runs, and what their payloads are digested into. */
const OF_THE_RUN = new Set(['run_id', 'producer_version', 'created_at']);
const PAYLOADS = new Set(['args', 'result']);

/**
 * Names every call that makes `intents_changed` or `results_changed` true: those of the left
 * run in their order, then those that only the right run has.
 */
export function listDifferences(
  left: Runpack,
  right: Runpack,
  privacy: DiffPrivacy,
): readonly CallDifference[] {
  const [a, b] = [callsOf(left), callsOf(right)];
  const ids = new Set([
    ...a.intents.keys(),
    ...a.results.keys(),
    ...b.intents.keys(),
    ...b.results.keys(),
  ]);
  return [...ids].flatMap((id) => compareCall(id, a, b, privacy) ?? []);
}

function callsOf({ intents, results }: Runpack): Calls {
  return {
    intents: new Map(intents.map((intent) => [intent.intent_id, intent])),
    results: new Map(results.map((result) => [result.intent_id, result])),
  };
}

function compareCall(
  id: string,
  a: Calls,
  b: Calls,
  privacy: DiffPrivacy,
): CallDifference | undefined {
  const intents = [a.intents.get(id), b.intents.get(id)] as const;
  const results = [a.results.get(id), b.results.get(id)] as const;
  const intent = intents[0] ?? intents[1];
  const named =
    intent === undefined
      ? { intent_id: id, tool_name: '', result_only: true as const }
      : { intent_id: id, tool_name: intent.tool_name };
  const inLeft = intents[0] !== undefined || results[0] !== undefined;
  const inRight = intents[1] !== undefined || results[1] !== undefined;
  if (!inRight) return { ...named, change: 'left_only' };
  if (!inLeft) return { ...named, change: 'right_only' };
  const fields = [
    ...compareRecords('intent', intentRecord, intents, privacy),
    ...compareRecords('result', resultRecord, results, privacy),
    ...(privacy === 'full' ? compareVerdicts(results) : []),
  ];
  return fields.length === 0 ? undefined : { ...named, change: 'changed', fields };
}

type Pair<T> = readonly [T | undefined, T | undefined];

function compareRecords<T>(
  name: string,
  type: RecordType<T>,
  [left, right]: Pair<T>,
  privacy: DiffPrivacy,
): FieldDifference[] {
  if (left === undefined && right === undefined) return [];
  if (left === undefined || right === undefined) {
    return [{ field: name, left: presence(left), right: presence(right) }];
  }
  const [a, b] = [encodeRecord(type, left), encodeRecord(type, right)];
  return type.fields.flatMap(([field]) => {
    if (OF_THE_RUN.has(field) || (privacy === 'metadata' && PAYLOADS.has(field))) return [];
    const [before, after] = [a[field] ?? null, b[field] ?? null];
    if (digest(before) === digest(after)) return [];
    return [PAYLOADS.has(field) ? { field } : { field, left: text(before), right: text(after) }];
  });
}

function presence(record: unknown): string {
  return record === undefined ? 'absent' : 'present';
}

function text(value: Json): string {
  return typeof value === 'string' ? value : '';
}

function compareVerdicts([left, right]: Pair<Result>): FieldDifference[] {
  if (left === undefined || right === undefined) return [];
  const [before, after] = [verdictOf(left), verdictOf(right)];
  return before === after ? [] : [{ field: 'verdict', left: before, right: after }];
}
