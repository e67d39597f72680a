import { CodedError, trimSpace } from '@gait/canon';
import {
  parsePolicy,
  policyDigest,
  policyTemplate,
  policyTemplateNames,
  starterPolicy,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import { findTemplate } from '../find-template.ts';
import { tracedRows } from '../hooks/hook-places.ts';
import { judgeTrust } from '../onboard/judge-trust.ts';
import { planSetup, type SetupStep } from '../onboard/plan-setup.ts';
import { atProjectRoot, isRepository } from '../onboard/project-places.ts';
import {
  NOTHING_DETECTED,
  readRepository,
  REPOSITORY_POLICY,
  repositoryAnswer,
  ruleJson,
  SURFACE_CONTRACT,
  type Repository,
} from '../onboard/repository-answer.ts';
import { unlessEmpty } from '../optional.ts';
import type { Paint } from '../paint.ts';
import { shellWord } from '../shell-word.ts';

/** `init`: makes a repository ready for the gate. */
export const command = defineCommand({
  path: ['init'],
  explain:
    'Writes the policy of a repository with rules for the tools found in it and, at the top of a git repository, the rest that the gate needs.',
  flags: {
    template: textFlag({
      default: 'baseline-highrisk',
      value: 'NAME',
      help: policyTemplateNames().join(', '),
    }),
    out: textFlag({ default: REPOSITORY_POLICY, value: 'FILE', help: 'where the policy goes' }),
    force: boolFlag({ help: 'replace the policy and the defaults; keys and state are kept' }),
    approver: textFlag({
      value: 'NAME',
      help: 'let this person approve: a key pair outside the repository, named in the trust file',
    }),
    'policy-only': boolFlag({ help: 'write the policy and nothing else' }),
    setup: boolFlag({ help: 'write the rest, too, where there is no .git' }),
    'dry-run': boolFlag({ help: 'say what would be written and write nothing' }),
  },
  errorJson: NOTHING_DETECTED,
  example: 'gait init --template coding-agent --approver alice',
  notes: [
    'At the top of a git repository: .gait.yaml with the rules in force, .gait/config.yaml (profile',
    'strict), the state of the kill switch, lines in .gitignore, and a signing key in the user’s own',
    'folder. Elsewhere the policy alone, with the rules as comments. What is there is kept.',
  ],
  run(context, { flags }): Outcome {
    assertPerson(context);
    const template = findTemplate(flags.template);
    const policyPath = trimSpace(flags.out);
    if (policyPath === '') {
      throw new CodedError('path_unsafe', '--out is empty', {
        hint: 'name a file',
        where: { field: '--out' },
      });
    }
    const whole = wantsAll(context, flags);
    if (!flags.setup && !flags['policy-only']) refuseBelowProject(context);
    if (flags.approver !== '' && !whole) {
      throw new CodedError('flag_invalid', '--approver needs the whole set-up', {
        hint: 'run gait init at the top of a git repository, or add --setup',
        where: { field: '--approver' },
      });
    }
    const repository = readRepository(context.cwd, { every: whole, lenient: whole });
    const policy = starterPolicy(policyTemplate(template) ?? '', {
      surface: repository.scan,
      signals: repository.signals,
      places: SURFACE_CONTRACT,
      enforce: whole,
      // Its rules judge what the tools of a server touch; other templates hold them for a person.
      servers: template === 'coding-agent' ? repository.scan.servers.map(({ name }) => name) : [],
    });
    const steps = planSetup(context, {
      policyPath,
      policyText: policy.text,
      whole,
      force: flags.force,
      approver: trimSpace(flags.approver),
    });
    const dryRun = flags['dry-run'];
    if (!dryRun) for (const step of steps) step.run();
    const next = nextCommands(policyPath, {
      whole,
      askApprover: flags.approver === '',
      // What was trusted before still is: an approver more changes neither policy nor defaults.
      askTrust: !whole || dryRun || !isTrusted(context, policyPath),
      hooks: template === 'coding-agent' || tracedRows(context.cwd).length > 0,
    });
    return {
      exit: 0,
      json: {
        ok: true,
        template,
        policy_path: policyPath,
        ...repositoryAnswer(repository),
        generated_rules: unlessEmpty(policy.rules.map(ruleJson)),
        setup: whole ? steps.map(({ what, path, action }) => ({ what, path, action })) : undefined,
        unreadable: unlessEmpty(repository.scan.faults.map(({ message }) => message)),
        dry_run: unlessEmpty(dryRun),
        next_commands: next,
      },
      text: (paint) => describe(paint, { template, repository, steps, dryRun, whole, next }),
    };
  },
});

/** The reference writes only the policy; a folder that is no repository gets no more than that unasked. */
function wantsAll(
  context: Context,
  flags: { readonly setup: boolean; readonly 'policy-only': boolean },
): boolean {
  if (flags.setup && flags['policy-only']) {
    throw new CodedError('flag_invalid', '--setup and --policy-only exclude each other', {
      hint: 'keep one of them',
      where: { field: '--setup' },
    });
  }
  return flags.setup || (!flags['policy-only'] && isRepository(context.cwd));
}

/** A second set-up below the first would be taken for a part of it. */
function refuseBelowProject(context: Context): void {
  const { cwd: root } = atProjectRoot(context);
  if (root === context.cwd) return;
  throw new CodedError('arguments_invalid', `the project that is set up is ${root}`, {
    hint: `run gait init in ${shellWord(root)}; for this folder alone add --policy-only or --setup`,
    where: { file: root },
  });
}

function isTrusted(context: Context, policyPath: string): boolean {
  const file = context.resolve(policyPath);
  const digest = policyDigest(parsePolicy(readWhole(file), { file: policyPath }));
  return judgeTrust(context, { file, digest, shown: policyPath }) === undefined;
}

interface NextFacts {
  readonly whole: boolean;
  readonly askApprover: boolean;
  readonly askTrust: boolean;
  readonly hooks: boolean;
}

function nextCommands(
  policyPath: string,
  { whole, askApprover, askTrust, hooks }: NextFacts,
): string[] {
  const word = shellWord(policyPath);
  const check = [`gait check --policy ${word} --json`];
  if (!whole) return [...check, `gait policy validate ${word} --json`, 'gait doctor --json'];
  return [
    ...(askApprover ? ['gait init --approver NAME'] : []),
    ...(askTrust ? [`gait trust ${word}`] : []),
    ...(hooks ? ['gait hooks install'] : []),
    ...check,
    'gait doctor --json',
  ];
}

interface Described {
  readonly template: string;
  readonly repository: Repository;
  readonly steps: readonly SetupStep[];
  readonly dryRun: boolean;
  readonly whole: boolean;
  readonly next: readonly string[];
}

function describe(
  paint: Paint,
  { template, repository, steps, dryRun, whole, next }: Described,
): string[] {
  const { scan, signals } = repository;
  const headline = dryRun
    ? 'nothing was written; this is the plan'
    : steps.some(({ what, action }) => what === 'policy' && action === 'kept')
      ? 'ready, with the policy that was there'
      : `ready, from the template ${template}`;
  return [
    paint.verdict(true, headline),
    ...paint.table(steps.map(({ what, path, action }) => [`  ${action}`, what, path])),
    ...paint.pairs({
      frameworks: scan.frameworks.join(', ') || undefined,
      tools: signals.rules.flatMap(({ matchToolNames }) => matchToolNames).join(', ') || undefined,
      'MCP servers': scan.servers.map(({ name }) => name).join(', ') || undefined,
    }),
    ...scan.faults.map(({ message }) => paint.warn(message)),
    ...steps
      .filter(({ what, action }) => /^(?:policy|defaults)$/u.test(what) && action === 'kept')
      .map(({ path }) => paint.warn(`${path} was kept as it is; --force writes it anew`)),
    ...(whole
      ? next.some((line) => line.startsWith('gait trust '))
        ? ['Read the policy. Nothing counts before you trust it:']
        : ['The policy is trusted already.']
      : [paint.dim('the policy alone; --setup, or a git repository, makes the rest')]),
    ...next.map((line) => `  ${line.replace(' --json', '')}`),
  ];
}
