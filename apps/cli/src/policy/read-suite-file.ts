import {
  CodedError,
  isCodedError,
  isJsonObject,
  parseJsonLoose,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { readPolicySuite, type PolicySuite } from '@gait/gate';
import { readWhole } from '@gait/local';
import { locateField, readYaml } from '@gait/regress';
import type { Context } from '../context.ts';

/**
 * Reads a file of tests. A test may name a file with its intent, relative to the tests:
 * `intent_file: calls/read.json`.
 *
 * @throws CodedError those of `readWhole`, `readYaml`, `readPolicySuite`; `policy_suite`
 */
export function readSuiteFile(context: Context, path: string): PolicySuite {
  const where = { file: path };
  const text = new TextDecoder().decode(readWhole(context.resolve(path)));
  const json = readYaml(text, where);
  try {
    return readPolicySuite(withIntentFiles(context, json, path), where);
  } catch (error) {
    throw isCodedError(error) ? placed(error, text, path) : error;
  }
}

/** With the line of the field that is wrong or, where that is missing, of what should have it. */
function placed(error: CodedError, text: string, path: string): CodedError {
  const { file, line } = error.where;
  let { field = '' } = error.where;
  if (line !== undefined || file !== path) return error;
  while (field !== '') {
    const place = locateField(text, field);
    if (place !== undefined) return error.at(place);
    field = field.replace(/(?:^|\.)[^.[]*$|\[\d+\]$/u, '');
  }
  return error;
}

function withIntentFiles(context: Context, json: Json, path: string): Json {
  if (!isJsonObject(json) || !Array.isArray(json['tests'])) return json;
  const tests = (json['tests'] as readonly Json[]).map((test, at) =>
    isJsonObject(test) && 'intent_file' in test
      ? withIntent(context, test, { file: path, field: `tests[${at}].intent_file` })
      : test,
  );
  return { ...json, tests };
}

function withIntent(
  context: Context,
  test: JsonObject,
  where: { readonly file: string; readonly field: string },
): JsonObject {
  const { intent_file: named, ...rest } = test;
  if (typeof named !== 'string' || named === '' || 'intent' in test) {
    throw new CodedError(
      'policy_suite',
      'intent_file must name a file, and stand instead of intent',
      {
        hint: 'write either intent: or intent_file: FILE',
        where,
      },
    );
  }
  const file = context.resolve(`${context.resolve(where.file)}/../${named}`);
  return { ...rest, intent: parseJsonLoose(readWhole(file), { where: { file: named } }) };
}
