import { CodedError } from '@gait/canon';
import { addEntry, hasSelectors, type NewEntry } from '@gait/gate';
import { changeKillSwitch } from '@gait/local';
import { boolFlag, defineCommand, textFlag } from '../command.ts';
import { changeAnswer, expiryOf, STATE_FLAG, statePath, statusOf } from '../kill-switch-answer.ts';
import { splitList } from '../list-flag.ts';
import { parseProfile } from '../parse-profile.ts';

/** `kill-switch add`: stops calls, whatever the policy allows. */
export const command = defineCommand({
  path: ['kill-switch', 'add'],
  explain: 'Stops the calls that all given selectors match, from the next decision on.',
  flags: {
    ...STATE_FLAG,
    'entry-id': textFlag({
      value: 'ID',
      help: 'name of the entry (default: made from its content)',
    }),
    'agent-id': textFlag({ value: 'ID', help: 'stop this agent' }),
    identity: textFlag({ value: 'NAME', help: 'stop this identity' }),
    'tool-name': textFlag({ value: 'TOOL', help: 'stop this tool, also as a step of a script' }),
    'target-kind': textFlag({ value: 'KIND', help: 'stop calls on targets of this kind' }),
    'target-value': textFlag({ value: 'VALUE', help: 'stop calls on this target' }),
    environment: textFlag({ value: 'NAME', help: 'stop calls in this environment' }),
    'path-prefixes': textFlag({ value: 'LIST', help: 'stop calls on these paths and below' }),
    'workspace-prefixes': textFlag({ value: 'LIST', help: 'stop calls from these workspaces' }),
    all: boolFlag({ help: 'stop every call: an entry without selectors is meant' }),
    reason: textFlag({ help: 'why, for those who see the calls stop' }),
    actor: textFlag({ value: 'NAME', help: 'who adds the entry' }),
    'expires-at': textFlag({
      value: 'TIME',
      help: 'when it ends by itself: RFC 3339 time, or 30m from now',
    }),
    profile: textFlag({ default: 'standard', value: 'NAME', help: 'standard, strict or compat' }),
  },
  example: 'gait kill-switch add --tool-name tool.deploy --reason incident-42 --actor sec',
  async run(context, { flags }) {
    const path = await statePath(context, flags.state);
    const now = context.now();
    const expires = expiryOf(flags['expires-at'], now);
    const profile = parseProfile(flags.profile);
    const strict = profile === 'strict';
    const given: NewEntry = {
      entry_id: flags['entry-id'],
      agent_id: flags['agent-id'],
      identity: flags.identity,
      tool_name: flags['tool-name'],
      target_kind: flags['target-kind'],
      target_value: flags['target-value'],
      environment: flags.environment,
      path_prefixes: splitList(flags['path-prefixes']),
      workspace_prefixes: splitList(flags['workspace-prefixes']),
      reason: flags.reason,
      actor: flags.actor,
      ...(expires === undefined ? {} : { expires_at: expires }),
    };
    const changed = changeKillSwitch(
      path,
      (state) => {
        const change = addEntry(state, given, now, { all: flags.all });
        if (strict && statusOf(change.entry, now) === 'expired') throw pastEnd();
        if (strict && !flags.all && !hasSelectors(change.entry)) throw everythingUnasked();
        return change;
      },
      { now, producerVersion: context.version },
    );
    if (!flags.all && !hasSelectors(changed.entry)) {
      context.warn('warning: the entry has no selectors and stops every call; say so with --all');
    }
    if (profile !== 'compat' && statusOf(changed.entry, now) === 'expired') {
      context.warn(`warning: the entry stops nothing: it ended ${changed.entry.expires_at}`);
    }
    return changeAnswer('add', changed);
  },
});

function pastEnd(): CodedError {
  return new CodedError('flag_invalid', '--expires-at is past: the entry would stop nothing', {
    hint: 'name a later time, or one from now on, like 30m',
    where: { field: '--expires-at' },
  });
}

function everythingUnasked(): CodedError {
  return new CodedError('kill_switch_selector_missing', 'the entry would stop every call', {
    hint: 'pass --all when that is meant',
  });
}
