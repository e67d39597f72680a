import { lintPolicy, policyDigest, type LintFinding, type LintLevel } from '@gait/gate';
import { readWhole } from '@gait/local';
import { boolFlag, defineCommand, type Outcome } from '../command.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { onePolicy } from './policy-validate.ts';

/** `policy lint`: what is in a policy that does nothing, or not what it looks like. */
export const command = defineCommand({
  path: ['policy', 'lint'],
  explain:
    'Finds rules that never decide, contradict others or allow everything, and values that mislead.',
  flags: {
    strict: boolFlag({ help: 'warnings too give exit status 2' }),
  },
  positionals: [{ name: 'policy.yaml', help: 'policy to look at', optional: true }],
  positionalsAnyCount: true,
  example: 'gait policy lint .gait.yaml --strict',
  notes: ['Exit status: 0 no errors (with --strict: no warnings either), 2 found some.'],
  run(context, { flags, positionals }): Outcome {
    const path = onePolicy(positionals);
    const { policy, findings } = lintPolicy(readWhole(context.resolve(path)), { file: path });
    const count = (level: LintLevel): number =>
      findings.filter((finding) => finding.level === level).length;
    const ok = count('error') + (flags.strict ? count('warning') : 0) === 0;
    return {
      exit: ok ? 0 : 2,
      json: {
        ok,
        path,
        policy_digest: policyDigest(policy),
        rule_count: policy.rules.length,
        errors: count('error'),
        warnings: count('warning'),
        notes: count('note'),
        findings: findings.map(({ rule, others, ...finding }) => ({
          ...finding,
          rule: unlessEmpty(rule),
          other_rules: unlessEmpty(others),
        })),
      },
      text: (paint) => [
        paint.verdict(
          ok,
          `${path}: ${policy.rules.length} rules, ${count('error')} errors, ${count('warning')} warnings, ${count('note')} notes`,
        ),
        ...findings.flatMap((finding) => findingLines(path, finding, paint)),
      ],
    };
  },
});

function findingLines(path: string, finding: LintFinding, paint: Paint): readonly string[] {
  const { level, code, rule, line, message, repair } = finding;
  const colour = { error: paint.bad, warning: paint.warn, note: paint.dim }[level];
  return [
    `${path}:${line}  ${colour(`${level} ${code}`)}${rule === '' ? '' : `  ${paint.bold(rule)}`}`,
    ...paint.prose(`  ${message}`),
    ...paint.prose(`  repair: ${repair}`),
  ];
}
