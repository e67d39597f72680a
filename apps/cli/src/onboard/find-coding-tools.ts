import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Traces of AI coding tools in a repository. */
const TOOLS: readonly (readonly [tool: string, traces: readonly string[]])[] = [
  ['Claude Code', ['.claude', 'CLAUDE.md']],
  ['Codex', ['.codex']],
  ['Cursor', ['.cursor', '.cursorrules']],
  ['Gemini CLI', ['.gemini', 'GEMINI.md']],
];

/**
 * The AI coding tools of which a repository bears traces. Whether their calls ask the gate cannot
 * be told from their settings: a command in them that is called `gait` may do anything.
 */
export function findCodingTools(root: string): string[] {
  return TOOLS.filter(([, traces]) => traces.some((trace) => existsSync(join(root, trace)))).map(
    ([tool]) => tool,
  );
}
