import type { HookFile, HookRow } from '../hook-row.ts';
import { DEADLINE_MS, group, settings, switchFiles, WAIT_MS } from './places.ts';

const OFF = [
  { path: ['hooksConfig', 'enabled'], off: false },
  { path: ['hooksConfig', 'disabled'], off: 'names_command' },
] as const;

// Other events than those of tools compare the matcher with the reason letter by letter.
const file = (path: string): HookFile =>
  settings(
    path,
    [
      group('before_call', 'BeforeTool', '.*', { timeout: WAIT_MS }),
      group('after_call', 'AfterTool', '.*', { timeout: WAIT_MS }),
      group('session_start', 'SessionStart', undefined, { timeout: WAIT_MS }),
      group('session_end', 'SessionEnd', undefined, { timeout: WAIT_MS }),
    ],
    {
      comments: true,
      switches: OFF,
    },
  );

export const gemini: HookRow = {
  id: 'gemini',
  title: 'Gemini CLI',
  aliases: ['gemini-cli'],
  support: 'driven',
  versions: ['0.61.0'],
  dialect: 'gemini',
  files: { project: [file('.gemini/settings.json')], user: [file('~/.gemini/settings.json')] },
  switchFiles: switchFiles(
    ['/etc/gemini-cli/settings.json', '/Library/Application Support/GeminiCli/settings.json'],
    OFF,
    { comments: true },
  ),
  events: {
    before_call: ['BeforeTool'],
    after_call: ['AfterTool'],
    session_start: ['SessionStart'],
    session_end: ['SessionEnd'],
    prompt: ['BeforeAgent'],
  },
  windowsShell: 'powershell',
  toolTimeoutMs: 60_000,
  deadlineMs: DEADLINE_MS,
  failClosed: {
    kind: 'always',
    except: 'Windows, where a gate that is killed, hangs or exits with 1 leaves the call open',
  },
  ask: {
    kind: 'denied',
    why: 'Gemini CLI does not tell a hook whether a person is there; without a terminal a question never ends',
  },
  exits:
    'a JSON answer on standard output counts whatever the status is: one without a decision lets an exit of 2 through; without an answer 0 and 1 are open, 2 and more are blocked when there is a text on standard error, which goes to the model (127, a missing program, is), and open without one; a signal and a timeout are open',
  context: true,
  callIds: false,
  trust:
    'Hooks of a project run only in a folder that a person trusted; a new hook of a project is told once when Gemini CLI starts. Hooks of the user need nothing.',
  gaps: [
    'On Windows a hook that is killed, too slow or exits with 1 leaves the call open; elsewhere a shell around it blocks the call.',
    'Messages have no id of the call: what came of a call is found by its tool, input and order.',
    'It does not start with a settings file that has a trailing comma or a byte order mark.',
    'Another BeforeTool hook of a person or an extension can change the input after ours has judged it.',
    'A command that a person types after ! is not a call.',
  ],
  managed: [
    '/etc/gemini-cli/settings.json',
    '/Library/Application Support/GeminiCli/settings.json',
    'C:\\ProgramData\\gemini-cli\\settings.json',
  ],
};
