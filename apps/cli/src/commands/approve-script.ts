import { CodedError } from '@gait/canon';
import {
  formatApprovedScripts,
  mintApprovedScript,
  parseApprovedScripts,
  parsePolicy,
  policyDigest,
  putApprovedScript,
} from '@gait/gate';
import { changeFile, readWhole } from '@gait/local';
import { describeIntent } from '../approve/describe-intent.ts';
import { loadMinter } from '../approve/load-minter.ts';
import { VIEW_FLAGS, viewIntent } from '../approve/gate-view.ts';
import { readTtl } from '../approve/read-ttl.ts';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { splitList } from '../list-flag.ts';
import { parseGateProfile } from '../parse-gate-profile.ts';

/** `approve-script`: signs that exactly this script may run again and again under this policy. */
export const command = defineCommand({
  path: ['approve-script'],
  explain: 'Signs an entry of the registry of approved scripts, bound to a policy and the steps.',
  flags: {
    policy: textFlag({ value: 'FILE', help: 'policy under which the script is decided' }),
    intent: textFlag({ value: 'FILE', help: 'intent with the script; it is shown before signing' }),
    ...VIEW_FLAGS,
    registry: textFlag({ value: 'FILE', help: 'registry of approved scripts; made when missing' }),
    'pattern-id': textFlag({
      value: 'ID',
      help: 'name of the entry; default made from the script',
    }),
    approver: textFlag({ value: 'NAME', help: 'who approves' }),
    ttl: textFlag({ default: '168h', value: 'DURATION', help: 'how long the entry counts' }),
    scope: textFlag({
      value: 'LIST',
      help: 'limits like risk:low, workspace_prefix:/repo, endpoint:fs.read',
    }),
    profile: textFlag({
      default: 'standard',
      value: 'NAME',
      help: 'profile of the gate that decides',
    }),
    'key-mode': textFlag({ default: 'dev', value: 'MODE', help: 'prod signs with the given key' }),
    ...SIGNING_FLAGS,
  },
  example:
    'gait approve-script --policy .gait.yaml --intent script.json --registry approved.json --approver alice --key-mode prod --private-key alice.key',
  async run(context, { flags }): Promise<Outcome> {
    for (const name of ['policy', 'intent', 'registry', 'approver'] as const) {
      if (flags[name].trim() !== '') continue;
      throw new CodedError('flag_invalid', `--${name} is required`, {
        where: { field: `--${name}` },
      });
    }
    const ttl = readTtl(flags.ttl);
    const digest = policyDigest(
      parsePolicy(readWhole(context.resolve(flags.policy)), { file: flags.policy }),
    );
    const profile = parseGateProfile(flags.profile);
    const view = await viewIntent(context, flags, profile);
    const steps = view?.prepared.intent.script?.steps ?? [];
    if (view === undefined || steps.length === 0) {
      throw new CodedError('token_request_invalid', 'the intent has no script with steps', {
        hint: 'gait approve signs a single call',
        where: { file: flags.intent, field: 'script.steps' },
      });
    }
    const { prepared, policyClasses } = view;
    const shown = describeIntent(prepared, policyClasses);
    for (const line of ['approving exactly this script:', ...shown]) context.warn(line);
    const { key } = await loadMinter(context, flags, profile);
    const entry = mintApprovedScript(
      {
        patternId: flags['pattern-id'],
        policyDigest: digest,
        scriptHash: prepared.scriptHash,
        toolSequence: steps.map(({ tool_name }) => tool_name),
        scope: splitList(flags.scope),
        approverIdentity: flags.approver,
        now: context.now(),
        ttl,
        producerVersion: context.version,
      },
      key,
    );
    const path = flags.registry.trim();
    changeFile(context.resolve(path), (before) =>
      formatApprovedScripts(
        putApprovedScript(
          before === undefined ? [] : parseApprovedScripts(before, { file: path }),
          entry,
        ),
      ),
    );
    return {
      exit: 0,
      json: {
        ok: true,
        pattern_id: entry.pattern_id,
        policy_digest: entry.policy_digest,
        script_hash: entry.script_hash,
        tool_sequence: entry.tool_sequence,
        registry_path: path,
        expires_at: entry.expires_at,
      },
      text: (paint) => [
        paint.verdict(true, `script approved as ${entry.pattern_id}`),
        ...paint.pairs({
          registry: path,
          policy: entry.policy_digest,
          script: entry.script_hash,
          steps: steps.map(({ tool_name }) => tool_name).join(' → '),
          scope: (entry.scope ?? []).join(', ') || undefined,
          approver: entry.approver_identity,
          expires: entry.expires_at,
          key: key.keyId,
        }),
      ],
    };
  },
});
