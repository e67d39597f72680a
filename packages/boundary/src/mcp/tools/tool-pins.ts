import { int, list, map, ptr, record, str, struct, type Infer, type JsonObject } from '@gait/canon';
import type { SeenTool, ToolFault } from './seen-tool.ts';

/** Schema of the file that remembers the tools of one server in one project. */
export const TOOL_PINS_SCHEMA = 'gait.mcp.tool_pins';

const definitionRecord = record('seen definition', {
  digest: str(),
  definition: map(),
  seen_at: str(),
  findings: list(str()).opt(),
});

const pinRecord = record('tool pin', {
  name: str(),
  /** What counts; null while nobody has looked at a suspicious tool. */
  pinned: ptr(definitionRecord).opt(),
  /** What the server says now, and a person has to look at. */
  waiting: ptr(definitionRecord).opt(),
  trusted_at: str().opt(),
  trusted_by: str().opt(),
});

export const toolPinsRecord = record('tool pins', {
  schema_id: str(),
  schema_version: str(),
  project: str(),
  server: str(),
  /** SHA-256 of the command line that started the server when it was first seen or trusted. */
  command_digest: str(),
  /** Another one that it was started with since. */
  waiting_command: str().opt(),
  /** Counts the changes of this file. */
  revision: int(),
  tools: list(struct(pinRecord)),
});

/** What is remembered of one server in one project. */
export type ToolPins = Infer<typeof toolPinsRecord>;
export type ToolPin = Infer<typeof pinRecord>;
type Definition = Infer<typeof definitionRecord>;

/** What a look at a list of tools came to. */
export interface SeenList {
  readonly pins: ToolPins;
  /** Tools that are not handed on, by name. */
  readonly faults: ReadonlyMap<string, ToolFault>;
}

/** How a list of tools is looked at. */
export interface ToolLook {
  /** Why the text of a tool may mean no good; empty: nothing was found. */
  readonly examine: (definition: JsonObject) => readonly string[];
  /** RFC 3339. */
  readonly now: string;
  /** SHA-256 of the command line that started the server. */
  readonly commandDigest: string;
}

/** A server that nothing is known of yet. */
export function newPins(project: string, server: string, commandDigest: string): ToolPins {
  return {
    schema_id: TOOL_PINS_SCHEMA,
    schema_version: '1.0.0',
    project,
    server,
    command_digest: commandDigest,
    waiting_command: '',
    revision: 0,
    tools: [],
  };
}

/**
 * Compares a list of tools with what is remembered. A tool that is seen for the first time and in
 * which nothing is found counts from then on; one that says something else than it did is withheld
 * until a person trusts it, however harmless it looks: what it was approved for is gone.
 */
export function seeTools(
  before: ToolPins,
  tools: readonly (SeenTool | undefined)[],
  look: ToolLook,
): SeenList {
  const pins = new Map((before.tools ?? []).map((pin) => [pin.name, pin]));
  const faults = new Map<string, ToolFault>();
  const seen = new Set<string>();
  const moved = before.command_digest !== look.commandDigest;
  let changed = moved && before.waiting_command !== look.commandDigest;
  for (const tool of tools) {
    if (tool === undefined) continue;
    if (seen.has(tool.name)) {
      faults.set(tool.name, REPEATED);
      continue;
    }
    seen.add(tool.name);
    const pin = pins.get(tool.name);
    const next = moved ? waitFor(pin, tool, look) : noteTool(pin, tool, look);
    if (next !== pin) {
      pins.set(tool.name, next);
      changed = true;
    }
    const fault = moved ? MOVED : faultOf(next, tool.digest);
    if (fault !== undefined) faults.set(tool.name, fault);
  }
  if (!changed) return { pins: before, faults };
  return {
    pins: {
      ...before,
      waiting_command: moved ? look.commandDigest : '',
      revision: before.revision + 1,
      tools: [...pins.values()],
    },
    faults,
  };
}

/** Why one tool is withheld by what is remembered now; undefined: it is not. */
export function pinFault(
  { command_digest: command, tools }: ToolPins,
  { name, digest }: SeenTool,
  commandDigest: string,
): ToolFault | undefined {
  if (command !== commandDigest) return MOVED;
  const pin = (tools ?? []).find((each) => each.name === name);
  return pin === undefined
    ? { code: 'mcp_tool_unlisted', detail: 'nothing is known of it' }
    : faultOf(pin, digest);
}

/** What a person trusts: all that waits, or one tool. */
export function trustTools(
  before: ToolPins,
  by: { readonly at: string; readonly name: string; readonly tool?: string },
): ToolPins {
  const tools = (before.tools ?? []).map((pin) => {
    const isMeant = by.tool === undefined || by.tool === pin.name;
    if (!isMeant || pin.waiting === null) return pin;
    return { ...pin, pinned: pin.waiting, waiting: null, trusted_at: by.at, trusted_by: by.name };
  });
  const command =
    by.tool === undefined && before.waiting_command !== ''
      ? { command_digest: before.waiting_command, waiting_command: '' }
      : {};
  return { ...before, ...command, revision: before.revision + 1, tools };
}

const REPEATED: ToolFault = {
  code: 'mcp_tool_repeated',
  detail: 'the server lists two tools of this name',
};
const MOVED: ToolFault = {
  code: 'mcp_server_changed',
  detail: 'the server is started by another command than before',
};

function noteTool(pin: ToolPin | undefined, tool: SeenTool, look: ToolLook): ToolPin {
  if (pin !== undefined) {
    if (pin.pinned?.digest !== tool.digest) return waitFor(pin, tool, look);
    // It says again what it was trusted for.
    return pin.waiting === null ? pin : { ...pin, waiting: null };
  }
  const said = definitionOf(tool, look);
  const isClean = (said.findings ?? []).length === 0;
  return {
    name: tool.name,
    pinned: isClean ? said : null,
    waiting: isClean ? null : said,
    trusted_at: '',
    trusted_by: '',
  };
}

function waitFor(pin: ToolPin | undefined, tool: SeenTool, look: ToolLook): ToolPin {
  if (pin?.waiting?.digest === tool.digest) return pin;
  const waiting = definitionOf(tool, look);
  return pin === undefined
    ? { name: tool.name, pinned: null, waiting, trusted_at: '', trusted_by: '' }
    : { ...pin, waiting };
}

function definitionOf({ digest, definition }: SeenTool, look: ToolLook): Definition {
  const findings = look.examine(definition);
  return {
    digest,
    definition,
    seen_at: look.now,
    findings: findings.length === 0 ? null : findings,
  };
}

function faultOf({ pinned, waiting }: ToolPin, digest: string): ToolFault | undefined {
  if (pinned?.digest === digest) return undefined;
  if (pinned !== null) {
    return { code: 'mcp_tool_changed', detail: 'it is not what it was when it was first seen' };
  }
  const [first = 'nobody has looked at it'] = waiting?.findings ?? [];
  return { code: 'mcp_tool_suspicious', detail: first };
}
