import { CodedError, formatTime, trimSpace } from '@gait/canon';
import { writeWhole } from '@gait/local';
import { refuseUnsafeOutputs } from '../check-output.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { splitList } from '../list-flag.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';
import { loadPolicy } from '../policy/load-policy.ts';
import { simulate } from '../policy/simulation.ts';
import { simulationAnswer, simulationText } from '../policy/simulation-answer.ts';
import { renderSimulationPage } from '../policy/simulation-page.ts';

/** `policy simulate`: what would a candidate change. */
export const command = defineCommand({
  path: ['policy', 'simulate'],
  explain:
    'Asks two policies about the same calls, shows what changes and how far to roll the new one out.',
  flags: {
    policy: textFlag({ value: 'FILE', help: 'the candidate' }),
    baseline: textFlag({ value: 'FILE', help: 'the policy that is in force' }),
    fixtures: textFlag({ value: 'LIST', help: 'intents: JSON files and folders of them' }),
    traces: textFlag({
      value: 'LIST',
      help: 'recorded decisions to replay: traces, journals, folders',
    }),
    runs: textFlag({ value: 'LIST', help: 'recorded runs to replay: run ids or runpacks' }),
    'call-context': textFlag({
      value: 'FILE',
      help: 'JSON with identity, workspace and risk_class of the calls of --runs, which keep none',
    }),
    html: textFlag({ value: 'FILE', help: 'write a page with all changes' }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'standard, strict, compat or oss-prod',
    }),
  },
  positionalsAnyCount: true,
  example: 'gait policy simulate --policy new.yaml --baseline .gait.yaml --fixtures calls',
  notes: [
    'A trace keeps digests, no intent: it is replayed when --fixtures holds the intent it was made',
    'for, and listed as one that cannot be replayed otherwise. A call of a run that is none of',
    '--fixtures is judged by its tool alone, because a run keeps no targets.',
  ],
  async run(context, { flags, positionals }): Promise<Outcome> {
    const paths = { candidate: trimSpace(flags.policy), baseline: trimSpace(flags.baseline) };
    if (positionals.length > 0) throw fault('unexpected positional arguments', 'use the flags');
    if (paths.candidate === '') throw fault('missing required --policy <candidate_policy.yaml>');
    if (paths.baseline === '') throw fault('missing required --baseline <baseline_policy.yaml>');
    const profile = parseGateProfile(flags.profile);
    const page = trimSpace(flags.html);
    refuseUnsafeOutputs(
      context,
      [{ path: page, kind: 'other' }],
      [paths.candidate, paths.baseline, ...splitList(flags.fixtures), ...splitList(flags.traces)],
    );
    const policies = {
      candidate: loadPolicy(context, paths.candidate),
      baseline: loadPolicy(context, paths.baseline),
    };
    const simulation = await simulate(context, policies, flags, profile);
    if (page !== '') {
      const at = formatTime((context.now() / 1_000_000_000n) * 1_000_000_000n);
      const text = renderSimulationPage({ simulation, policies, paths, at });
      writeWhole(context.resolve(page), text, { makeFolders: true });
    }
    return {
      exit: 0,
      json: {
        ...simulationAnswer(simulation, policies),
        html_path: page === '' ? undefined : page,
      },
      text: (paint) => [
        ...simulationText(simulation, policies, paint),
        ...(page === '' ? [] : [paint.dim(`page: ${page}`)]),
      ],
    };
  },
});

function fault(
  message: string,
  hint = 'name the candidate, the policy in force and some calls',
): CodedError {
  return new CodedError('arguments_invalid', message, { hint });
}
