import type { HookFile, HookRow } from '../hook-row.ts';

const file = (path: string): HookFile => ({
  kind: 'whole',
  path,
  text: 'cline_plugin',
  executable: false,
});

/**
 * A plugin and not an executable below `hooks/`: every failure of such an executable leaves the
 * call open, and its refusal ends the whole run. A plugin's refusal ends one call, the model is
 * told why, and a plugin that throws or takes longer than 3 seconds ends the run before the call.
 */
export const cline: HookRow = {
  id: 'cline',
  title: 'Cline',
  aliases: ['cline-cli'],
  support: 'driven',
  versions: ['3.0.65'],
  dialect: 'cline',
  files: { project: [file('.cline/plugins/gait.js')], user: [file('~/.cline/plugins/gait.js')] },
  events: {
    before_call: ['tool_call'],
    after_call: ['tool_result'],
    session_start: ['agent_start', 'agent_resume'],
    session_end: ['agent_end', 'agent_abort', 'agent_error', 'session_shutdown'],
    prompt: ['prompt_submit'],
  },
  windowsShell: 'powershell',
  toolTimeoutMs: 3000,
  deadlineMs: 2200,
  failClosed: {
    kind: 'always',
    except: 'a plugin that cannot be loaded within 4 seconds, or whose process is ended',
  },
  ask: { kind: 'denied', why: 'a plugin of Cline has 3 seconds, too few for a person' },
  exits:
    'our plugin lets a call through on an exit of 0 with an answer of allow, and refuses it on anything else',
  context: false,
  callIds: true,
  trust: 'Cline loads every plugin of the project and of the user without asking.',
  gaps: [
    'A plugin that cannot be loaded, or whose process is ended, is passed over and calls run.',
    'Another plugin or hook of a person can change the input after ours has judged it.',
    'The end of a run is told, not the end of a session with several.',
    'The extension in an editor was not driven, only the command line.',
  ],
  managed: [],
};
