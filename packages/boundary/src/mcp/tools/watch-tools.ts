import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  decodeRecord,
  encodeRecord,
  isCodedError,
  parseJson,
  prettyJson,
  sha256Hex,
  type JsonObject,
} from '@gait/canon';
import { changeFile, isThere, readWhole, stateHome, type Surroundings } from '@gait/local';
import type { SeenTool, ToolFault } from './seen-tool.ts';
import { newPins, pinFault, seeTools, toolPinsRecord, type ToolPins } from './tool-pins.ts';

/** A server as a project knows it. */
export interface WatchedServer {
  /** Absolute folder. */
  readonly project: string;
  readonly server: string;
  /** Program and arguments that start it. */
  readonly command: readonly string[];
}

/** Looks at the tools of one server, and remembers them outside every repository. */
export interface ToolWatch {
  readonly see: (tools: readonly (SeenTool | undefined)[]) => ReadonlyMap<string, ToolFault>;
  readonly recheck: (tool: SeenTool) => ToolFault | undefined;
}

/** Folder with what is remembered of the servers of a user's projects. */
export function toolPinsFolder(at: Surroundings): string {
  return join(stateHome(at), 'mcp');
}

/** The file of one server of one project. */
export function toolPinsFile(
  { project, server }: Omit<WatchedServer, 'command'>,
  at: Surroundings,
): string {
  return join(toolPinsFolder(at), `${sha256Hex(`${project}\n${server}`).slice(0, 32)}.json`);
}

/** @throws CodedError those of `parseJson` and `decodeRecord` */
export function parseToolPins(bytes: Uint8Array | string, file: string): ToolPins {
  return decodeRecord(toolPinsRecord, parseJson(bytes, { where: { file } }), { where: { file } });
}

export function printToolPins(pins: ToolPins): string {
  return prettyJson(encodeRecord(toolPinsRecord, pins));
}

/** What is remembered of the servers of one project, by the name of the server. */
export function readProjectPins(project: string, at: Surroundings): readonly ToolPins[] {
  const folder = toolPinsFolder(at);
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .filter((name) => /^[0-9a-f]{32}\.json$/u.test(name))
    .map((name) => join(folder, name))
    .map((file) => parseToolPins(readWhole(file), file))
    .filter((pins) => pins.project === project)
    .toSorted((a, b) => (a.server < b.server ? -1 : 1));
}

/**
 * @param examine why the text of a tool may mean no good; empty: nothing was found
 * @param now RFC 3339
 */
export function watchTools(
  server: WatchedServer,
  at: Surroundings,
  examine: (definition: JsonObject) => readonly string[],
  now: () => string,
): ToolWatch {
  const file = toolPinsFile(server, at);
  const commandDigest = commandDigestOf(server.command);
  const read = (bytes: Uint8Array | undefined): ToolPins =>
    bytes === undefined
      ? newPins(server.project, server.server, commandDigest)
      : parseToolPins(bytes, file);
  const look = () => ({ examine, now: now(), commandDigest });
  const stored = (): ToolPins => read(isThere(file) ? readWhole(file) : undefined);
  return {
    see(tools) {
      try {
        const before = stored();
        const seen = seeTools(before, tools, look());
        if (seen.pins === before) return seen.faults;
        let { faults } = seen;
        changeFile(file, (bytes) => {
          const again = seeTools(read(bytes), tools, look());
          ({ faults } = again);
          return printToolPins(again.pins);
        });
        return faults;
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return new Map(
          tools.flatMap((tool) => (tool === undefined ? [] : [[tool.name, forgotten(error.code)]])),
        );
      }
    },
    recheck(tool) {
      try {
        return pinFault(stored(), tool, commandDigest);
      } catch (error) {
        if (!isCodedError(error)) throw error;
        return forgotten(error.code);
      }
    },
  };
}

/** SHA-256 of a command line: each word counts, not how they are written in a row. */
export function commandDigestOf(command: readonly string[]): string {
  return sha256Hex(JSON.stringify(command));
}

/** Without what was seen before nobody can say whether a tool changed. */
function forgotten(code: string): ToolFault {
  return {
    code: 'mcp_tool_unreadable',
    detail: `what was seen before cannot be read (${code})`,
  };
}
