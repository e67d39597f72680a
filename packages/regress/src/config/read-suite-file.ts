import {
  CodedError,
  decodeRecord,
  decodeUtf8,
  decodeUtf8Loose,
  isCodedError,
  parseJson,
  parseJsonLoose,
  type ErrorCode,
  type Json,
  type RecordType,
  type Where,
} from '@gait/canon';
import type { RegressProfile, Tolerated } from '../profile.ts';

/** How one file of a suite is read. */
export interface SuiteFileOptions {
  /** Shown in errors. */
  readonly file: string;
  readonly profile: RegressProfile;
  /** Told of everything that only `compat` lets pass. */
  readonly tolerate?: (finding: Tolerated) => void;
}

const MAX_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;

/**
 * Reads a record from JSON: duplicate keys, unknown keys and keys in another case are
 * refused, with line and column; `compat` reads them as the reference does.
 * Errors: those of `parseJson` and `decodeRecord`.
 */
export async function readJsonRecord<T>(
  type: RecordType<T>,
  bytes: Uint8Array,
  options: SuiteFileOptions,
): Promise<T> {
  const where: Where = { file: options.file };
  const limits = { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH, where };
  if (options.profile !== 'compat') {
    return await decodeStrict(type, parseJson(bytes, limits), () => decodeUtf8(bytes), options);
  }
  const value = parseJsonLoose(bytes, limits);
  tolerateText(bytes, limits, options);
  return decodeRecord(type, value, {
    fold: true,
    where,
    notice: (kind, path) => {
      const message =
        kind === 'unknown' ? `no such field: ${path}` : `field in another case: ${path}`;
      options.tolerate?.({
        code: 'record_unknown_field',
        file: options.file,
        entry: path,
        message,
      });
    },
  });
}

/** A record from a value that `text` gives the spelling of; the place of a wrong field is looked up in the text. */
export async function decodeStrict<T>(
  type: RecordType<T>,
  value: Json,
  text: () => string,
  options: SuiteFileOptions,
): Promise<T> {
  try {
    return decodeRecord(type, value, { unknown: 'refuse', where: { file: options.file } });
  } catch (error) {
    throw await placeField(error, text());
  }
}

/** The same error with line and column of the field it names. */
export async function placeField(error: unknown, text: string): Promise<unknown> {
  if (!isCodedError(error) || error.where.field === undefined || error.where.line !== undefined)
    return error;
  const { locateField } = await import('../yaml/locate-field.ts');
  const place = locateField(text, error.where.field);
  return place === undefined ? error : error.at(place);
}

/** Says which refusal of the strict reader the loose one passed over. */
function tolerateText(bytes: Uint8Array, limits: object, options: SuiteFileOptions): void {
  try {
    parseJson(bytes, limits);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    options.tolerate?.({ code: error.code, file: options.file, message: error.message });
  }
}

/** Text that must be one of two spellings: absent or exact. */
export function checkSchema(
  found: { readonly schema_id: string; readonly schema_version: string },
  schemaId: string,
  version: string,
  code: ErrorCode,
  file: string,
): void {
  const wrong =
    found.schema_id !== '' && found.schema_id !== schemaId
      ? (['schema_id', found.schema_id, schemaId] as const)
      : found.schema_version !== '' && found.schema_version !== version
        ? (['schema_version', found.schema_version, version] as const)
        : undefined;
  if (wrong === undefined) return;
  const [field, actual, expected] = wrong;
  throw new CodedError(
    code,
    `${field} is ${JSON.stringify(actual.slice(0, 80))}, this program reads ${expected}`,
    {
      hint: 'check that this is the right file, or use the program that wrote it',
      where: { file, field },
    },
  );
}

/** Bytes as text, as strictly as the profile asks. */
export function suiteText(bytes: Uint8Array, options: SuiteFileOptions): string {
  return options.profile === 'compat'
    ? decodeUtf8Loose(bytes)
    : decodeUtf8(bytes, { file: options.file });
}
