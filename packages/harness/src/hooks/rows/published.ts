import type { HookFile, HookList, HookRow, JsonData } from '../hook-row.ts';
import type { HookEvent } from '../hook-message.ts';
import { group, settings, WITHOUT_HOOKS } from './places.ts';

/** Rows from what vendors publish. No tool was run against them. */

const UNCONFIRMED = 'everything: it is as published, no tool was run against it';

const flat = (
  entries: readonly (readonly [HookEvent, string])[],
  item: { readonly [key: string]: JsonData },
): readonly HookList[] => entries.map(([event, name]) => ({ event, path: ['hooks', name], item }));

export const cursor: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'cursor',
  title: 'Cursor',
  aliases: [],
  support: 'published',
  dialect: 'cursor',
  files: both('.cursor/hooks.json', (path) =>
    settings(
      path,
      [
        ...flat(
          [
            ['before_call', 'preToolUse'],
            ['before_call', 'beforeShellExecution'],
            ['before_call', 'beforeMCPExecution'],
            ['before_call', 'beforeReadFile'],
          ],
          { command: '{command}', timeout: 60, failClosed: true },
        ),
        ...flat(
          [
            ['after_call', 'postToolUse'],
            ['after_call', 'postToolUseFailure'],
            ['session_start', 'sessionStart'],
            ['session_end', 'sessionEnd'],
          ],
          { command: '{command}', timeout: 60 },
        ),
      ],
      { comments: true, head: { version: 1 } },
    ),
  ),
  events: {
    before_call: ['preToolUse', 'beforeShellExecution', 'beforeMCPExecution', 'beforeReadFile'],
    after_call: ['postToolUse', 'postToolUseFailure'],
    session_start: ['sessionStart'],
    session_end: ['sessionEnd'],
    prompt: ['beforeSubmitPrompt'],
  },
  toolTimeoutMs: 60_000,
  deadlineMs: 55_000,
  failClosed: { kind: 'setting', setting: 'failClosed: true' },
  ask: { kind: 'denied', why: 'whether a person is always asked is not confirmed' },
  exits: '0 with a JSON answer; 2: blocked; others: open, blocked where failClosed is true',
  trust: 'Hooks of a project run in a workspace that a person trusted.',
  gaps: [
    'File tools do not tell the working folder.',
    'Where it reads hooks of Claude Code as well, a call is seen twice.',
  ],
  managed: ['/etc/cursor/hooks.json', '/Library/Application Support/Cursor/hooks.json'],
  open: UNCONFIRMED,
};

const copilotFile = (path: string): HookFile =>
  settings(
    path,
    flat(
      [
        // Only events written this way are told with their name and with the fields of Claude Code.
        ['before_call', 'PreToolUse'],
        ['after_call', 'PostToolUse'],
        ['session_start', 'SessionStart'],
        ['session_end', 'SessionEnd'],
      ],
      { type: 'command', bash: '{command}', timeoutSec: 30 },
    ),
    { head: { version: 1 } },
  );

const CLAUDE_EVENTS: HookRow['events'] = {
  before_call: ['PreToolUse'],
  after_call: ['PostToolUse', 'PostToolUseFailure'],
  session_start: ['SessionStart'],
  session_end: ['SessionEnd'],
  prompt: ['UserPromptSubmit'],
};

export const copilot: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'copilot',
  title: 'Copilot CLI',
  aliases: ['copilot-cli', 'github-copilot'],
  support: 'published',
  dialect: 'copilot',
  files: {
    project: [copilotFile('.github/hooks/gait-copilot.json')],
    user: [copilotFile('~/.copilot/hooks/gait-copilot.json')],
  },
  events: CLAUDE_EVENTS,
  toolTimeoutMs: 30_000,
  deadlineMs: 25_000,
  failClosed: { kind: 'always', except: 'a timeout' },
  ask: { kind: 'denied', why: 'in the cloud there is nobody to ask' },
  exits: '0 with a JSON answer; others: blocked; a timeout: open',
  trust: 'Hooks of a repository run in a folder that a person trusted.',
  gaps: [
    'A hook that takes longer than its timeout leaves the call open.',
    'VS Code reads the same folder, so that it may start this hook as well.',
  ],
  managed: ['/etc/github-copilot/policy.d/'],
  open: UNCONFIRMED,
};

export const vscode: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'vscode',
  title: 'VS Code',
  aliases: [],
  support: 'published',
  dialect: 'vscode',
  files: {
    project: [
      settings(
        '.github/hooks/gait-vscode.json',
        flat(
          [
            ['before_call', 'PreToolUse'],
            ['after_call', 'PostToolUse'],
            ['session_start', 'SessionStart'],
          ],
          { type: 'command', command: '{command}', timeout: 30 },
        ),
      ),
    ],
    user: [],
  },
  events: CLAUDE_EVENTS,
  toolTimeoutMs: 30_000,
  deadlineMs: 25_000,
  ask: { kind: 'denied', why: 'whether a person is always asked is not confirmed' },
  exits: '0 with a JSON answer; 2: blocked; others: a warning, open',
  trust: 'Hooks run in a workspace that a person trusted, where the organisation allows hooks.',
  gaps: [
    'A hook that fails or takes longer than its timeout leaves the call open.',
    'Copilot CLI reads the same folder, so that it may start this hook as well.',
  ],
  open: UNCONFIRMED,
};

export const devin: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'devin',
  title: 'Devin',
  aliases: ['windsurf'],
  support: 'published',
  dialect: 'devin',
  files: {
    project: [
      settings('.devin/hooks.v1.json', [
        group('before_call', 'PreToolUse', undefined, { timeout: 60 }, []),
        group('after_call', 'PostToolUse', undefined, { timeout: 60 }, []),
        group('session_start', 'SessionStart', undefined, { timeout: 60 }, []),
        group('session_end', 'SessionEnd', undefined, { timeout: 60 }, []),
      ]),
    ],
    user: [],
  },
  events: CLAUDE_EVENTS,
  toolTimeoutMs: 60_000,
  deadlineMs: 55_000,
  failClosed: { kind: 'unknown' },
  ask: { kind: 'denied', why: 'whether a person is always asked is not confirmed' },
  exits: '0 with a JSON answer; 2: blocked; others: not known',
  trust: 'not known',
  gaps: ['It reads hooks of Claude Code as well: a call may be seen twice.'],
  open: UNCONFIRMED,
};

const kiroItem = (trigger: string, name: string): JsonData => ({
  name,
  trigger,
  action: { type: 'command', command: '{command}' },
  timeout: 60,
  enabled: true,
});

export const kiro: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'kiro',
  title: 'Kiro',
  aliases: [],
  support: 'published',
  dialect: 'kiro',
  files: both('.kiro/hooks/gait.json', (path) =>
    settings(
      path,
      [
        {
          event: 'before_call',
          path: ['hooks'],
          item: kiroItem('PreToolUse', 'gait-before'),
        },
        {
          event: 'after_call',
          path: ['hooks'],
          item: kiroItem('PostToolUse', 'gait-after'),
        },
      ],
      { head: { version: 'v1' } },
    ),
  ),
  events: { before_call: ['PreToolUse', 'preToolUse'], after_call: ['PostToolUse', 'postToolUse'] },
  toolTimeoutMs: 60_000,
  deadlineMs: 55_000,
  failClosed: { kind: 'unknown' },
  ask: { kind: 'denied', why: 'Kiro knows no such answer' },
  exits: '0: open; 2: blocked, standard error goes to the model; others: open',
  trust: 'not known',
  gaps: ['Before version 1.0 a message stands in an environment variable, which is not read.'],
  open: UNCONFIRMED,
};

export const goose: HookRow = {
  ...WITHOUT_HOOKS,
  id: 'goose',
  title: 'Goose',
  aliases: [],
  support: 'published',
  dialect: 'goose',
  files: both(
    '.agents/plugins/gait/hooks/hooks.json',
    (path) =>
      settings(path, [
        // `*` does not compile as an expression there, and such a rule is dropped in silence.
        group('before_call', 'PreToolUse', '.*', { timeout: 60 }),
        group('after_call', 'PostToolUse', '.*', { timeout: 60 }),
        group('session_start', 'SessionStart', undefined, { timeout: 60 }),
        group('session_end', 'SessionEnd', undefined, { timeout: 60 }),
      ]),
    {
      kind: 'whole',
      path: '.agents/plugins/gait/plugin.json',
      text: 'goose_manifest',
      executable: false,
    },
  ),
  events: CLAUDE_EVENTS,
  toolTimeoutMs: 60_000,
  deadlineMs: 55_000,
  failClosed: { kind: 'unknown' },
  ask: { kind: 'denied', why: 'whether a person is always asked is not confirmed' },
  exits: '2: blocked; others: not known',
  trust: 'not known',
  gaps: ['Whether its hooks can hold a call back at all is not confirmed.'],
  open: UNCONFIRMED,
};

const without = (
  id: HookRow['id'],
  title: string,
  support: 'none' | 'unknown',
  gap: string,
): HookRow => ({
  ...WITHOUT_HOOKS,
  id,
  title,
  aliases: [],
  support,
  gaps: [gap],
  ...(support === 'unknown' ? { open: 'whether and how it starts hooks' } : {}),
});

export const amp = without(
  'amp',
  'Amp',
  'unknown',
  'It has plugins that see a call before it runs; how they are written is not confirmed, so none is installed.',
);
export const zed = without(
  'zed',
  'Zed',
  'none',
  'It has permissions that stand still, and no hooks.',
);
export const roo = without(
  'roo',
  'Roo Code',
  'none',
  'It has permissions that stand still, and no hooks.',
);
export const junie = without('junie', 'Junie', 'unknown', 'Whether it has hooks is not known.');
export const antigravity = without(
  'antigravity',
  'Antigravity',
  'unknown',
  'It reads .agents/hooks.json; how that file is written is not confirmed, so none is installed.',
);

/** The same file in the project and for the user. */
function both(path: string, file: (path: string) => HookFile, more?: HookFile): HookRow['files'] {
  const at = (prefix: string): readonly HookFile[] => [
    file(`${prefix}${path}`),
    ...(more === undefined ? [] : [{ ...more, path: `${prefix}${more.path}` }]),
  ];
  return { project: at(''), user: at('~/') };
}
