import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import { readWhole } from '@gait/local';

/** An AI coding tool that is used in a repository, and whether its calls ask the gate. */
export interface ToolSettings {
  readonly tool: string;
  /** The settings file that would send its calls to the gate. */
  readonly path: string;
  readonly asksGate: boolean;
}

/** Traces of a tool in a repository, and where its hooks stand. */
const TOOLS: readonly (readonly [tool: string, settings: string, traces: readonly string[]])[] = [
  ['Claude Code', '.claude/settings.json', ['.claude', 'CLAUDE.md']],
  ['Codex', '.codex/hooks.json', ['.codex']],
  ['Cursor', '.cursor/hooks.json', ['.cursor', '.cursorrules']],
  ['Gemini CLI', '.gemini/settings.json', ['.gemini', 'GEMINI.md']],
];
const LARGEST = 1024 * 1024;

/** The AI coding tools of which a repository bears traces. Settings are read, nothing in them is run. */
export function findToolSettings(root: string): ToolSettings[] {
  return TOOLS.filter(([, , traces]) => traces.some((trace) => existsSync(join(root, trace)))).map(
    ([tool, path]) => ({ tool, path, asksGate: namesGate(join(root, path)) }),
  );
}

/** Whether some command in the settings is `gait`. */
function namesGate(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    const text = new TextDecoder().decode(readWhole(path, { maxBytes: LARGEST }));
    return /(?:^|["'\s/\\])gait(?:\.exe)?["'\s]/u.test(text);
  } catch (error) {
    if (isCodedError(error)) return false;
    throw error;
  }
}
