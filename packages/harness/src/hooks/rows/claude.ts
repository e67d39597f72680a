import type { HookFile, HookRow } from '../hook-row.ts';
import { DEADLINE_MS, group, settings, switchFiles, WAIT_MS } from './places.ts';

const WAIT = WAIT_MS / 1000;
const OFF = [{ path: ['disableAllHooks'], off: true }] as const;

const file = (path: string): HookFile =>
  settings(
    path,
    [
      // Versions before 2.1.295 take the key and do nothing about it.
      group('before_call', 'PreToolUse', '*', { timeout: WAIT, onFailure: 'block' }),
      group('after_call', 'PostToolUse', '*', { timeout: WAIT }),
      group('after_call', 'PostToolUseFailure', '*', { timeout: WAIT }),
      group('session_start', 'SessionStart', undefined, { timeout: WAIT }),
      group('session_end', 'SessionEnd', undefined, { timeout: WAIT }),
    ],
    { switches: OFF },
  );

export const claude: HookRow = {
  id: 'claude',
  title: 'Claude Code',
  aliases: ['claude-code'],
  support: 'driven',
  versions: ['2.1.197', '2.1.329'],
  dialect: 'claude',
  files: {
    // The command names a path of this machine, so that it belongs into the file that is not shared.
    project: [file('.claude/settings.local.json')],
    user: [file('~/.claude/settings.json')],
  },
  switchFiles: [
    ...switchFiles(['.claude/settings.json'], OFF),
    ...switchFiles(
      [
        '/etc/claude-code/managed-settings.json',
        '/Library/Application Support/ClaudeCode/managed-settings.json',
      ],
      [...OFF, { path: ['allowManagedHooksOnly'], off: true }],
    ),
  ],
  events: {
    before_call: ['PreToolUse'],
    after_call: ['PostToolUse', 'PostToolUseFailure'],
    session_start: ['SessionStart'],
    session_end: ['SessionEnd'],
    prompt: ['UserPromptSubmit'],
  },
  windowsShell: 'sh',
  toolTimeoutMs: 600_000,
  deadlineMs: DEADLINE_MS,
  failClosed: { kind: 'setting', setting: 'onFailure: "block"', since: '2.1.295' },
  ask: { kind: 'native', modes: ['default', 'acceptEdits', 'plan'] },
  exits:
    '0 with a JSON answer, or silent: the answer counts; 2: blocked, standard error goes to the model; others: open, blocked where onFailure is "block". In versions such as 2.1.197 a JSON answer on standard output is judged before the status: one without a decision lets an exit of 2 through',
  context: true,
  callIds: true,
  trust: 'A folder has to be trusted once when Claude Code starts in it with a terminal.',
  gaps: [
    'On Windows before 2.1.295 a hook that is missing, killed, too slow or exits with another status than 0 and 2 leaves the call open.',
    'A settings file with a comment or a trailing comma is passed over in silence, hooks and all.',
    'A person can start it with hooks switched off: disableAllHooks, --settings with other files, --safe-mode, --bare.',
    'Commands that a person types after ! and commands inside of skills and slash commands are not calls.',
    'Calls of tools that do not exist fire no hook; nothing runs for them.',
    'A local MCP server does what it wants after the call was let through.',
  ],
  managed: [
    '/etc/claude-code/managed-settings.json',
    '/etc/claude-code/managed-settings.d/',
    '/Library/Application Support/ClaudeCode/managed-settings.json',
    'C:\\Program Files\\ClaudeCode\\managed-settings.json',
    'allowManagedHooksOnly: true there leaves only the hooks of the organisation',
  ],
};
