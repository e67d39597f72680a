import {
  CodedError,
  compareUtf8,
  decodeRecord,
  encodeRecord,
  int,
  list,
  parseJson,
  prettyJson,
  record,
  str,
  struct,
  trimSpace,
} from '@gait/canon';

const SCHEMA_ID = 'gait.gate.rate_limit_state';

const counterRecord = record('rate limit counter', { key: str(), count: int() });

const stateRecord = record('rate limit state', {
  schema_id: str(),
  schema_version: str(),
  counters: list(struct(counterRecord)),
});

/** Uses by counter key (gait-formats §4.14). */
export type LimitCounters = ReadonlyMap<string, number>;

/**
 * Reads a state file. Unlike other state this one is not extended by later versions: a file
 * of another schema is refused, because a limit that is not understood is no limit.
 *
 * @throws CodedError those of `parseJson` and `decodeRecord`; `limit_state_schema`.
 */
export function parseLimitState(text: Uint8Array | string, file: string): LimitCounters {
  const where = { file };
  const state = decodeRecord(stateRecord, parseJson(text, { where }), { fold: true, where });
  if (state.schema_id !== SCHEMA_ID || state.schema_version !== '1.0.0') {
    throw new CodedError('limit_state_schema', `${file} is not a ${SCHEMA_ID} 1.0.0`, {
      hint: 'name the state file of this gate, or move the file away to start counting anew',
      where,
    });
  }
  const counters = new Map<string, number>();
  for (const { key, count } of state.counters ?? []) {
    const name = trimSpace(key);
    // A counter that stands twice counts as the higher of both: no line may lower another.
    if (name !== '' && count > 0) counters.set(name, Math.max(count, counters.get(name) ?? 0));
  }
  return counters;
}

/** The file of a state: sorted, so that the same counters give the same bytes. */
export function printLimitState(counters: LimitCounters): string {
  const sorted = [...counters]
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => compareUtf8(a, b))
    .map(([key, count]) => ({ key, count }));
  return prettyJson(
    encodeRecord(stateRecord, { schema_id: SCHEMA_ID, schema_version: '1.0.0', counters: sorted }),
  );
}
