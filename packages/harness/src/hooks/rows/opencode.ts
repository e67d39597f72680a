import type { HookFile, HookRow } from '../hook-row.ts';
import { DEADLINE_MS, WAIT_MS } from './places.ts';

const file = (path: string): HookFile => ({
  kind: 'whole',
  path,
  text: 'opencode_plugin',
  executable: false,
});

export const opencode: HookRow = {
  id: 'opencode',
  title: 'OpenCode',
  aliases: ['opencode-ai'],
  support: 'driven',
  versions: ['1.18.33'],
  dialect: 'opencode',
  files: {
    project: [file('.opencode/plugins/gait.js')],
    user: [file('~/.config/opencode/plugins/gait.js')],
  },
  events: {
    before_call: ['tool.execute.before'],
    after_call: ['tool.execute.after'],
    session_start: ['session.created'],
    session_end: ['dispose'],
  },
  windowsShell: 'powershell',
  toolTimeoutMs: WAIT_MS,
  deadlineMs: DEADLINE_MS,
  failClosed: {
    kind: 'always',
    except: 'a plugin that cannot be loaded, which OpenCode passes over in silence',
  },
  ask: { kind: 'denied', why: 'a plugin of OpenCode can only let a call through or throw' },
  exits:
    'our plugin lets a call through on an exit of 0 with an answer of allow, and throws on anything else',
  context: false,
  callIds: true,
  trust: 'OpenCode loads every plugin of the project and of the user without asking.',
  gaps: [
    '--pure and OPENCODE_PURE start it without plugins; OPENCODE_DISABLE_PROJECT_CONFIG leaves out those of the project.',
    'A plugin file with an error in it is passed over in silence and calls run.',
    'A call that fails has no event afterwards.',
    'Another plugin runs in the same process and can do anything.',
    'Version 2 of the plugin interface does not start plugins of version 1; it was not driven.',
  ],
  managed: [
    '/etc/opencode/',
    '/Library/Application Support/opencode/',
    'C:\\ProgramData\\opencode\\',
  ],
};
