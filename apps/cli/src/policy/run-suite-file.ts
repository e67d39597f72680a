import { runPolicySuite, type PolicySuiteResult, type Profile } from '@gait/gate';
import { writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from '../check-output.ts';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { commandFacts } from '../gate/command-facts.ts';
import type { Paint } from '../paint.ts';
import { loadPolicy } from './load-policy.ts';
import { readSuiteFile } from './read-suite-file.ts';
import { suiteJUnit } from './suite-junit.ts';

/** A policy, its tests, and where the report goes; paths as they were given. */
export interface SuiteRequest {
  readonly policyPath: string;
  readonly suite: string;
  /** Empty: no report. */
  readonly junit: string;
  readonly profile: Profile;
}

/** Runs the tests of a policy: exit status 5 when an expectation fails. */
export async function runSuiteFile(context: Context, request: SuiteRequest): Promise<Outcome> {
  const { policyPath, suite, junit, profile } = request;
  refuseUnsafeOutputs(context, [{ path: junit, kind: 'other' }], [policyPath, suite]);
  const compiled = loadPolicy(context, policyPath);
  const results = runPolicySuite(compiled, readSuiteFile(context, suite), {
    now: context.now(),
    profile,
    producerVersion: context.version,
    commandOf: await commandFacts(context, context.cwd, [compiled]),
  });
  const failed = results.filter(({ differences }) => differences.length > 0);
  if (junit !== '') {
    writeWhole(context.resolve(junit), suiteJUnit(suite, results), { makeFolders: true });
  }
  return {
    exit: failed.length === 0 ? 0 : 5,
    json: {
      ok: failed.length === 0,
      policy_digest: compiled.digest,
      suite,
      tests_total: results.length,
      tests_failed: failed.length,
      tests: results.map(testAnswer),
      junit_path: junit === '' ? undefined : junit,
    },
    text: (paint) => suiteText(request, results, paint),
  };
}

function testAnswer({ name, outcome, differences }: PolicySuiteResult) {
  return {
    name,
    status: differences.length === 0 ? 'pass' : 'fail',
    verdict: outcome.verdict,
    reason_codes: outcome.reasonCodes,
    matched_rule: outcome.matchedRule === '' ? undefined : outcome.matchedRule,
    differences: differences.length === 0 ? undefined : differences,
  };
}

function suiteText(
  { policyPath, suite, junit }: SuiteRequest,
  results: readonly PolicySuiteResult[],
  paint: Paint,
): readonly string[] {
  const failed = results.filter(({ differences }) => differences.length > 0);
  const count = `${results.length - failed.length} of ${results.length} tests`;
  return [
    paint.verdict(failed.length === 0, `${count} of ${suite} hold for ${policyPath}`),
    ...failed.flatMap(({ name, differences }) => [
      `  ${paint.bad('✗')} ${name}`,
      ...differences.map((difference) => `      ${difference}`),
    ]),
    ...(junit === '' ? [] : [paint.dim(`report: ${junit}`)]),
  ];
}
