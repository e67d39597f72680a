import {
  decodeRecord,
  isCodedError,
  parseJson,
  parseJsonLoose,
  type ErrorCode,
  type Json,
  type RecordType,
} from '@gait/canon';
import type { Findings } from './findings.ts';

/** Where the text that is read stands. */
export interface TextPlace {
  readonly entry?: string;
  readonly line?: number;
}

/** Faults of JSON text that the reference reads over: two readers may see two values. */
const READ_OVER: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'json_duplicate_key',
  'json_encoding',
  'json_prototype_key',
]);

/**
 * Reads JSON that is being judged: a duplicate key, a prototype key or invalid UTF-8
 * becomes a refusal and the value is the one the reference sees; any other fault is
 * thrown with the codes of `parseJson`.
 */
export function readJudgedJson(
  input: Uint8Array | string,
  findings: Findings,
  place: TextPlace = {},
): Json {
  try {
    return parseJson(input, { where: place });
  } catch (error) {
    if (!isCodedError(error) || !READ_OVER.has(error.code)) throw error;
    const value = parseJsonLoose(input, { where: place });
    findings.refuse(error.code, error.message, place);
    return value;
  }
}

/**
 * Decodes a record that is being judged. A field name in another case is a refusal.
 * An unknown field is one too, or is thrown as `record_unknown_field` where the
 * reference itself is strict (`closed`).
 */
export function decodeJudged<T>(
  type: RecordType<T>,
  value: Json,
  findings: Findings,
  options: TextPlace & { readonly closed?: boolean } = {},
): T {
  const { closed, ...place } = options;
  // To the reference `null` is a record in which nothing is set.
  return decodeRecord(type, value ?? {}, {
    fold: true,
    unknown: closed === true ? 'refuse' : 'ignore',
    where: place,
    notice: (kind, path) => {
      if (kind === 'folded') {
        findings.refuse(
          'record_unknown_field',
          `the field name ${path} is written in another case`,
          place,
        );
      } else if (closed !== true) {
        findings.refuse('record_unknown_field', `${type.name} has no field ${path}`, place);
      }
    },
  });
}

/** Both steps: JSON text to a judged record. */
export function readJudgedRecord<T>(
  type: RecordType<T>,
  input: Uint8Array | string,
  findings: Findings,
  options: TextPlace & { readonly closed?: boolean } = {},
): T {
  const { closed: _, ...place } = options;
  return decodeJudged(type, readJudgedJson(input, findings, place), findings, options);
}
