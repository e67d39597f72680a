import {
  canonicalize,
  encodeRecord,
  isDigestHex,
  ZERO_TIME,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { intentRecord, resultRecord, type Runpack } from '@gait/evidence';

/** One call that is not what was recorded. */
export interface CallChange {
  readonly intent_id: string;
  /** The recorded tool; for a call that was not recorded, the new one. */
  readonly tool: string;
  /** Which half of the call. */
  readonly record: 'intent' | 'result';
  readonly change: 'changed' | 'missing' | 'added';
  /** Empty unless `changed`. */
  readonly fields: readonly FieldChange[];
}

/**
 * A field with another value. Values of arguments and results may be secret and long:
 * they are named (`args.path`) and told apart by their digests only.
 */
export interface FieldChange {
  readonly field: string;
  readonly expected?: Json;
  readonly actual?: Json;
}

/** The files of a runpack that hold calls. */
export const CALL_FILES = { intent: 'intents.jsonl', result: 'results.jsonl' } as const;

const ANY_RUN = { run_id: '', producer_version: '', created_at: ZERO_TIME } as const;
const LONGEST_SHOWN = 60;
/** Fields whose own fields are named instead of their values. */
const PAYLOADS: ReadonlySet<string> = new Set(['args', 'result']);

/**
 * Which calls of a run differ from the recorded ones, and in which fields: the recorded
 * calls in their order, then the added ones. Compares what the comparison of runs
 * compares (gait-formats §2.8): by intent id, the last of several counts.
 *
 * @param files Only changes that show in these files, `intents.jsonl` and `results.jsonl`.
 */
export function callChanges(
  recorded: Runpack,
  run: Runpack,
  files: readonly string[],
): readonly CallChange[] {
  const tools = new Map(
    [...run.intents, ...recorded.intents].map((one) => [one.intent_id, one.tool_name]),
  );
  const halves = [
    { record: 'intent', was: intentsOf(recorded), is: intentsOf(run) },
    { record: 'result', was: resultsOf(recorded), is: resultsOf(run) },
  ] as const;
  const asked = halves.filter(({ record }) => files.includes(CALL_FILES[record]));
  const ids = new Set([
    ...asked.flatMap(({ was }) => [...was.keys()]),
    ...asked.flatMap(({ is }) => [...is.keys()]),
  ]);
  return [...ids].flatMap((intent_id) => {
    const tool = tools.get(intent_id) ?? '';
    const [intent, result] = asked.flatMap(({ record, was, is }): CallChange[] => {
      const found = compare(was.get(intent_id), is.get(intent_id));
      return found === undefined ? [] : [{ intent_id, tool, record, ...found }];
    });
    if (intent === undefined) return [];
    // A call that was not made has no result either: once is enough.
    const whole = intent.change !== 'changed' && intent.change === result?.change;
    return result === undefined || whole ? [intent] : [intent, result];
  });
}

/** The same in one line for a person; ids and names are as the runs have them. */
export function describeCallChange({
  intent_id,
  tool,
  record,
  change,
  fields,
}: CallChange): string {
  const call = `${intent_id} ${tool}`.trim();
  if (change !== 'changed') {
    const what = record === 'intent' ? 'call' : 'result';
    return `${call}: ${change === 'added' ? `a new ${what}` : `no such ${what} any more`}`;
  }
  const parts = fields.map(({ field, expected, actual }) =>
    expected === undefined ? field : `${field} ${short(expected)} → ${short(actual)}`,
  );
  return `${call}: ${parts.join(', ')}`;
}

function short(value: Json | undefined): string {
  const shown = typeof value === 'string' ? value : canonicalize(value ?? null);
  if (shown === '' || shown === 'null') return 'none';
  if (isDigestHex(shown)) return `${shown.slice(0, 8)}…`;
  return shown.length > LONGEST_SHOWN ? `${shown.slice(0, LONGEST_SHOWN)}…` : shown;
}

type ById = ReadonlyMap<string, JsonObject>;

function intentsOf(run: Runpack): ById {
  return new Map(
    run.intents.map((one) => [one.intent_id, encodeRecord(intentRecord, { ...one, ...ANY_RUN })]),
  );
}

function resultsOf(run: Runpack): ById {
  return new Map(
    run.results.map((one) => [one.intent_id, encodeRecord(resultRecord, { ...one, ...ANY_RUN })]),
  );
}

function compare(
  was: JsonObject | undefined,
  is: JsonObject | undefined,
): Pick<CallChange, 'change' | 'fields'> | undefined {
  if (was === undefined) return is === undefined ? undefined : { change: 'added', fields: [] };
  if (is === undefined) return { change: 'missing', fields: [] };
  const fields = differing(was, is).flatMap((field) => fieldChanges(field, was[field], is[field]));
  return fields.length === 0 ? undefined : { change: 'changed', fields };
}

function fieldChanges(field: string, was: Json | undefined, is: Json | undefined): FieldChange[] {
  if (PAYLOADS.has(field)) {
    return differing(objectOf(was), objectOf(is)).map((key) => ({ field: `${field}.${key}` }));
  }
  return [{ field, expected: was ?? null, actual: is ?? null }];
}

function objectOf(value: Json | undefined): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : {};
}

function differing(was: JsonObject, is: JsonObject): string[] {
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])];
  return names.filter((name) => text(was, name) !== text(is, name));
}

/** Own fields only: one of them may be called `constructor`. */
function text(value: JsonObject, name: string): string | undefined {
  const field = Object.hasOwn(value, name) ? value[name] : undefined;
  return field === undefined ? undefined : canonicalize(field);
}
