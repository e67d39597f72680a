import { CodedError, isJsonObject, parseJsonLoose, type Json, type JsonObject } from '@gait/canon';
import { readPolicySuite, type PolicySuite } from '@gait/gate';
import { readWhole } from '@gait/local';
import { readYaml } from '@gait/regress';
import type { Context } from '../context.ts';

/**
 * Reads a file of tests. A test may name a file with its intent, relative to the tests:
 * `intent_file: calls/read.json`.
 *
 * @throws CodedError those of `readWhole`, `readYaml`, `readPolicySuite`; `policy_suite`
 */
export function readSuiteFile(context: Context, path: string): PolicySuite {
  const where = { file: path };
  const json = readYaml(new TextDecoder().decode(readWhole(context.resolve(path))), where);
  return readPolicySuite(withIntentFiles(context, json, path), where);
}

function withIntentFiles(context: Context, json: Json, path: string): Json {
  if (!isJsonObject(json) || !Array.isArray(json['tests'])) return json;
  const tests = (json['tests'] as readonly Json[]).map((test) =>
    isJsonObject(test) && 'intent_file' in test ? withIntent(context, test, path) : test,
  );
  return { ...json, tests };
}

function withIntent(context: Context, test: JsonObject, path: string): JsonObject {
  const { intent_file: named, ...rest } = test;
  if (typeof named !== 'string' || named === '' || 'intent' in test) {
    throw new CodedError(
      'policy_suite',
      'intent_file must name a file, and stand instead of intent',
      {
        hint: 'write either intent: or intent_file: FILE',
        where: { file: path },
      },
    );
  }
  const file = context.resolve(`${context.resolve(path)}/../${named}`);
  return { ...rest, intent: parseJsonLoose(readWhole(file), { where: { file: named } }) };
}
