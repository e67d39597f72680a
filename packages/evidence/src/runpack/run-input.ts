import {
  decodeRecord,
  list,
  map,
  parseJsonLoose,
  record,
  str,
  struct,
  type Infer,
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

/**
 * Reads a run record leniently: unknown fields are ignored, names match without regard to
 * case, since the file comes from the agent's own side.
 *
 * Errors: those of `parseJsonLoose`, `record_field_type`, `record_field_value`.
 */
export function parseRunInput(bytes: Uint8Array, where: Where = {}): RunInput {
  return decodeRecord(runInputRecord, parseJsonLoose(bytes, { where }), { fold: true, where });
}
