import { HARNESS_IDS, type FilePlace, type Harness, type HarnessId } from './harness.ts';
import { amp } from './tools/amp.ts';
import { antigravity } from './tools/antigravity.ts';
import { claude } from './tools/claude.ts';
import { cline } from './tools/cline.ts';
import { codex } from './tools/codex.ts';
import { cursor } from './tools/cursor.ts';
import { devin } from './tools/devin.ts';
import { gemini } from './tools/gemini.ts';
import { goose } from './tools/goose.ts';
import { junie } from './tools/junie.ts';
import { kiro } from './tools/kiro.ts';
import { opencode } from './tools/opencode.ts';
import { vscode } from './tools/vscode.ts';
import { zed } from './tools/zed.ts';

/** The table. What is wrong about a tool is corrected in its row and nowhere else. */
export const HARNESSES: Readonly<Record<HarnessId, Harness>> = {
  claude,
  cursor,
  vscode,
  devin,
  codex,
  gemini,
  antigravity,
  opencode,
  kiro,
  zed,
  junie,
  cline,
  amp,
  goose,
};

/** The tool that a person means by a name: its id or an alias, in any case. */
export function findHarness(name: string): Harness | undefined {
  const wanted = name.toLowerCase();
  return HARNESS_IDS.map((id) => HARNESSES[id]).find(
    ({ id, aliases }) => id === wanted || aliases.includes(wanted),
  );
}

/** Every name by which a tool can be asked for. */
export function harnessNames(): readonly string[] {
  return HARNESS_IDS.flatMap((id) => [id, ...HARNESSES[id].aliases]);
}

/**
 * The tools that a repository shows signs of, in the order of the table.
 *
 * @param exists whether a file or folder of this path is there, below the root
 */
export function detectHarnesses(exists: (path: string) => boolean): readonly HarnessId[] {
  return HARNESS_IDS.filter((id) => HARNESSES[id].signs.some(exists));
}

/** The path of a place for a name. */
export function pathIn({ path }: Pick<FilePlace, 'path'>, name: string): string {
  // A function, because `$&` in a replacement text would be read as a pattern.
  return path.replace('{name}', () => name);
}
