import { join } from 'node:path';
import { HARNESSES } from '@gait/harness';
import { isSurelyMissing, readWhole } from '@gait/local';

/** A file in which a coding tool names servers of MCP for a project. */
export interface ServerSettings {
  /** Titles of the tools that read it. */
  readonly tools: readonly string[];
  /** Absolute. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Undefined: the file is in a format whose servers are not known here. */
  readonly text: string | undefined;
}

/** The settings that are there, in the order of the table of coding tools. */
export function serverSettingsOf(project: string): readonly ServerSettings[] {
  const found = new Map<string, ServerSettings>();
  for (const { title, mcp } of Object.values(HARNESSES)) {
    for (const { path: name, format } of mcp.places) {
      const path = join(project, name);
      const before = found.get(path);
      if (before !== undefined) found.set(path, { ...before, tools: [...before.tools, title] });
      else if (!isSurelyMissing(path)) {
        const bytes = readWhole(path);
        const text = format === 'json' ? Buffer.from(bytes).toString('utf8') : undefined;
        found.set(path, { tools: [title], path, bytes, text });
      }
    }
  }
  return [...found.values()];
}
