import {
  decodeRecord,
  isJsonObject,
  relationshipRecord,
  type DecodeOptions,
  type Json,
  type JsonObject,
  type RecordType,
  type Where,
} from '@gait/canon';
import { refuse } from './intent-fault.ts';
import { intentRecord, type Intent } from './intent-record.ts';

/**
 * Reads an intent as the reference does (gait-formats §4.1): unknown fields are ignored, names
 * match without regard to case. One field in two spellings is refused, because the reference
 * merges the two and other readers take either.
 *
 * Errors: `record_field_type`, `record_field_value`, `intent_field_ambiguous`.
 */
export function decodeIntent(json: Json, where?: Where): Intent {
  let folded = false;
  const options: DecodeOptions = {
    fold: true,
    notice: (kind) => {
      folded ||= kind === 'folded';
    },
    ...(where === undefined ? {} : { where }),
  };
  const intent = decodeRecord(intentRecord, json, options);
  if (intent.relationship !== null) decodeRecord(relationshipRecord, intent.relationship, options);
  if (folded && isJsonObject(json)) checkSpellings(intentRecord, json, '');
  return intent;
}

function checkSpellings(type: RecordType<unknown>, value: JsonObject, path: string): void {
  const seen = new Set<string>();
  for (const [key, item] of Object.entries(value)) {
    const name = type.byName.has(key) ? key : type.folded.get(key.toLowerCase());
    if (name === undefined) continue;
    const at = path === '' ? name : `${path}.${name}`;
    if (seen.has(name)) refuse('intent_field_ambiguous', at, 'is there in two spellings');
    seen.add(name);
    const shape = type.byName.get(name)?.shape;
    if (shape === undefined || !('record' in shape || 'item' in shape)) continue;
    if ('record' in shape) {
      if (isJsonObject(item)) checkSpellings(shape.record, item, at);
    } else if ('record' in shape.item && Array.isArray(item)) {
      const { record } = shape.item;
      for (const [i, each] of (item as readonly Json[]).entries()) {
        if (isJsonObject(each)) checkSpellings(record, each, `${at}[${i}]`);
      }
    }
  }
}
