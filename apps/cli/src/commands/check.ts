import { CodedError, isCodedError, trimSpace } from '@gait/canon';
import { parsePolicy, policyDigest, readinessFindings, type Policy } from '@gait/gate';
import { readWhole } from '@gait/local';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { atProjectRoot, isRepository } from '../onboard/project-places.ts';
import {
  NOTHING_DETECTED,
  readRepository,
  REPOSITORY_POLICY,
  repositoryAnswer,
  type Repository,
} from '../onboard/repository-answer.ts';
import { findUngated } from '../onboard/find-ungated.ts';
import type { Ungated } from '../onboard/ungated-finding.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { shellWord } from '../shell-word.ts';

/** `--strict` found a gap. */
const UNGATED_EXIT = 2;

/** `check`: what the gate does not cover yet. */
export const command = defineCommand({
  path: ['check'],
  explain:
    'Reads the policy of a repository and says what the gate does not cover there yet, and how to repair it.',
  flags: {
    policy: textFlag({ default: REPOSITORY_POLICY, value: 'FILE', help: 'policy to look at' }),
    strict: boolFlag({ help: 'end with exit status 2 when a call can pass the gate by' }),
  },
  positionalsAnyCount: true,
  errorJson: NOTHING_DETECTED,
  example: 'gait check --strict',
  notes: ['Exit status: 0 whatever was found; 2 for gaps with --strict; 6 no policy can be read.'],
  run(caller, { flags, positionals }): Outcome {
    const context = atProjectRoot(caller);
    const isBelow = context.cwd !== caller.cwd;
    const given = policyOf(flags.policy, positionals);
    // A policy that somebody names is seen from where he stands, the project's own from its root.
    const path = isBelow && given !== REPOSITORY_POLICY ? caller.resolve(given) : given;
    const whole = flags.strict || isRepository(context.cwd);
    let policy: Policy;
    let repository: Repository;
    try {
      policy = parsePolicy(readWhole(context.resolve(path)), { file: path });
      repository = readRepository(context.cwd, { every: false, lenient: whole });
    } catch (error) {
      if (!isCodedError(error)) throw error;
      return { json: { ...NOTHING_DETECTED, policy_path: path }, error: withAdvice(error, path) };
    }
    const { scan, signals } = repository;
    const findings = readinessFindings(policy, scan, signals);
    const warnings = findings.filter(({ severity }) => severity === 'warning');
    const ungated = findUngated(context, {
      policyPath: path,
      policy,
      policyDigest: policyDigest(policy),
      scan,
    });
    const gaps = ungated.filter(({ severity }) => severity === 'gap').length;
    const failed = flags.strict && gaps > 0;
    const { default_verdict: verdict, rules } = policy;
    return {
      exit: failed ? UNGATED_EXIT : 0,
      json: {
        ok: !failed,
        policy_path: path,
        project_root: isBelow ? context.cwd : undefined,
        default_verdict: verdict,
        rule_count: unlessEmpty(rules.length),
        ...repositoryAnswer(repository),
        findings: unlessEmpty(
          findings.map((finding) => ({ ...finding, evidence: unlessEmpty(finding.evidence) })),
        ),
        gap_warnings: unlessEmpty(warnings.map(({ summary }) => summary)),
        next_commands: [
          `gait policy validate ${shellWord(path)} --json`,
          'gait doctor --json',
          'gait demo --json',
        ],
        ungated: whole ? unlessEmpty(ungated.map((item) => ({ ...item }))) : undefined,
        summary: `policy ok: default_verdict=${verdict} rules=${rules.length} findings=${findings.length} gap_warnings=${warnings.length}`,
      },
      text: (paint) =>
        describe(paint, {
          path,
          root: isBelow ? context.cwd : undefined,
          verdict,
          rules: rules.length,
          ungated,
          gaps,
        }),
    };
  },
});

/** A positional counts only where `--policy` is blank, as in the reference. */
function policyOf(flag: string, positionals: readonly string[]): string {
  const isBlank = trimSpace(flag) === '';
  const path = isBlank && positionals.length === 1 ? (positionals[0] ?? '') : flag;
  const tooMany = positionals.length > (isBlank && positionals.length === 1 ? 1 : 0);
  if (!tooMany && trimSpace(path) !== '') return trimSpace(path);
  const message = tooMany ? 'unexpected positional arguments' : 'policy path must not be empty';
  throw new CodedError('arguments_invalid', message, { hint: 'name it with --policy FILE' });
}

/** Without a policy there is one thing to do. */
function withAdvice(error: CodedError, path: string): CodedError {
  if (error.code !== 'file_missing' || error.where.file === undefined) return error;
  return new CodedError('file_missing', `there is no policy ${path}`, {
    hint: 'gait init writes one',
    where: error.where,
    cause: error,
  });
}

interface Described {
  readonly path: string;
  /** Of the project, when it is not the current folder. */
  readonly root: string | undefined;
  readonly verdict: string;
  readonly rules: number;
  readonly ungated: readonly Ungated[];
  readonly gaps: number;
}

function describe(
  paint: Paint,
  { path, root, verdict, rules, ungated, gaps }: Described,
): string[] {
  const notes = ungated.length - gaps;
  const found = gaps === 0 ? 'no gap in the set-up was found' : count(gaps, 'gap');
  const worth = notes === 0 ? '' : `, and ${count(notes, 'note')} worth a look`;
  return [
    paint.verdict(gaps === 0, `${found}${worth}`),
    ...paint.pairs({ project: root, policy: path, default: verdict, rules }),
    ...ungated.flatMap(({ severity, why, command: repair, code }) => [
      `${severity === 'gap' ? paint.bad('✗') : paint.warn('!')} ${why} ${paint.dim(`(${code})`)}`,
      `  ${paint.dim('repair:')} ${paint.bold(repair)}`,
    ]),
  ];
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
