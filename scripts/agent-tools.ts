/**
 * The released AI coding tools that real tests drive: which versions, where they are kept, and how
 * they get there. Each is installed with npm into a cache folder of the user and found there next time.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** Tools that are driven, in the order in which they are told. */
export const AGENT_TOOL_IDS = ['claude', 'codex', 'gemini', 'qwen', 'opencode', 'cline'] as const;
export type AgentToolId = (typeof AGENT_TOOL_IDS)[number];

/** What else real tests use: official servers of MCP. */
export type InstalledId = AgentToolId | 'mcp-server' | 'mcp-filesystem';

/** What is installed of one tool. */
interface AgentPackage {
  readonly packages: readonly string[];
  /** Places of the program below `node_modules`: no install script makes the usual one. */
  readonly programs: readonly string[];
}

const ARCH = `${process.platform}-${process.arch}`;

/** Exact versions: what a newer one does is not known before it was driven. */
const PACKAGES: Readonly<Record<InstalledId, AgentPackage>> = {
  claude: {
    packages: ['@anthropic-ai/claude-code@2.1.329'],
    programs: [`@anthropic-ai/claude-code-${ARCH}/claude`],
  },
  codex: { packages: ['@openai/codex@0.169.0'], programs: ['@openai/codex/bin/codex.js'] },
  gemini: { packages: ['@google/gemini-cli@0.61.0'], programs: ['.bin/gemini'] },
  qwen: { packages: ['@qwen-code/qwen-code@0.15.10'], programs: ['.bin/qwen'] },
  opencode: {
    packages: ['opencode-ai@1.18.33'],
    programs: [`opencode-${ARCH}/bin/opencode`, `opencode-${ARCH}-baseline/bin/opencode`],
  },
  cline: { packages: ['cline@3.0.65'], programs: [`@cline/cli-${ARCH}/bin/cline`] },
  'mcp-server': {
    packages: ['@modelcontextprotocol/server-everything@2026.8.31'],
    programs: ['.bin/mcp-server-everything'],
  },
  'mcp-filesystem': {
    packages: ['@modelcontextprotocol/server-filesystem@2026.8.31'],
    programs: ['.bin/mcp-server-filesystem'],
  },
};

type Env = Readonly<Record<string, string | undefined>>;

/** Folder of the tools: `GAIT_REAL_CACHE`, else in the user's cache. Nobody else can write above it. */
export function agentToolsFolder(env: Env): string {
  const given = env['GAIT_REAL_CACHE'] ?? '';
  const home = env['HOME'] ?? env['USERPROFILE'] ?? '';
  return given === '' ? join(env['XDG_CACHE_HOME'] ?? join(home, '.cache'), 'gait-real') : given;
}

/** The program of a tool that was installed; undefined: it was not. */
export function installedAgentTool(id: InstalledId, env: Env): string | undefined {
  const folder = folderOf(id, env);
  return PACKAGES[id].programs
    .map((program) => join(folder, 'node_modules', program))
    .find((program) => existsSync(program));
}

/**
 * Finds a tool, or installs it.
 *
 * @returns its program, or why it is not there
 */
export function installAgentTool(
  id: InstalledId,
  env: Env,
): { readonly program: string } | { readonly missing: string } {
  const before = installedAgentTool(id, env);
  if (before !== undefined) return { program: before };
  const parent = resolve(agentToolsFolder(env));
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  // Elsewhere first: an install that was interrupted is never found.
  const making = mkdtempSync(join(parent, 'new-'));
  const { status, stderr } = spawnSync(
    'npm',
    [
      ...['install', '--prefix', making, '--ignore-scripts', '--no-audit', '--no-fund'],
      ...['--prefer-offline', '--no-update-notifier', '--fetch-retries=1', '--loglevel=error'],
      ...PACKAGES[id].packages,
    ],
    { cwd: making, encoding: 'utf8', timeout: 300_000 },
  );
  const folder = folderOf(id, env);
  if (status === 0) {
    rmSync(folder, { recursive: true, force: true });
    renameSync(making, folder);
    const program = installedAgentTool(id, env);
    if (program !== undefined) return { program };
  }
  rmSync(making, { recursive: true, force: true });
  const why = (stderr ?? '').split('\n').find((line) => line.trim() !== '') ?? 'npm is not there';
  return { missing: `npm install ${PACKAGES[id].packages.join(' ')} failed: ${why.slice(0, 200)}` };
}

/** Makes a folder with the tool under its own name, to be put on the PATH. */
export function linkAgentTool(id: AgentToolId, program: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  symlinkSync(program, join(folder, id));
}

function folderOf(id: InstalledId, env: Env): string {
  const version = PACKAGES[id].packages[0]?.replace(/^.*@/u, '') ?? '';
  return join(agentToolsFolder(env), `${id}-${version}`);
}
