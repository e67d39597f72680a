import type { HookFile, HookRow, SwitchFile } from '../hook-row.ts';
import { DEADLINE_MS, group, settings, WAIT_MS } from './places.ts';

const WAIT = WAIT_MS / 1000;

// Codex refuses a file with any other key at its root than `hooks` and `description`.
const file = (path: string): HookFile =>
  settings(path, [
    group('before_call', 'PreToolUse', '.*', { timeout: WAIT }),
    group('after_call', 'PostToolUse', '.*', { timeout: WAIT }),
    group('session_start', 'SessionStart', undefined, { timeout: WAIT }),
    group('session_end', 'SessionEnd', undefined, { timeout: WAIT }),
  ]);

const config = (path: string): SwitchFile => ({
  path,
  kind: 'codex_toml',
  comments: true,
  trailingCommas: true,
  switches: [],
});

export const codex: HookRow = {
  id: 'codex',
  title: 'Codex',
  aliases: ['openai-codex'],
  support: 'driven',
  versions: ['0.169.0'],
  dialect: 'codex',
  files: { project: [file('.codex/hooks.json')], user: [file('~/.codex/hooks.json')] },
  switchFiles: [
    config('.codex/config.toml'),
    config('~/.codex/config.toml'),
    config('/etc/codex/config.toml'),
    config('/etc/codex/managed_config.toml'),
    config('/etc/codex/requirements.toml'),
  ],
  events: {
    before_call: ['PreToolUse'],
    after_call: ['PostToolUse'],
    session_start: ['SessionStart'],
    session_end: ['SessionEnd'],
    prompt: ['UserPromptSubmit'],
  },
  windowsShell: 'powershell',
  toolTimeoutMs: 600_000,
  deadlineMs: DEADLINE_MS,
  failClosed: {
    kind: 'always',
    except: 'a hook that nobody trusted; on Windows also a gate that is missing, killed or hangs',
  },
  ask: { kind: 'denied', why: 'Codex takes an answer of ask for a failed hook and runs the call' },
  exits:
    '0 and a JSON answer of deny: blocked; 0 with anything else, ask and allow too: open; 2: blocked, standard error goes to the model; others, a signal, a missing program, a timeout: open',
  context: true,
  callIds: true,
  trust:
    'Codex runs no hook that a person has not trusted, and says nothing when it skips one. Start codex in a terminal, open /hooks, look at the hooks of gait and trust them. Trust is bound to the text of the hook and to its place in the list: a change of either takes it away in silence. `codex app-server` answers `hooks/list` with the trust of each hook. Hooks of a project are read only when the project itself is trusted.',
  typesUnseen: true,
  gaps: [
    'A hook that is not trusted is skipped in silence and the call runs.',
    'Text that the model sends to a program that already runs (write_stdin) fires no hook: an interactive shell or interpreter, once started, is not looked at any more.',
    'A hooks.json with a comment, a trailing comma or a byte order mark is passed over in silence.',
    'Searches of the web run at the vendor and fire no hook.',
    'On Windows a hook that is missing, killed, too slow or exits with another status than 0 and 2 leaves the call open; elsewhere a shell around it blocks the call.',
    'A call that fails (a file that is not there) has no event afterwards; the status of a command is not told.',
    '[features] hooks = false in config.toml switches hooks off.',
  ],
  managed: [
    '/etc/codex/requirements.toml ([features] hooks, hooks of the organisation, allow_managed_hooks_only)',
    '/etc/codex/managed_config.toml',
  ],
};
