import {
  CodedError,
  decodeRecord,
  isJsonObject,
  list,
  map,
  record,
  str,
  struct,
  type Infer,
  type Json,
  type JsonObject,
  type Where,
} from '@gait/canon';
import { earlierCalls, OUTCOMES } from './earlier-calls.ts';

const testRecord = record('policy test', {
  name: str(),
  intent: map(),
  /** Earlier calls of the session, for rules over them (policy schema 1.1.0). */
  before: earlierCalls.opt(),
  verdict: str(),
  matched_rule: str().opt(),
  reason_codes: list(str()).opt(),
});

const suiteRecord = record('policy suite', {
  context: map().opt(),
  tests: list(struct(testRecord)),
});

/** One intent, and what the policy must say of it. */
export type PolicySuiteTest = Infer<typeof testRecord>;

/** Tests of one policy, as they stand beside it in `<policy>.test.yaml`. */
export interface PolicySuite {
  readonly tests: readonly PolicySuiteTest[];
}

const VERDICTS = ['allow', 'block', 'dry_run', 'require_approval'];

/**
 * Reads the tests of a policy: `context` is what the context of every intent has unless it
 * says otherwise; `before` lists what happened in the session; `matched_rule` and `reason_codes` are compared only where they are given.
 *
 * Errors: `record_field_type`, `record_unknown_field`, `policy_suite`.
 */
export function readPolicySuite(json: Json, where: Where = {}): PolicySuite {
  const suite = decodeRecord(suiteRecord, json, { unknown: 'refuse', where });
  const names = new Set<string>();
  for (const [at, { name, verdict, before }] of (suite.tests ?? []).entries()) {
    const here = (field: string): Where => ({ ...where, field: `tests[${at}].${field}` });
    const label = JSON.stringify(name.slice(0, 80));
    if (name === '' || names.has(name)) {
      throw fault(
        `the name ${label} is empty or given twice`,
        'name every test once',
        here('name'),
      );
    }
    if (!VERDICTS.includes(verdict)) {
      throw fault(
        `the test ${label} expects no verdict`,
        `one of: ${VERDICTS.join(', ')}`,
        here('verdict'),
      );
    }
    for (const [number, call] of (before ?? []).entries()) {
      const known =
        (call.verdict === '' || VERDICTS.includes(call.verdict)) &&
        (call.outcome === '' || OUTCOMES.includes(call.outcome));
      if (known) continue;
      const hint = `verdict: ${VERDICTS.join(', ')}; outcome: ${OUTCOMES.join(', ')}`;
      throw fault(
        `the test ${label} has a call before it with another verdict or outcome`,
        hint,
        here(`before[${number}]`),
      );
    }
    names.add(name);
  }
  if (names.size === 0) throw fault('the suite has no tests', 'write tests: and a list', where);
  const shared = suite.context ?? {};
  return {
    tests: (suite.tests ?? []).map((test) => ({
      ...test,
      intent: withContext(test.intent ?? {}, shared),
      before: (test.before ?? []).map((call) => ({
        ...call,
        intent: withContext(call.intent ?? {}, shared),
      })),
    })),
  };
}

function withContext(intent: JsonObject, shared: JsonObject): JsonObject {
  const { context } = intent;
  return { ...intent, context: { ...shared, ...(isJsonObject(context) ? context : {}) } };
}

function fault(message: string, hint: string, where: Where): CodedError {
  return new CodedError('policy_suite', message, { hint, where });
}
