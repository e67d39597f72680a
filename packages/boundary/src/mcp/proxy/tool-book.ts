import { parseJson, isCodedError, isJsonObject, type Json, type JsonObject } from '@gait/canon';
import { readTools, type SeenTool, type ToolFault } from '../tools/seen-tool.ts';
import type { RelayPorts } from './relay-ports.ts';

/** What is known of the tools of a server, and which of them may be called. */
export interface ToolBook {
  /** The answer to `tools/list` as the client gets it; undefined: as it came. */
  readonly filter: (line: string) => FilteredList;
  /** Why a tool may not be called; undefined: it may. */
  readonly faultOf: (name: string) => Promise<ToolFault | undefined>;
  /** What was learned may be old: it is asked for anew before the next call. */
  readonly forget: () => void;
}

/** A page of tools after those were taken out that are withheld. */
export interface FilteredList {
  /** Undefined: as it came. */
  readonly frame: string | undefined;
  /** The page cannot be read in one way only. */
  readonly unreadable: boolean;
  readonly nextCursor: string;
}

interface Known {
  readonly tool: SeenTool;
  readonly fault: ToolFault | undefined;
}

/** A server that never stops listing would keep every call waiting. */
const MOST_PAGES = 256;

/**
 * @param ask sends one page's question to the server; undefined: it did not answer, or not with a list
 */
export function createToolBook(
  { see, recheck, warn }: Pick<RelayPorts, 'see' | 'recheck' | 'warn'>,
  ask: (cursor: string) => Promise<string | undefined>,
): ToolBook {
  const known = new Map<string, Known>();
  let fresh = false;
  let asking: Promise<void> | undefined;
  const read = (line: string): FilteredList => {
    const page = pageOf(line);
    if (page === undefined) return { frame: undefined, unreadable: true, nextCursor: '' };
    const tools = readTools(page.tools);
    const faults = see(tools);
    const kept: Json[] = [];
    for (const [i, tool] of tools.entries()) {
      const fault = tool === undefined ? undefined : faults.get(tool.name);
      if (tool !== undefined) known.set(tool.name, { tool, fault });
      if (tool !== undefined && fault === undefined) kept.push(page.tools[i] as Json);
      else warn(withheld(tool, fault));
    }
    const frame =
      kept.length === tools.length
        ? undefined
        : JSON.stringify({ ...page.message, result: { ...page.result, tools: kept } });
    const next = page.result['nextCursor'];
    return { frame, unreadable: false, nextCursor: typeof next === 'string' ? next : '' };
  };
  const learn = async (): Promise<void> => {
    let cursor = '';
    for (let page = 0; page < MOST_PAGES; page++) {
      const line = await ask(cursor);
      const list = line === undefined ? undefined : read(line);
      if (list === undefined || list.unreadable) return;
      cursor = list.nextCursor;
      if (cursor === '') {
        fresh = true;
        return;
      }
    }
  };
  const refresh = (): Promise<void> =>
    (asking ??= learn().finally(() => {
      asking = undefined;
    }));
  return {
    filter: read,
    async faultOf(name) {
      // A server may know more tools than those on the pages that its client asked for.
      if (!fresh || !known.has(name)) await refresh();
      const found = known.get(name);
      if (found === undefined) {
        return { code: 'mcp_tool_unlisted', detail: 'the server does not list this tool' };
      }
      return found.fault === undefined ? undefined : recheck(found.tool);
    },
    forget() {
      fresh = false;
    },
  };
}

function withheld(tool: SeenTool | undefined, fault: ToolFault | undefined): string {
  const name = tool === undefined ? 'a tool without a usable name' : JSON.stringify(tool.name);
  return `withheld ${name}: ${fault === undefined ? 'it cannot be read' : `${fault.detail} (${fault.code})`}`;
}

interface Page {
  readonly message: JsonObject;
  readonly result: JsonObject;
  readonly tools: readonly Json[];
}

/** Strictly: of two members of one name the client may take the one that nobody looked at. */
function pageOf(line: string): Page | undefined {
  try {
    const message = parseJson(line);
    if (!isJsonObject(message)) return undefined;
    const { result } = message;
    if (result === undefined || !isJsonObject(result)) return undefined;
    const { tools } = result;
    return Array.isArray(tools) ? { message, result, tools: tools as readonly Json[] } : undefined;
  } catch (error) {
    if (isCodedError(error)) return undefined;
    throw error;
  }
}
