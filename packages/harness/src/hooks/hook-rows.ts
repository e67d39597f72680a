import { HOOK_HARNESS_IDS, type HookHarnessId, type HookRow } from './hook-row.ts';
import { claude } from './rows/claude.ts';
import { cline } from './rows/cline.ts';
import { codex } from './rows/codex.ts';
import { gemini } from './rows/gemini.ts';
import { opencode } from './rows/opencode.ts';
import {
  amp,
  antigravity,
  copilot,
  cursor,
  devin,
  goose,
  junie,
  kiro,
  roo,
  vscode,
  zed,
} from './rows/published.ts';
import { qwen } from './rows/qwen.ts';

/** The table of hooks. What is wrong about a tool is corrected in its row and nowhere else. */
export const HOOK_ROWS: Readonly<Record<HookHarnessId, HookRow>> = {
  claude,
  codex,
  gemini,
  qwen,
  opencode,
  cline,
  cursor,
  copilot,
  vscode,
  devin,
  kiro,
  goose,
  amp,
  zed,
  roo,
  junie,
  antigravity,
};

/** The row that a person means by a name: the tool's id or an alias, in any case. */
export function findHookRow(name: string): HookRow | undefined {
  const wanted = name.toLowerCase();
  return HOOK_HARNESS_IDS.map((id) => HOOK_ROWS[id]).find(
    ({ id, aliases }) => id === wanted || aliases.includes(wanted),
  );
}
