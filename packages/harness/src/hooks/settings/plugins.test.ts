import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CLINE_PLUGIN } from './cline-plugin.ts';
import { OPENCODE_PLUGIN } from './opencode-plugin.ts';
import { wholeText } from './whole-text.ts';

/** Scripts that stand for the gate, by what they do. */
const GATES = {
  allows: `echo '{"decision":"allow"}'`,
  denies: `echo '{"decision":"deny","reason":"rule r1"}'; exit 2`,
  'denies with a status of 0': `echo '{"decision":"deny","reason":"rule r1"}'`,
  'allows and fails': `echo '{"decision":"allow"}'; exit 1`,
  'allows and is killed': `echo '{"decision":"allow"}'; kill -9 $$`,
  'says nothing': 'exit 0',
  'says no JSON': 'echo allow',
  'says half of it': `printf '{"decision":"allow"'`,
  'says something else': `echo '{"decision":"ask"}'`,
  'says too much': `echo '{"decision":"allow"}'; head -c 2000000 /dev/zero`,
  hangs: `echo '{"decision":"allow"}'; exec sleep 20`,
} as const;

let folder = '';
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-plugins-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface ClinePlugin {
  readonly hooks: {
    beforeTool(context: object): Promise<{ skip: boolean; reason: string } | undefined>;
    afterTool(context: object): Promise<void>;
  };
}
type OpencodePlugin = (context: object) => Promise<{
  'tool.execute.before'(input: object, output: object): Promise<void>;
}>;

/** The plugin as a tool would load it, asking a script. */
async function load(
  kind: 'opencode_plugin' | 'cline_plugin',
  script: string | undefined,
): Promise<{ readonly module: Record<string, unknown>; readonly said: () => string }> {
  const name = join(folder, `gate-${(made += 1)}`);
  if (script !== undefined) {
    writeFileSync(name, `#!/bin/sh\ncat >> ${name}.in\n${script}\n`);
    chmodSync(name, 0o755);
  }
  const harness = kind === 'opencode_plugin' ? 'opencode' : 'cline';
  const text = wholeText(kind, { harness, executable: name, project: '/srv/project' });
  const file = `${name}.mjs`;
  writeFileSync(file, text.replace(/LIMIT_MS = \d+/, 'LIMIT_MS = 600'));
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return { module, said: () => readFileSync(`${name}.in`, 'utf8') };
}

async function askCline(script: string | undefined): Promise<string> {
  const { module } = await load('cline_plugin', script);
  const answer = await (module['default'] as ClinePlugin).hooks.beforeTool({
    snapshot: { conversationId: 'c' },
    toolCall: { toolCallId: 't', toolName: 'run_commands' },
    input: { commands: ['ls'] },
  });
  if (answer === undefined) return 'ran';
  expect(answer.skip).toBeTrue();
  return answer.reason;
}

async function askOpencode(script: string | undefined): Promise<string> {
  const { module } = await load('opencode_plugin', script);
  const hooks = await (module['Gait'] as OpencodePlugin)({ client: {}, directory: '/srv/project' });
  try {
    await hooks['tool.execute.before'](
      { tool: 'bash', sessionID: 's', callID: 'c' },
      { args: { command: 'ls' } },
    );
    return 'ran';
  } catch (fault) {
    return fault instanceof Error ? fault.message : 'no error';
  }
}

describe.each([
  ['Cline', askCline],
  ['OpenCode', askOpencode],
] as const)('the plugin of %s', (_, ask) => {
  test('lets a call through when the gate allows it', async () => {
    expect(await ask(GATES.allows)).toBe('ran');
  });

  test('gives the model the reason of a refusal', async () => {
    expect(await ask(GATES.denies)).toBe('gait: rule r1');
    expect(await ask(GATES['denies with a status of 0'])).toBe('gait: rule r1');
  });

  const failing = Object.keys(GATES).filter(
    (name) => name !== 'allows' && !name.startsWith('denies'),
  ) as (keyof typeof GATES)[];
  test.each(failing)('refuses a call when the gate %s', async (name) => {
    expect(await ask(GATES[name])).toStartWith('gait: the gate ');
  });

  test('refuses a call when there is no gate', async () => {
    expect(await ask(undefined)).toStartWith('gait: the gate could not');
  });
});

test('no plugin that comes later can change what was allowed', async () => {
  const { module } = await load('opencode_plugin', GATES.allows);
  const hooks = await (module['Gait'] as OpencodePlugin)({ client: {}, directory: '/srv/project' });
  const args = { command: 'ls', more: { list: ['a'] } };
  await hooks['tool.execute.before']({ tool: 'bash', sessionID: 's', callID: 'c' }, { args });
  expect(() => {
    args.command = 'rm -rf /';
  }).toThrow();
  expect(() => args.more.list.push('b')).toThrow();
});

test('the gate is told the session, the call and the servers', async () => {
  const { module, said } = await load('opencode_plugin', GATES.allows);
  const client = { mcp: { status: async () => ({ data: { ev: {} } }) } };
  const hooks = await (module['Gait'] as OpencodePlugin)({ client, directory: '/srv/project' });
  await hooks['tool.execute.before'](
    { tool: 'ev_echo', sessionID: 's', callID: 'c' },
    { args: { message: 'hi' } },
  );
  expect(JSON.parse(said())).toEqual({
    hook_event_name: 'tool.execute.before',
    session_id: 's',
    cwd: '/srv/project',
    call_id: 'c',
    tool_name: 'ev_echo',
    tool_input: { message: 'hi' },
    mcp_servers: ['ev'],
  });
});

test('the text of a plugin has no line that names a way of this machine', () => {
  expect(OPENCODE_PLUGIN + CLINE_PLUGIN).not.toMatch(/\/(?:tmp|home|root|work)\//);
});
