import {
  CodedError,
  decodeRecord,
  isJsonObject,
  parseJsonLoose,
  toLower,
  trimSpace,
  type Json,
  type JsonObject,
  type Where,
} from '@gait/canon';
import { readClaudeCall } from './claude-call.ts';
import { toolCallRecord, type AdapterCall } from './call-records.ts';

/** Frameworks whose calls are understood. */
export const MCP_ADAPTERS = ['mcp', 'openai', 'anthropic', 'langchain', 'claude_code'] as const;
export type McpAdapter = (typeof MCP_ADAPTERS)[number];

/** The adapter of this name; empty is `mcp`. Errors: `flag_invalid`. */
export function adapterNamed(given: string): McpAdapter {
  const name = toLower(trimSpace(given)) || 'mcp';
  const known =
    name === 'claude-code' || name === 'claudecode'
      ? 'claude_code'
      : MCP_ADAPTERS.find((each) => each === name);
  if (known !== undefined) return known;
  throw new CodedError('flag_invalid', `there is no adapter ${JSON.stringify(given)}`, {
    hint: `use one of ${MCP_ADAPTERS.join(', ')}`,
    where: { field: '--adapter' },
  });
}

/**
 * Reads one call in the words of a framework (gait-formats §7.6).
 *
 * @throws CodedError `mcp_call_invalid`, those of `parseJson` and `decodeRecord`
 */
export function readAdapterCall(
  adapter: McpAdapter,
  given: Uint8Array | Json,
  where: Where = {},
): AdapterCall {
  const json = given instanceof Uint8Array ? parseJsonLoose(given, { where }) : given;
  if (!isJsonObject(json)) throw invalid('a call is one JSON object', where);
  const call = decodeRecord(toolCallRecord, inOwnWords(adapter, json, where), {
    fold: true,
    where,
  });
  if (trimSpace(call.name) === '' && call.script === null) {
    throw invalid('the call names no tool', where);
  }
  return call;
}

function inOwnWords(adapter: McpAdapter, json: JsonObject, where: Where): Json {
  switch (adapter) {
    case 'mcp':
      return json;
    case 'openai':
      return readOpenai(json, where);
    case 'anthropic':
      return { name: json['name'] ?? '', args: json['input'] ?? {} };
    case 'langchain':
      return {
        name: json['tool'] ?? json['name'] ?? '',
        args: json['tool_input'] ?? json['args'] ?? {},
      };
    case 'claude_code':
      return readClaudeCall(json);
  }
}

/** The arguments are a text of JSON inside the JSON. */
function readOpenai(json: JsonObject, where: Where): JsonObject {
  const inner = json['function'];
  const from = inner !== undefined && isJsonObject(inner) ? inner : json;
  const given = from['arguments'] ?? '';
  const args =
    typeof given !== 'string'
      ? given
      : trimSpace(given) === ''
        ? {}
        : parseJsonLoose(given, { where });
  return { name: from['name'] ?? '', args };
}

function invalid(why: string, where: Where): CodedError {
  return new CodedError('mcp_call_invalid', why, {
    hint: 'give one call as the framework of --adapter writes it',
    where,
  });
}
