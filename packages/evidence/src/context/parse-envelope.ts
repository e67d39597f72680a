import { decodeRecord, parseJson, type Where } from '@gait/canon';
import { contextEnvelopeRecord, type ContextEnvelope } from './context-records.ts';
import { normalizeEnvelope } from './normalize-envelope.ts';

/** An envelope is a list of digests; a larger one is a mistake or an attack on memory. */
const MAX_BYTES = 1024 * 1024;

/**
 * Reads a context envelope strictly and normalises it.
 *
 * Errors: those of `parseJson`, `record_unknown_field`, `record_field_type`,
 * `record_field_value`, and those of `normalizeEnvelope`.
 */
export function parseEnvelope(bytes: Uint8Array, where: Where = {}): ContextEnvelope {
  const json = parseJson(bytes, { maxBytes: MAX_BYTES, where });
  return normalizeEnvelope(
    decodeRecord(contextEnvelopeRecord, json, { unknown: 'refuse', fold: true, where }),
  );
}
