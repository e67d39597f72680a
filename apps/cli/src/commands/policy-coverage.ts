import { CodedError, trimSpace } from '@gait/canon';
import {
  compilePolicy,
  coverPolicy,
  decodeIntent,
  EMPTY_HISTORY,
  historyOf,
  parsePlacedPolicy,
  prepareIntent,
  type CoveredCall,
  type PrepareOptions,
  type Profile,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { commandFacts } from '../gate/command-facts.ts';
import { loadIntent } from '../gate/load-intent.ts';
import { splitList } from '../list-flag.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { coverageAnswer, coverageText, isCovered } from '../policy/coverage-answer.ts';
import { findFixtures } from '../policy/find-fixtures.ts';
import { readSuiteFile } from '../policy/read-suite-file.ts';
import { readDecisions } from '../trace/read-decisions.ts';
import { onePolicy } from './policy-validate.ts';

/** `policy coverage`: which rules nothing has tried. */
export const command = defineCommand({
  path: ['policy', 'coverage'],
  explain: 'Says which rules and conditions of a policy no test and no recorded call reached.',
  flags: {
    fixtures: textFlag({ value: 'LIST', help: 'intents: JSON files and folders of them' }),
    suite: textFlag({ value: 'FILE', help: 'tests of the policy, as `policy test --suite` runs' }),
    traces: textFlag({ value: 'LIST', help: 'recorded decisions: traces, journals, folders' }),
    min: textFlag({ value: 'PERCENT', help: 'exit status 5 when fewer rules were reached' }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'standard, strict, compat or oss-prod',
    }),
  },
  positionals: [{ name: 'policy.yaml', help: 'policy to measure', optional: true }],
  positionalsAnyCount: true,
  example: 'gait policy coverage .gait.yaml --suite .gait.test.yaml --min 100',
  notes: [
    'Of a recorded decision its decision document says which rules were applied; it counts only',
    'when it was made under exactly this policy. Exit status: 0 enough, 5 below --min.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const path = onePolicy(positionals);
    const profile = parseGateProfile(flags.profile);
    const wanted = readPercent(flags.min);
    const { policy, lineOf } = parsePlacedPolicy(readWhole(context.resolve(path)), { file: path });
    const compiled = compilePolicy(policy);
    const intents = readCalls(context, flags, {
      profile,
      policyClasses: compiled.toolClasses,
      commandOf: await commandFacts(context, context.cwd, [compiled]),
    });
    const recorded = readRecorded(context, flags.traces, compiled.digest);
    const coverage = coverPolicy(compiled, intents, recorded.rules, {
      now: context.now(),
      profile,
      tools: recorded.tools,
    });
    const measured = {
      coverage,
      policyDigest: compiled.digest,
      intents: intents.length,
      recorded: recorded.own,
      foreign: recorded.foreign,
      undocumented: recorded.undocumented,
      wanted,
      lines: policy.rules.map((_, at) => lineOf(['rules', at])),
    };
    return {
      exit: isCovered(measured) ? 0 : 5,
      json: coverageAnswer(measured),
      text: (paint) => coverageText(measured, paint),
    };
  },
});

function readCalls(
  context: Context,
  flags: { readonly fixtures: string; readonly suite: string; readonly traces: string },
  options: PrepareOptions & { readonly profile: Profile },
): readonly CoveredCall[] {
  const suite = trimSpace(flags.suite);
  if (splitList(`${flags.fixtures},${suite},${flags.traces}`).length === 0) {
    throw new CodedError('arguments_invalid', 'nothing to measure with', {
      hint: 'name --fixtures, --suite or --traces',
    });
  }
  const { profile } = options;
  const ofSuite = suite === '' ? [] : readSuiteFile(context, suite).tests;
  const paths = splitList(flags.fixtures).length === 0 ? [] : findFixtures(context, flags.fixtures);
  return [
    ...paths.map((file) => ({
      prepared: prepareIntent(loadIntent(context, file, profile), options),
      // As `policy simulate`: the first call of its session.
      session: EMPTY_HISTORY,
    })),
    ...ofSuite.map(({ name, intent, before }) => ({
      prepared: prepareIntent(decodeIntent(intent ?? {}, { field: name }), options),
      session: historyOf(before ?? [], profile, name, options.policyClasses),
    })),
  ];
}

/** How often decisions under this policy name each rule, and the tools that any decision is about. */
function readRecorded(context: Context, list: string, digest: string) {
  const rules = new Map<string, number>();
  const tools = new Set<string>();
  let own = 0;
  let foreign = 0;
  let undocumented = 0;
  for (const path of splitList(list)) {
    for (const { trace, document } of readDecisions(context, path)) {
      tools.add(trace.tool_name);
      for (const { tool_name } of trace.step_verdicts ?? []) tools.add(tool_name);
      if (trace.policy_digest !== digest) {
        foreign++;
        continue;
      }
      own++;
      const steps = (trace.step_verdicts ?? []).flatMap(({ matched_rule }) =>
        matched_rule.split(','),
      );
      if (document === undefined && steps.length === 0) undocumented++;
      const names = document?.matched_rules ?? steps;
      for (const name of new Set(names))
        if (name !== '') rules.set(name, (rules.get(name) ?? 0) + 1);
    }
  }
  return { rules, tools, own, foreign, undocumented };
}

function readPercent(text: string): number {
  const word = text.trim().replace(/\s*%$/u, '');
  if (word === '') return 0;
  const percent = /^\d{1,3}(?:\.\d+)?$/u.test(word) ? Number(word) : Number.NaN;
  if (percent >= 0 && percent <= 100) return percent;
  throw new CodedError('flag_invalid', `--min is no percentage: ${JSON.stringify(text)}`, {
    hint: 'write a number from 0 to 100',
    where: { field: '--min' },
  });
}
