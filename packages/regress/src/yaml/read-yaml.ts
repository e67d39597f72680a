import { CodedError, type Json, type Where } from '@gait/canon';
import { CORE_SCHEMA, constructFromEvents, parseEvents, YAMLException, type Event } from 'js-yaml';
import { refuseUnsafeEvents } from './refuse-unsafe-events.ts';

/** Limits of one reading. */
export interface YamlLimits {
  /** Longest text, in UTF-16 code units; default 1 MiB. */
  readonly maxLength?: number;
  /** Deepest nesting; default 32. */
  readonly maxDepth?: number;
}

const MAX_LENGTH = 1024 * 1024;
const MAX_DEPTH = 32;

/**
 * Reads one YAML 1.2 document (core schema) as JSON and refuses everything that two
 * readers could understand differently or that makes a small file large.
 *
 * Errors, each with line and column: `yaml_size`, `yaml_depth`, `yaml_alias` (anchors
 * and aliases), `yaml_tag` (explicit tags), `yaml_key` (a key that is not text, or is
 * `__proto__` or `<<`), `yaml_duplicate_key`, `yaml_syntax` (also none or several
 * documents, numbers that JSON has no form for).
 */
export function readYaml(text: string, where: Where = {}, limits: YamlLimits = {}): Json {
  const maxLength = limits.maxLength ?? MAX_LENGTH;
  if (text.length > maxLength) {
    throw new CodedError(
      'yaml_size',
      `YAML of ${text.length} characters is over the limit of ${maxLength}`,
      {
        hint: 'split the file',
        where,
      },
    );
  }
  const events = yamlEvents(text, where, limits.maxDepth ?? MAX_DEPTH);
  refuseUnsafeEvents(text, events, where);
  return construct(text, events, where);
}

/** The event stream of a text; `yaml_depth` and `yaml_syntax` as in `readYaml`. */
export function yamlEvents(text: string, where: Where, maxDepth: number = MAX_DEPTH): Event[] {
  try {
    return parseEvents(text, { maxDepth });
  } catch (error) {
    throw translate(error, where);
  }
}

function construct(text: string, events: Event[], where: Where): Json {
  let documents: unknown[];
  try {
    documents = constructFromEvents(events, { source: text, schema: CORE_SCHEMA, maxAliases: 0 });
  } catch (error) {
    throw translate(error, where);
  }
  const [value] = documents;
  if (documents.length !== 1 || value === undefined) {
    const found = documents.length === 0 ? 'no' : String(documents.length);
    throw new CodedError('yaml_syntax', `the file holds ${found} YAML documents, one is needed`, {
      hint:
        documents.length === 0 ? 'the file is empty' : 'keep one document; `---` begins another',
      where: { ...where, line: 1, column: 1 },
    });
  }
  if (!isJson(value)) {
    throw new CodedError('yaml_syntax', 'the file holds a number that JSON has no form for', {
      hint: 'put quotes around .nan and .inf if they are text',
      where,
    });
  }
  return value;
}

/** Numbers without a JSON form are the only values of the core schema that are not JSON. */
function isJson(value: unknown): value is Json {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.values(value).every(isJson);
}

/** The library tells its failures apart by text only; the position is reliable. */
function translate(error: unknown, where: Where): CodedError {
  if (error instanceof CodedError) return error;
  if (!(error instanceof YAMLException)) {
    return new CodedError('yaml_syntax', 'the text is not YAML', { where, cause: error });
  }
  const at =
    error.mark === undefined ? {} : { line: error.mark.line + 1, column: error.mark.column + 1 };
  const { reason } = error;
  const [code, hint] = /duplicated mapping key/u.test(reason)
    ? (['yaml_duplicate_key', 'keep one of the two'] as const)
    : /depth|nesting/iu.test(reason)
      ? (['yaml_depth', 'flatten the document'] as const)
      : /tag/u.test(reason)
        ? (['yaml_tag', 'write the value without a tag'] as const)
        : /alias|anchor/u.test(reason)
          ? (['yaml_alias', 'write the value out where it is used'] as const)
          : ([
              'yaml_syntax',
              'correct the YAML; strings with special characters need quotes',
            ] as const);
  const place = 'line' in at ? ` (line ${at.line}, column ${at.column})` : '';
  return new CodedError(code, `${reason}${place}`, {
    hint,
    where: { ...where, ...at },
    cause: error,
  });
}
