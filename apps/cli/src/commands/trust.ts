import { formatTime, toUtcSeconds } from '@gait/canon';
import { parsePolicy, policyDigest, trustPolicy, type Policy } from '@gait/gate';
import {
  agentLockDigest,
  changeTrustedPolicies,
  loadProjectConfig,
  policyPlace,
  PROJECT_CONFIG,
  readWhole,
} from '@gait/local';
import { assertPerson } from '../approve/assert-person.ts';
import { boolFlag, defineCommand, textFlag, type Outcome } from '../command.ts';
import { configPlace } from '../gate/placed-config.ts';
import { configDigest } from '../gate/policy-trust-guard.ts';
import { gateProject } from '../gate/protection-guard.ts';
import type { Context } from '../context.ts';

/** `trust`: records the digest of a policy, so that it counts under `strict`. */
export const command = defineCommand({
  path: ['trust'],
  explain: 'Records that the policy of a repository counts, exactly as it is now.',
  flags: {
    config: textFlag({
      default: PROJECT_CONFIG,
      value: 'FILE',
      help: 'configuration of the project that it counts with',
    }),
    by: textFlag({ value: 'NAME', help: 'who trusts it; default: the user' }),
    'dry-run': boolFlag({ help: 'show what would be trusted and record nothing' }),
  },
  positionals: [{ name: 'policy', help: 'policy file' }],
  example: 'gait trust .gait.yaml',
  notes: [
    'Under profile strict a policy that is not trusted, or that changed, blocks every call.',
    'The project’s configuration counts with it: where it names keys or state, it governs too.',
    'So does krci-ai.lock.json: only a trusted one says who published the agents.',
    'Nobody trusts a policy from inside a session that the gate governs.',
  ],
  run(context, { flags, positionals }): Outcome {
    assertPerson(context);
    const [file] = positionals as [string];
    const place = policyPlace(context.resolve(file));
    const policy = parsePolicy(readWhole(place), { file });
    const entry = {
      path: place,
      policy_digest: policyDigest(policy),
      config_digest: configDigest(context, flags),
      agent_lock_digest: agentLockDigest(gateProject(context, { flags })),
      trusted_by: flags.by.trim() || userOf(context),
      trusted_at: toUtcSeconds(formatTime(context.now())),
    };
    // One that no hook could read would be trusted in vain: every call is denied then.
    if (entry.config_digest !== '') {
      loadProjectConfig(context.resolve(configPlace(context, flags.config.trim()).path), true);
    }
    let previous: string | undefined;
    const list = flags['dry-run']
      ? undefined
      : changeTrustedPolicies(context, (policies) => {
          previous = policies.find(({ path }) => path === place)?.policy_digest;
          return trustPolicy(policies, entry);
        });
    const changed = previous !== undefined && previous !== entry.policy_digest;
    return {
      exit: 0,
      json: {
        ok: true,
        ...entry,
        config_digest: entry.config_digest || undefined,
        agent_lock_digest: entry.agent_lock_digest || undefined,
        previous_digest: changed ? previous : undefined,
        trusted_policies_path: list,
        dry_run: list === undefined ? true : undefined,
      },
      text: (paint) => [
        paint.verdict(
          true,
          list === undefined ? 'policy read, nothing was recorded' : 'policy trusted',
        ),
        ...paint.pairs({
          policy: place,
          digest: entry.policy_digest,
          'digest before': changed ? previous : undefined,
          says: summaryOf(policy),
          configuration: entry.config_digest || undefined,
          'lock of agents': entry.agent_lock_digest || undefined,
          'trusted by': entry.trusted_by,
          'recorded in': list,
        }),
      ],
    };
  },
});

function userOf({ env }: Context): string {
  return env['USER'] || env['LOGNAME'] || env['USERNAME'] || 'unknown';
}

/** What a person should have noticed before trusting it. */
function summaryOf({ default_verdict: otherwise, rules }: Policy): string {
  const allows = rules.filter(({ effect }) => effect === 'allow').length;
  return `${rules.length} rules, ${allows} of them allow; else ${otherwise}`;
}
