import { CodedError } from '@gait/canon';
import {
  decide,
  describePolicy,
  lacksFacts,
  prepareIntent,
  walkRules,
  type CompiledPolicy,
  type PolicyDescription,
} from '@gait/gate';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { commandFacts } from '../gate/command-facts.ts';
import { loadIntent } from '../gate/load-intent.ts';
import type { Paint } from '../paint.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { callAnswer, callText } from '../policy/explain-call.ts';
import { loadPolicy } from '../policy/load-policy.ts';

/** `policy explain`: what a policy says, or why it says it of one call. */
export const command = defineCommand({
  path: ['policy', 'explain'],
  explain:
    'Says in plain words what a policy does; with an intent, rule by rule why it is decided so.',
  flags: {
    all: boolFlag({ help: 'show every rule that did not match, not only the nearest' }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'standard, strict, compat or oss-prod',
    }),
  },
  positionals: [
    { name: 'policy.yaml', help: 'policy to explain', optional: true },
    { name: 'intent.json', help: 'call to explain it for', optional: true },
  ],
  positionalsAnyCount: true,
  example: 'gait policy explain .gait.yaml call.json',
  async run(context, { flags, positionals }): Promise<Outcome> {
    const [policyPath = '', intentPath] = positionals;
    if (policyPath === '' || positionals.length > 2) {
      throw new CodedError(
        'arguments_invalid',
        'expected <policy.yaml> and perhaps <intent.json>',
        {
          hint: 'name a policy, and the call it is to be explained for',
        },
      );
    }
    const profile = parseGateProfile(flags.profile);
    const compiled = loadPolicy(context, policyPath);
    if (intentPath === undefined) return policyOutcome(compiled);
    const prepared = prepareIntent(loadIntent(context, intentPath, profile), {
      profile,
      policyClasses: compiled.toolClasses,
      commandOf: await commandFacts(context, context.cwd, [compiled]),
    });
    const options = { now: context.now(), profile };
    const explanation = {
      outcome: decide(compiled, prepared, options),
      walks: walkRules(compiled, prepared, options),
      refusedEarly: lacksFacts(compiled.policy, prepared),
    };
    return {
      exit: 0,
      json: { ...callAnswer(explanation), policy_digest: compiled.digest },
      text: (paint) => callText(explanation, flags.all, paint),
    };
  },
});

function policyOutcome({ policy, digest }: CompiledPolicy): Outcome {
  const described = describePolicy(policy);
  return {
    exit: 0,
    json: {
      ok: true,
      policy_digest: digest,
      default_verdict: policy.default_verdict,
      before_rules: described.before,
      priorities: described.priorities,
      otherwise: described.otherwise,
      after_rules: described.after,
    },
    text: (paint) => policyText(described, paint),
  };
}

function policyText(described: PolicyDescription, paint: Paint): readonly string[] {
  return [
    ...described.before.flatMap(paint.prose),
    ...described.priorities.flatMap(({ priority, rules }, at) => [
      paint.dim(`${at === 0 ? 'First' : 'Then'} (priority ${priority})`),
      ...rules.flatMap(({ name, effect, when, provided }) => [
        ...paint.prose(
          `  ${paint.bold(name)}: a call ${effect}${when.length === 0 ? '' : ` when ${when.join(' and ')}`}`,
        ),
        ...provided.flatMap((clause) => paint.prose(paint.dim(`      provided: ${clause}`))),
      ]),
    ]),
    `${described.priorities.length === 0 ? 'Every' : 'Any other'} call ${described.otherwise}.`,
    ...described.after.flatMap(paint.prose),
    paint.dim('The first priority that a call matches decides; of its rules the strictest.'),
    paint.dim(
      'What a rule allows still needs an approval when it is destructive (phase plan: a dry run).',
    ),
  ];
}
