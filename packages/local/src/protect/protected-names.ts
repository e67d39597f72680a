import { CODE_POINTS } from '@gait/harness';
import type { ProtectedKind, ProtectedName } from '@gait/gate';

/** Folders and files that are ours wherever they stand: a second `.gait` below the first too. */
const OURS: Readonly<Partial<Record<ProtectedKind, readonly string[]>>> = {
  gait_folder: ['.gait/**'],
  policy: ['.gait.yaml', '.gait.yml'],
  state_home: ['.gait-out/**'],
  agents: ['.krci-ai/**'],
  lock: ['krci-ai.lock.json'],
  executable: ['bin/gait', 'bin/krci-ai', '.bin/gait', '.bin/krci-ai', 'gait.exe', 'krci-ai.exe'],
};

/** Private keys by the name that `gait keys init` gives them. */
const KEYS = ['*_private.key'];

/**
 * Where AI coding tools keep their hooks and their MCP servers: whoever changes these takes the
 * gate out of the way. Names count in the project, below it, and in the home folder.
 */
const TOOL_SETTINGS = [
  // Claude Code
  '.claude/settings.json',
  '.claude/settings.local.json',
  '.claude/hooks/**',
  '.claude.json',
  '.mcp.json',
  'claude-code/managed-settings.json',
  'claude-code/managed-mcp.json',
  // Cursor
  '.cursor/hooks.json',
  '.cursor/hooks/**',
  '.cursor/mcp.json',
  // VS Code, Copilot
  '.github/hooks/**',
  '.github/mcp.json',
  '.vscode/mcp.json',
  '.copilot/mcp-config.json',
  '.copilot/config.json',
  '.copilot/hooks/**',
  'github-copilot/policy.d/**',
  // Devin Desktop, formerly Windsurf
  '.devin/hooks.v1.json',
  '.devin/mcp_config.json',
  '.windsurf/hooks.json',
  'windsurf/mcp_config.json',
  // Codex
  '.codex/hooks.json',
  '.codex/config.toml',
  // Gemini CLI, Antigravity, Goose
  '.codex/hooks/**',
  'codex/requirements.toml',
  'codex/managed_config.toml',
  '.gemini/settings.json',
  'gemini-cli/settings.json',
  // Qwen Code
  '.qwen/settings.json',
  'qwen-code/settings.json',
  '.agents/hooks.json',
  '.agents/plugins/**',
  // OpenCode
  '.opencode/plugins/**',
  '.opencode/plugin/**',
  'opencode/plugins/**',
  'opencode/plugin/**',
  'opencode.json',
  'opencode.jsonc',
  // Kiro, Zed, Junie
  '.kiro/hooks/**',
  '.kiro/settings/mcp.json',
  '.zed/settings.json',
  'zed/settings.json',
  '.junie/config.json',
  '.junie/mcp/mcp.json',
  // Cline, Amp
  '.clinerules/hooks/**',
  '.cline/plugins/**',
  '.cline/hooks/**',
  '.cline/data/settings/**',
  '.amp/plugins/**',
];

/** Everything that is protected by its name. */
export function protectedNames(): readonly ProtectedName[] {
  return [
    ...(Object.entries(OURS) as [ProtectedKind, readonly string[]][]).flatMap(([kind, names]) =>
      names.map((name) => named(name, kind, false)),
    ),
    ...KEYS.map((name) => named(name, 'key', true)),
    ...[...TOOL_SETTINGS, ...CODE_POINTS].map((name) => named(name, 'tool_settings', false)),
  ];
}

function named(name: string, kind: ProtectedKind, secret: boolean): ProtectedName {
  return { names: name.split('/'), kind, secret };
}
