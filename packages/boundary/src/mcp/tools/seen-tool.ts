import {
  canonicalize,
  isCodedError,
  isJsonObject,
  sha256Hex,
  type Json,
  type JsonObject,
} from '@gait/canon';

/** A tool as a server lists it. */
export interface SeenTool {
  readonly name: string;
  /** SHA-256 of the canonical form of `definition`. */
  readonly digest: string;
  /** What a model goes by, and what a person approves. */
  readonly definition: JsonObject;
}

/** Why a tool is not handed on. */
export interface ToolFault {
  readonly code: ToolFaultCode;
  readonly detail: string;
}

export type ToolFaultCode =
  | 'mcp_tool_changed'
  | 'mcp_tool_suspicious'
  | 'mcp_tool_repeated'
  | 'mcp_tool_unreadable'
  | 'mcp_tool_unlisted'
  | 'mcp_server_changed';

/** Members that tell a model, or the tool that drives it, what this tool is. */
const TELLING = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'];
const LONGEST_NAME = 256;

/**
 * The tools of a list, each with the digest of all that a model goes by. What is no tool is
 * `undefined` at its place.
 */
export function readTools(list: readonly Json[]): readonly (SeenTool | undefined)[] {
  return list.map(readTool);
}

function readTool(value: Json): SeenTool | undefined {
  if (!isJsonObject(value)) return undefined;
  const { name } = value;
  if (typeof name !== 'string' || name === '' || name.length > LONGEST_NAME) return undefined;
  const definition = Object.fromEntries(
    TELLING.flatMap((member) => {
      const said = value[member];
      return said === undefined ? [] : [[member, said] as const];
    }),
  );
  try {
    return { name, digest: sha256Hex(canonicalize(definition)), definition };
  } catch (error) {
    // What has no canonical form cannot be compared with what was approved.
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
