import { CodedError, trimSpace } from '@gait/canon';
import { runPolicyTest, type Outcome as Decided } from '@gait/gate';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { commandFacts } from '../gate/command-facts.ts';
import { loadIntent } from '../gate/load-intent.ts';
import type { Paint } from '../paint.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { VERDICT_EXIT, verdictText } from '../policy/verdict-text.ts';
import { shellWord } from '../shell-word.ts';

/** `policy test`: what a policy says of one call, or of a file of tests. */
export const command = defineCommand({
  path: ['policy', 'test'],
  explain: 'Asks a policy about one call, or runs a file of tests; nothing is spent or written.',
  flags: {
    suite: textFlag({ value: 'FILE', help: 'tests of the policy, instead of an intent' }),
    junit: textFlag({ value: 'FILE', help: 'with --suite: write a JUnit report' }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'standard, strict, compat or oss-prod',
    }),
  },
  positionals: [
    { name: 'policy.yaml', help: 'policy to ask', optional: true },
    { name: 'intent.json', help: 'call to ask about', optional: true },
  ],
  positionalsAnyCount: true,
  example: 'gait policy test .gait.yaml --suite .gait.test.yaml',
  notes: [
    'Exit status with an intent: 0 allow or dry_run, 3 block, 4 approval required.',
    'Exit status with --suite: 0 all tests passed, 5 one failed.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const profile = parseGateProfile(flags.profile);
    const suite = trimSpace(flags.suite);
    const wanted = suite === '' ? 2 : 1;
    const [policyPath = '', intentPath = ''] = positionals;
    if (positionals.length !== wanted || policyPath === '') throw wrongCount(suite !== '');
    if (suite !== '') {
      // Loaded only here: a single call is decided in a few milliseconds.
      const { runSuiteFile } = await import('../policy/run-suite-file.ts');
      const junit = trimSpace(flags.junit);
      return runSuiteFile(context, { policyPath, suite, junit, profile });
    }
    const compiled = loadPolicy(context, policyPath);
    const { result, outcome, summary } = runPolicyTest(
      compiled,
      loadIntent(context, intentPath, profile),
      {
        now: context.now(),
        profile,
        producerVersion: context.version,
        commandOf: await commandFacts(context, context.cwd, [compiled]),
      },
    );
    return {
      exit: VERDICT_EXIT[outcome.verdict],
      json: {
        ok: true,
        schema_id: result['schema_id'],
        schema_version: result['schema_version'],
        created_at: result['created_at'],
        policy_digest: result['policy_digest'],
        intent_digest: result['intent_digest'],
        verdict: outcome.verdict,
        reason_codes: unlessNone(outcome.reasonCodes),
        violations: unlessNone(outcome.violations),
        matched_rule: outcome.matchedRule === '' ? undefined : outcome.matchedRule,
        summary,
      },
      text: (paint) => testText(outcome, { policyPath, intentPath }, paint),
    };
  },
});

function unlessNone(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function wrongCount(suite: boolean): CodedError {
  return new CodedError(
    'arguments_invalid',
    suite
      ? 'expected <policy.yaml> beside --suite'
      : 'expected <policy.yaml> <intent_fixture.json>',
    {
      hint: suite ? 'name one policy' : 'name a policy and an intent, or a policy and --suite FILE',
    },
  );
}

function testText(
  outcome: Decided,
  paths: { readonly policyPath: string; readonly intentPath: string },
  paint: Paint,
): readonly string[] {
  const { verdict, matchedRule, reasonCodes, violations, script } = outcome;
  const runs = verdict === 'allow' || verdict === 'dry_run';
  return [
    `${paint.verdict(runs, verdictText(verdict, paint))}  ${outcome.prepared.intent.tool_name}`,
    ...paint.pairs({
      rule: matchedRule || 'none: the default of the policy',
      reasons: reasonCodes.join(', '),
      violations: violations.join(', '),
      approvals: outcome.minApprovals === 0 ? undefined : outcome.minApprovals,
    }),
    ...(script === null
      ? []
      : paint.table(
          script.stepVerdicts.map((step) => [
            `  step ${step.index + 1}`,
            step.tool_name,
            verdictText(step.verdict, paint),
            step.matched_rule,
          ]),
        )),
    paint.dim(
      `why: gait policy explain ${shellWord(paths.policyPath)} ${shellWord(paths.intentPath)}`,
    ),
  ];
}
