import type { HookDialect } from './hook-row.ts';

/** Where a dialect keeps what: keys of the message, `a.b` for a key of an object in it, first found wins. */
export interface DialectKeys {
  readonly event: readonly string[];
  readonly tool: readonly string[];
  readonly input: readonly string[];
  readonly callId: readonly string[];
  readonly sessionId: readonly string[];
  readonly folder: readonly string[];
  readonly mode: readonly string[];
  readonly agentId: readonly string[];
  readonly transcript: readonly string[];
  readonly version: readonly string[];
  readonly model: readonly string[];
  readonly prompt: readonly string[];
  readonly reason: readonly string[];
  /** What every call of the tool was seen to have: without it the message is not the tool's. */
  readonly required: readonly string[];
}

const CLAUDE: DialectKeys = {
  event: ['hook_event_name'],
  tool: ['tool_name'],
  input: ['tool_input'],
  callId: ['tool_use_id'],
  sessionId: ['session_id'],
  folder: ['cwd'],
  mode: ['permission_mode'],
  agentId: ['agent_id'],
  transcript: ['transcript_path'],
  version: ['version'],
  model: ['model'],
  prompt: ['prompt'],
  reason: ['source', 'reason'],
  required: ['sessionId', 'folder'],
};

const LOOSE: DialectKeys = { ...CLAUDE, required: [] };

/** What our own plugins send, in the tools that start plugins instead of commands. */
const PLUGIN: DialectKeys = { ...CLAUDE, callId: ['call_id'] };

/** Of our plugin, and of an executable below `hooks/`, which a person may have wired by hand. */
const CLINE: DialectKeys = {
  ...PLUGIN,
  event: ['hook_event_name', 'hookName'],
  tool: ['tool_name', 'tool_call.name', 'tool_result.name'],
  input: ['tool_input', 'tool_call.input', 'tool_result.input'],
  callId: ['call_id', 'tool_call.id', 'tool_result.id'],
  sessionId: ['session_id', 'taskId'],
  folder: ['cwd', 'workspaceInfo.rootPath'],
  version: ['version', 'clineVersion'],
};

export const DIALECT_KEYS: Readonly<Record<HookDialect, DialectKeys>> = {
  claude: CLAUDE,
  codex: CLAUDE,
  gemini: CLAUDE,
  qwen: CLAUDE,
  opencode: PLUGIN,
  cline: CLINE,
  cursor: {
    ...LOOSE,
    sessionId: ['conversation_id', 'session_id'],
    folder: ['cwd'],
    version: ['cursor_version'],
  },
  copilot: {
    ...LOOSE,
    event: ['hook_event_name', 'hookEventName'],
    tool: ['toolName', 'tool_name'],
    input: ['toolArgs', 'tool_input'],
    sessionId: ['sessionId', 'session_id'],
  },
  vscode: { ...LOOSE, sessionId: ['session_id', 'sessionId'] },
  devin: LOOSE,
  kiro: LOOSE,
  goose: LOOSE,
};
