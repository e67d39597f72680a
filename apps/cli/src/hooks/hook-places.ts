import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { CodedError } from '@gait/canon';
import {
  findHookRow,
  HOOK_HARNESS_IDS,
  HOOK_ROWS,
  type HookCommand,
  type HookFile,
  type HookRow,
} from '@gait/harness';
import { configHome, isThere, readWhole, stateHome } from '@gait/local';
import type { Context } from '../context.ts';
import { unknownHarness } from './unknown-harness.ts';

/** A settings file of a tool, and where it is. */
export interface HookPlace {
  readonly file: HookFile;
  /** Absolute. */
  readonly path: string;
}

/** Names of the programs of the tools, as they stand on the PATH. */
const PROGRAMS: Readonly<Partial<Record<HookRow['id'], readonly string[]>>> = {
  claude: ['claude'],
  codex: ['codex'],
  gemini: ['gemini'],
  qwen: ['qwen'],
  opencode: ['opencode'],
  cline: ['cline'],
  cursor: ['cursor', 'cursor-agent'],
  copilot: ['copilot'],
  devin: ['devin'],
  kiro: ['kiro', 'kiro-cli'],
  goose: ['goose'],
  amp: ['amp'],
};

/** Folders by which a repository, or a home folder, shows that a tool is used. */
const TRACES: Readonly<Partial<Record<HookRow['id'], readonly string[]>>> = {
  claude: ['.claude', 'CLAUDE.md'],
  codex: ['.codex'],
  gemini: ['.gemini', 'GEMINI.md'],
  qwen: ['.qwen', 'QWEN.md'],
  opencode: ['.opencode', 'opencode.json', 'opencode.jsonc'],
  cline: ['.cline', '.clinerules'],
  cursor: ['.cursor'],
  vscode: ['.vscode'],
  copilot: ['.github/copilot-instructions.md', '.github/hooks'],
  devin: ['.devin', '.windsurf'],
  kiro: ['.kiro'],
  goose: ['.goose', '.goosehints'],
};

/** Longest settings file that is read. */
const LONGEST = 16 * 1024 * 1024;

/** Tools that have hooks we can install. */
export function hookableRows(): readonly HookRow[] {
  return HOOK_HARNESS_IDS.map((id) => HOOK_ROWS[id]).filter(
    ({ files }) => files.project.length + files.user.length > 0,
  );
}

/**
 * The tools that a person means: by name, `all`, or, where none is named, those that are on the
 * PATH or show in the project.
 *
 * @param project absolute
 * @throws CodedError `hook_harness_unknown`
 */
export function wantedRows(
  context: Context,
  names: readonly string[],
  project: string,
): readonly HookRow[] {
  if (names.some((name) => name.toLowerCase() === 'all')) return hookableRows();
  if (names.length === 0) return hookableRows().filter((row) => isUsed(context, row, project));
  return names.map((name) => {
    const row = findHookRow(name);
    if (row === undefined) throw unknownHarness(name);
    if (row.files.project.length + row.files.user.length > 0) return row;
    throw new CodedError('hook_harness_unknown', `${row.title} has no hooks that are known`, {
      hint:
        row.gaps[0] ??
        'its calls cannot be gated here; an MCP gateway can stand before its servers',
    });
  });
}

/** Tools that a project bears traces of. */
export function tracedRows(project: string): readonly HookRow[] {
  return hookableRows().filter((row) => bearsTraces(row, project));
}

function bearsTraces({ id }: HookRow, project: string): boolean {
  return (TRACES[id] ?? []).some((name) => isThere(join(project, name)));
}

function isUsed({ env }: Context, row: HookRow, project: string): boolean {
  const folders = (env['PATH'] ?? '').split(delimiter).filter(isAbsolute);
  const programs = PROGRAMS[row.id] ?? [];
  return (
    // As a shell looks: a folder of the PATH that may not be read holds no program.
    programs.some((name) => folders.some((folder) => existsSync(join(folder, name)))) ||
    bearsTraces(row, project)
  );
}

/** Where a tool's hook is written: in the project, or for all projects of the user. */
export function placesOf(
  { files }: HookRow,
  scope: 'project' | 'user',
  at: { readonly project: string; readonly home: string },
): readonly HookPlace[] {
  const wanted =
    files[scope].length > 0 ? files[scope] : files[scope === 'user' ? 'project' : 'user'];
  return wanted.map((file) => ({
    file,
    path: file.path.startsWith('~/')
      ? join(at.home, file.path.slice(2))
      : join(at.project, file.path),
  }));
}

/** What a tool starts for a project. */
export function commandOf(context: Context, row: HookRow, project: string): HookCommand {
  // Windows has no such shell, and what an exit of 2 means was seen in tools that were run.
  const guarded = context.platform !== 'win32' && row.support === 'driven';
  const homes = { state: stateHome(context), config: configHome(context) };
  return { harness: row.id, executable: context.executable, project, homes, guarded };
}

/** The text of a settings file; undefined: there is none. Errors: those of `readWhole`. */
export function readSettings(path: string): string | undefined {
  if (!isThere(path)) return undefined;
  return Buffer.from(readWhole(path, { maxBytes: LONGEST })).toString('utf8');
}
