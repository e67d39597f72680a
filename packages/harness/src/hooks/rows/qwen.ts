import type { HookFile, HookRow } from '../hook-row.ts';
import { DEADLINE_MS, group, settings, switchFiles, WAIT_MS } from './places.ts';

const OFF = [{ path: ['disableAllHooks'], off: true }] as const;

const file = (path: string): HookFile =>
  settings(
    path,
    [
      group('before_call', 'PreToolUse', '*', { timeout: WAIT_MS }),
      group('after_call', 'PostToolUse', '*', { timeout: WAIT_MS }),
      group('after_call', 'PostToolUseFailure', '*', { timeout: WAIT_MS }),
      group('session_start', 'SessionStart', undefined, { timeout: WAIT_MS }),
      group('session_end', 'SessionEnd', undefined, { timeout: WAIT_MS }),
    ],
    { comments: true, switches: OFF },
  );

export const qwen: HookRow = {
  id: 'qwen',
  title: 'Qwen Code',
  aliases: ['qwen-code'],
  support: 'driven',
  versions: ['0.15.10'],
  dialect: 'qwen',
  files: { project: [file('.qwen/settings.json')], user: [file('~/.qwen/settings.json')] },
  switchFiles: switchFiles(
    ['/etc/qwen-code/settings.json', '/Library/Application Support/QwenCode/settings.json'],
    OFF,
    { comments: true },
  ),
  events: {
    before_call: ['PreToolUse'],
    after_call: ['PostToolUse', 'PostToolUseFailure'],
    session_start: ['SessionStart'],
    session_end: ['SessionEnd'],
    prompt: ['UserPromptSubmit'],
  },
  windowsShell: 'powershell',
  toolTimeoutMs: 60_000,
  deadlineMs: DEADLINE_MS,
  failClosed: {
    kind: 'always',
    except: 'Windows, where a gate that is missing, killed or hangs leaves the call open',
  },
  ask: { kind: 'native', modes: ['default', 'plan', 'auto-edit'] },
  exits:
    '0 and a JSON answer of deny: blocked; 2: blocked with the text on standard error; without a text there, or with a JSON object without a decision, open; others, a signal, a missing program, a timeout: open',
  context: true,
  callIds: true,
  trust:
    'Hooks of a project run only in a folder that a person trusted, where trust is switched on.',
  gaps: [
    'On Windows a hook that is missing, killed, too slow or exits with another status than 0 and 2 leaves the call open; elsewhere a shell around it blocks the call.',
    'A settings file with a trailing comma or a byte order mark is passed over in silence, hooks and all.',
    'Without a terminal (-p) no event tells the start or the end of a session.',
    '--bare and disableAllHooks switch hooks off.',
    'A command that a person types after ! is not a call.',
  ],
  managed: [
    '/etc/qwen-code/settings.json',
    '/Library/Application Support/QwenCode/settings.json',
    'C:\\ProgramData\\qwen-code\\settings.json',
  ],
};
