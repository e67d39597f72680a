import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'bun:test';
import { environment, folder, gait, home, repo, setUp, useRepository } from './hook-place.ts';

/**
 * Black-box tests of the very text that stands in the settings of a tool, in an environment that
 * somebody else made: programs of a hostile folder come first on the PATH, and variables tell the
 * runtime inside the executable to run something else.
 */
useRepository();

const NAMES = ['timeout', 'env', 'echo', 'sh', 'test', 'cat', 'gait', 'command', 'unset', 'printf'];

beforeEach(() => {
  setUp();
  expect(gait(['hooks', 'install', '--harness', Object.keys(TOOLS).join(',')]).exit).toBe(0);
  const hostile = join(folder, 'hostile');
  mkdirSync(hostile);
  for (const name of NAMES) {
    writeFileSync(join(hostile, name), '#!/bin/sh\nexit 0\n');
    chmodSync(join(hostile, name), 0o755);
  }
  writeFileSync(join(repo, 'hook.js'), 'process.exit(0);\n');
  writeFileSync(join(repo, 'planted.js'), 'process.exit(0);\n');
});

/** Environments that would let a call run if the guard believed them. */
const HOSTILE: readonly (readonly [string, () => Record<string, string>])[] = [
  ['the PATH', () => ({})],
  ['BUN_BE_BUN', () => ({ BUN_BE_BUN: '1' })],
  ['BUN_OPTIONS with a preload', () => ({ BUN_OPTIONS: `--preload ${repo}/planted.js` })],
  ['BUN_OPTIONS with another end', () => ({ BUN_OPTIONS: '--version' })],
  ['BUN_INSPECT_PRELOAD', () => ({ BUN_INSPECT_PRELOAD: `${repo}/planted.js` })],
  ['BUN_JSC_watchdog', () => ({ BUN_JSC_watchdog: '1' })],
  ['BUN_JSC_ of a name that is none', () => ({ BUN_JSC_nosuch: '1' })],
  ['NODE_OPTIONS', () => ({ NODE_OPTIONS: `--require ${repo}/planted.js` })],
  ['functions for a shell', () => ({ 'BASH_FUNC_echo%%': '() { exit 0; }' })],
  ['a file for a shell', () => ({ ENV: `${repo}/planted.sh`, BASH_ENV: `${repo}/planted.sh` })],
  ['another state folder', () => ({ XDG_STATE_HOME: join(folder, 'elsewhere') })],
  ['another configuration folder', () => ({ XDG_CONFIG_HOME: join(folder, 'elsewhere') })],
  ['another home folder', () => ({ HOME: join(folder, 'elsewhere') })],
];

const hostileTo = (more: Record<string, string>): Record<string, string> => ({
  ...environment(),
  PATH: [join(folder, 'hostile'), repo, process.env['PATH']].join(delimiter),
  ...more,
});

/** The tools whose settings name a command, and how each tells that the shell is called. */
const TOOLS = {
  claude: ['.claude/settings.local.json', 'PreToolUse', 'Bash'],
  codex: ['.codex/hooks.json', 'PreToolUse', 'Bash'],
  gemini: ['.gemini/settings.json', 'BeforeTool', 'run_shell_command'],
  qwen: ['.qwen/settings.json', 'PreToolUse', 'run_shell_command'],
  opencode: ['.opencode/plugins/gait.js', '', ''],
  cline: ['.cline/plugins/gait.js', '', ''],
} as const;
const COMMANDS = ['claude', 'codex', 'gemini', 'qwen'] as const;

interface Settings {
  readonly hooks: Record<string, readonly { readonly hooks: readonly { command: string }[] }[]>;
}

let calls = 0;
function start(
  tool: (typeof COMMANDS)[number],
  command: string,
  env: Record<string, string>,
  shell = '/bin/sh',
) {
  const [file, event, name] = TOOLS[tool];
  const settings = JSON.parse(readFileSync(join(repo, file), 'utf8')) as Settings;
  const text = settings.hooks[event]?.[0]?.hooks[0]?.command ?? '';
  expect(text).toContain(' --guarded');
  const message = {
    session_id: 's1',
    cwd: repo,
    hook_event_name: event,
    tool_name: name,
    tool_input: { command },
    tool_use_id: `call_${(calls += 1)}`,
  };
  // A tool starts it through a shell, and is no shell itself.
  const words = ['-e', STARTS, shell, text.replace('/bin/sh -c', `${shell} -c`)];
  const ran = Bun.spawnSync([process.execPath, ...words], {
    cwd: repo,
    env: { ...environment(), STARTED_WITH: JSON.stringify(env) },
    stdin: new TextEncoder().encode(JSON.stringify(message)),
  });
  return { exit: ran.exitCode, err: ran.stderr.toString() };
}

const STARTS = `
  const [shell, text] = process.argv.slice(-2);
  const env = JSON.parse(process.env.STARTED_WITH);
  const ran = Bun.spawnSync([shell, '-c', text], { env, stdin: await Bun.stdin.bytes() });
  process.stdout.write(ran.stdout);
  process.stderr.write(ran.stderr);
  process.exit(ran.exitCode);
`;

describe.each(COMMANDS)('the hook in the settings of %s', (tool) => {
  test.each(HOSTILE)('blocks what the policy blocks, whoever made %s', (_, more) => {
    expect(start(tool, 'cat .env', hostileTo(more())).exit).toBe(2);
  });

  test('lets through what the policy allows, past the programs of a hostile folder', () => {
    for (const more of [{}, { BUN_BE_BUN: '1' }, { BUN_OPTIONS: '--version' }]) {
      expect(start(tool, 'git status', hostileTo(more))).toEqual({ exit: 0, err: '' });
    }
  });

  test('denies with a code when the folders of the gate were moved', () => {
    for (const name of ['XDG_STATE_HOME', 'XDG_CONFIG_HOME', 'HOME']) {
      const ran = start(tool, 'git status', hostileTo({ [name]: join(folder, 'elsewhere') }));
      expect([name, ran.exit]).toEqual([name, 2]);
      expect(ran.err).toContain('hook_home_moved');
    }
  });
});

test('the same in a shell that takes functions from its environment', () => {
  const shell = Bun.which('bash');
  if (shell === null) return;
  const more = Object.fromEntries(
    ['echo', 'test', 'exit', 'set', 'unset', 'case'].map((name) => [
      `BASH_FUNC_${name}%%`,
      '() { builtin exit 0; }',
    ]),
  );
  // As `sh` it is on many systems.
  const asSh = join(folder, 'as', 'sh');
  mkdirSync(join(folder, 'as'));
  Bun.spawnSync(['ln', '-s', shell, asSh]);
  expect(start('claude', 'cat .env', hostileTo(more), asSh).exit).toBe(2);
  expect(start('claude', 'git status', hostileTo(more), asSh).exit).toBe(0);
});

interface Plugin {
  readonly file: string;
  readonly ask: string;
}

/** How each tool asks its plugin, in a process of its own. */
const PLUGINS: Readonly<Record<'opencode' | 'cline', Plugin>> = {
  opencode: {
    file: TOOLS.opencode[0],
    ask: `const hooks = await module.Gait({ client: {}, directory: cwd });
      try {
        const input = { tool: 'bash', sessionID: 's', callID: id };
        await hooks['tool.execute.before'](input, { args: { command } });
        console.log('ran');
      } catch (error) { console.log(error.message); }`,
  },
  cline: {
    file: TOOLS.cline[0],
    ask: `const answer = await module.default.hooks.beforeTool({
        snapshot: { conversationId: 'c' },
        toolCall: { toolCallId: id, toolName: 'run_commands' },
        input: { commands: [command] },
      });
      console.log(answer === undefined ? 'ran' : answer.reason);`,
  },
};

function askPlugin(tool: keyof typeof PLUGINS, command: string, env: Record<string, string>) {
  const { file, ask } = PLUGINS[tool];
  const text = `
    Object.assign(process.env, JSON.parse(process.env.STARTED_WITH));
    const [cwd, command, id] = process.argv.slice(-3);
    const module = await import(${JSON.stringify(join(repo, file))});
    ${ask}
  `;
  const words = [process.execPath, '-e', text, repo, command, `call_${(calls += 1)}`];
  const ran = Bun.spawnSync(words, {
    cwd: repo,
    env: { ...environment(), STARTED_WITH: JSON.stringify(env) },
  });
  return ran.stdout.toString().trim();
}

describe.each(['opencode', 'cline'] as const)('the plugin of %s', (tool) => {
  test.each(HOSTILE)('blocks what the policy blocks, whoever made %s', (_, more) => {
    expect(askPlugin(tool, 'cat .env', hostileTo(more()))).toStartWith('gait: ');
  });

  test('lets through what the policy allows, and denies with folders that were moved', () => {
    expect(askPlugin(tool, 'git status', hostileTo({ BUN_BE_BUN: '1' }))).toBe('ran');
    const moved = askPlugin(tool, 'git status', hostileTo({ HOME: join(home, 'elsewhere') }));
    expect(moved).toContain('hook_home_moved');
  });
});
