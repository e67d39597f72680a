import {
  CodedError,
  decodeRecord,
  isCodedError,
  list,
  map,
  parseJsonLoose,
  record,
  str,
  struct,
  type DecodeOptions,
  type Infer,
  type Json,
  type Where,
} from '@gait/canon';
import { intentRecord, refsRecord, resultRecord, runRecord } from './runpack-records.ts';

/** The one JSON file from which a run of any framework becomes a runpack (gait-formats §2.5). */
export const runInputRecord = record('run record', {
  run: struct(runRecord),
  intents: list(struct(intentRecord)),
  results: list(struct(resultRecord)),
  refs: struct(refsRecord),
  capture_mode: str(),
  normalization: struct(
    record('normalization', { intent_args: map().opt(), result_payloads: map().opt() }),
  ),
});

export type RunInput = Infer<typeof runInputRecord>;

/** A field of the input that no record has, and that is therefore not recorded. */
export interface StrayField {
  /** Where it stands: `intents[3].tool`. */
  readonly path: string;
  /** Fields of the record that it stands in. */
  readonly known: readonly string[];
}

/**
 * Reads a run record leniently: unknown fields are ignored, names match without regard to
 * case, since the file comes from the agent's own side.
 *
 * @param stray told of every field that is ignored
 * Errors: those of `parseJsonLoose`, `record_field_type`, `record_field_value`.
 */
export function parseRunInput(
  bytes: Uint8Array,
  where: Where = {},
  stray?: (field: StrayField) => void,
): RunInput {
  const json = parseJsonLoose(bytes, { where });
  return decodeInput(json, {
    fold: true,
    where,
    notice: (kind, path, { fields }) => {
      if (kind === 'unknown') stray?.({ path, known: fields.map(([name]) => name) });
    },
  });
}

/** The faults of a field say where the fields are described. */
function decodeInput(json: Json, options: DecodeOptions): RunInput {
  try {
    return decodeRecord(runInputRecord, json, options);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const { code, message, where, cause } = error;
    throw new CodedError(code, message, { hint: hintFor(code, where.field), where, cause });
  }
}

function hintFor(code: string, field = ''): string {
  if (code === 'record_field_type' && /\.(?:args|result)$/u.test(field))
    return 'it must be an object; wrap text and lists, as in {"text": "…"} or {"items": […]}';
  return code === 'record_field_value'
    ? 'write times like 2026-02-05T10:00:00Z; `gait run record --schema` describes every field'
    : '`gait run record --schema` describes every field';
}
