import { join } from 'node:path';
import type { AgentToolId } from '../../../scripts/agent-tools.ts';
import { launchOf, type Launch, type LaunchRequest } from '../../../apps/cli/src/probe/launch.ts';
import type { ScriptedStep } from '../../../apps/cli/src/probe/model/choose-call.ts';
import { codexConfig, trustCodexHooks } from './codex-trust.ts';
import { put, type ScratchProject } from './scratch-project.ts';

/** One AI coding tool as the tests drive it. What its hooks are is in the rows of `@gait/harness`. */
export interface RealTool {
  readonly id: AgentToolId;
  /** Its own settings: account, MCP server, trusted folder. Before the gate is set up. */
  readonly prepare: (project: ScratchProject, server: readonly string[]) => void;
  /** What a person does so that the tool runs the hooks. */
  readonly trustHooks?: (project: ScratchProject) => Promise<void>;
  readonly launch: (project: ScratchProject, request: LaunchRequest) => Launch;
  /** A file made, or made anew, with the tool's own tool for it. */
  readonly edit: (path: string, text: string) => ScriptedStep;
  readonly read: (path: string) => ScriptedStep;
  readonly mcpEcho: (message: string) => ScriptedStep;
  /** Where the installed hook says how long it may take, and how that is made short. */
  readonly shorten: (text: string) => string;
  /** The hook's own place, relative to the repository. */
  readonly settings: string;
}

const call = (name: string, input: unknown): ScriptedStep => ({ kind: 'tool', name, input });
const shell = (command: string): ScriptedStep => ({ kind: 'shell', command });
const byRow = (id: AgentToolId) => (_: ScratchProject, request: LaunchRequest) => {
  const launch = launchOf(id, request);
  if (launch === undefined) throw new Error(`${id} has no launch`);
  return launch;
};
const servers = ([command = '', ...args]: readonly string[], more: object = {}): object => ({
  everything: { command, args, ...more },
});
const SECONDS = (text: string): string => text.replaceAll(/("timeout": ?)\d+/gu, '$13');
const MILLISECONDS = (text: string): string => text.replaceAll(/("timeout": ?)\d+/gu, '$13000');

export const REAL_TOOLS: Readonly<Record<AgentToolId, RealTool>> = {
  claude: {
    id: 'claude',
    prepare: ({ repo, home }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(home, '.claude/settings.json'), { enabledMcpjsonServers: ['everything'] });
    },
    launch: byRow('claude'),
    edit: (path, text) => call('Write', { file_path: path, content: text }),
    read: (path) => call('Read', { file_path: path }),
    mcpEcho: (message) => call('mcp__everything__echo', { message }),
    shorten: SECONDS,
    settings: '.claude/settings.local.json',
  },
  codex: {
    id: 'codex',
    prepare: ({ repo, home }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(home, '.codex/config.toml'), codexConfig(repo, server));
    },
    trustHooks: trustCodexHooks,
    launch: byRow('codex'),
    edit: (path, text) =>
      call(
        'apply_patch',
        `*** Begin Patch\n*** Add File: ${path}\n${text
          .split('\n')
          .map((line) => `+${line}`)
          .join('\n')}\n*** End Patch`,
      ),
    // It has no tool for reading: it reads with commands.
    read: (path) => shell(`cat ${path}`),
    // Not offered before it was looked for; whoever knows the name can call it.
    mcpEcho: (message) => ({
      kind: 'tool',
      name: 'echo',
      group: 'mcp__everything',
      input: { message },
    }),
    shorten: SECONDS,
    settings: '.codex/hooks.json',
  },
  gemini: {
    id: 'gemini',
    prepare: ({ repo, home }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(home, '.gemini/settings.json'), {
        security: { auth: { selectedType: 'gemini-api-key' } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
        mcpServers: servers(server, { trust: true }),
      });
    },
    launch: byRow('gemini'),
    edit: (path, text) => call('write_file', { file_path: path, content: text }),
    read: (path) => call('read_file', { file_path: path }),
    mcpEcho: (message) => ({ kind: 'mcp', part: 'echo', input: { message } }),
    shorten: MILLISECONDS,
    settings: '.gemini/settings.json',
  },
  qwen: {
    id: 'qwen',
    prepare: ({ repo, home }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(home, '.qwen/settings.json'), {
        security: { auth: { selectedType: 'openai' } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false },
        mcpServers: servers(server, { trust: true }),
      });
    },
    launch: byRow('qwen'),
    edit: (path, text) => call('write_file', { file_path: path, content: text }),
    read: (path) => call('read_file', { file_path: path }),
    mcpEcho: (message) => call('mcp__everything__echo', { message }),
    shorten: MILLISECONDS,
    settings: '.qwen/settings.json',
  },
  opencode: {
    id: 'opencode',
    prepare: ({ repo }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(repo, 'opencode.json'), {
        mcp: { everything: { type: 'local', command: server, enabled: true } },
      });
    },
    launch: byRow('opencode'),
    edit: (path, text) => call('write', { filePath: path, content: text }),
    read: (path) => call('read', { filePath: path }),
    mcpEcho: (message) => ({ kind: 'mcp', part: 'echo', input: { message } }),
    shorten: (text) => text.replace(/(LIMIT_MS = )\d+/u, '$13000'),
    settings: '.opencode/plugins/gait.js',
  },
  cline: {
    id: 'cline',
    prepare: ({ repo, home }, server) => {
      put(join(repo, '.mcp.json'), { mcpServers: servers(server) });
      put(join(home, '.cline/data/settings/cline_mcp_settings.json'), {
        mcpServers: servers(server),
      });
    },
    launch: byRow('cline'),
    edit: (path, text) => call('editor', { path, new_text: text }),
    read: (path) => call('read_files', { files: [{ path }] }),
    mcpEcho: (message) => ({ kind: 'mcp', part: 'echo', input: { message } }),
    shorten: (text) => text,
    settings: '.cline/plugins/gait.js',
  },
};
