import type { HookDialect } from '../hook-row.ts';
import type { ShellDialect, ToolCall } from '../hook-message.ts';
import { asFields, textOf, type Fields } from '../read-fields.ts';
import type { CallTable } from './call-shape.ts';
import { CLAUDE_CALLS } from './claude-calls.ts';
import { CLINE_CALLS } from './cline-calls.ts';
import { CODEX_CALLS } from './codex-calls.ts';
import { GEMINI_CALLS, QWEN_CALLS } from './gemini-calls.ts';
import { OPENCODE_CALLS } from './opencode-calls.ts';
import {
  COPILOT_CALLS,
  CURSOR_CALLS,
  DEVIN_CALLS,
  GOOSE_CALLS,
  KIRO_CALLS,
  VSCODE_CALLS,
} from './published-calls.ts';
import { shapeCall } from './shape-call.ts';

const TABLES: Readonly<Record<HookDialect, CallTable>> = {
  claude: CLAUDE_CALLS,
  codex: CODEX_CALLS,
  gemini: GEMINI_CALLS,
  qwen: QWEN_CALLS,
  opencode: OPENCODE_CALLS,
  cline: CLINE_CALLS,
  cursor: CURSOR_CALLS,
  copilot: COPILOT_CALLS,
  vscode: VSCODE_CALLS,
  devin: DEVIN_CALLS,
  kiro: KIRO_CALLS,
  goose: GOOSE_CALLS,
};

/**
 * What a call is about; undefined when the called tool is known and its input is not what that
 * tool takes. A tool that is not known is `other`.
 */
export function readCall(
  dialect: HookDialect,
  tool: string,
  input: unknown,
  shell: ShellDialect,
  message: Fields,
): ToolCall | undefined {
  const table = TABLES[dialect];
  if (Object.hasOwn(table, tool)) {
    const shape = table[tool];
    if (shape !== undefined) return shapeCall(shape, input, shell);
  }
  const named = MCP_NAMES[dialect]?.(tool, message);
  return named === undefined ? { kind: 'other' } : { kind: 'mcp', ...named, args: input };
}

/** The names of the tools that a dialect knows, for tests and documentation. */
export function knownTools(dialect: HookDialect): readonly string[] {
  return Object.keys(TABLES[dialect]);
}

interface McpName {
  readonly server: string;
  readonly tool: string;
}

type ReadMcpName = (tool: string, message: Fields) => McpName | undefined;

const MCP_NAMES: Readonly<Partial<Record<HookDialect, ReadMcpName>>> = {
  claude: splitMcpName,
  codex: splitMcpName,
  qwen: splitMcpName,
  vscode: splitMcpName,
  devin: splitMcpName,
  goose: (tool) => splitName(tool),
  gemini: readMcpContext,
  opencode: matchServers,
  cline: (tool) => splitName(tool),
};

/** `mcp__server__tool`. */
function splitMcpName(tool: string): McpName | undefined {
  return tool.startsWith('mcp__') ? splitName(tool.slice('mcp__'.length)) : undefined;
}

/**
 * `server__tool`. A name with more than one `__` could be split in two ways, and a server named
 * `good__evil` would pass for a tool of the server `good`: such a name is not read.
 */
function splitName(name: string): McpName | undefined {
  const [server, tool, ...more] = name.split('__');
  if (server === undefined || server === '' || tool === undefined || tool === '') return undefined;
  // `a___b` splits into `a` and `_b`, or into `a_` and `b`.
  if (more.length > 0 || tool.startsWith('_')) return undefined;
  return { server, tool };
}

/** Gemini CLI says itself which server and tool are meant. */
function readMcpContext(tool: string, message: Fields): McpName | undefined {
  const context = asFields(message['mcp_context']);
  if (context === undefined || !tool.startsWith('mcp_')) return undefined;
  const server = textOf(context, 'server_name');
  const name = textOf(context, 'tool_name');
  if (server === undefined || server === '' || name === undefined || name === '') return undefined;
  return { server, tool: name };
}

/** OpenCode joins both with one `_`; our plugin tells which servers there are. */
function matchServers(tool: string, message: Fields): McpName | undefined {
  const servers = message['mcp_servers'];
  if (!Array.isArray(servers)) return undefined;
  const fitting = servers.filter(
    (server): server is string =>
      typeof server === 'string' &&
      server !== '' &&
      tool.startsWith(`${server.replaceAll(/[^\w-]/g, '_')}_`),
  );
  const [server] = fitting;
  if (server === undefined || new Set(fitting).size !== 1) return undefined;
  const rest = tool.slice(server.length + 1);
  return rest === '' ? undefined : { server, tool: rest };
}
