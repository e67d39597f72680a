import { HOOK_ROWS } from '../hook-rows.ts';
import type { HookHarnessId, JsonData } from '../hook-row.ts';

/** What a tool starts. Fixed when the hook is installed: a call's folder never chooses the project. */
export interface HookCommand {
  readonly harness: HookHarnessId;
  /** The absolute path of the executable: an interpreter with a missing script would exit with 2. */
  readonly executable: string;
  /** The absolute path of the project. */
  readonly project?: string;
}

/** The words after the executable. Never changed from release to release: Codex binds trust to the text. */
export function hookArguments({ harness, project }: HookCommand): readonly string[] {
  return ['hook', '--harness', harness, ...(project === undefined ? [] : ['--project', project])];
}

/** The command as a shell is given it. */
export function hookCommandText(command: HookCommand): string {
  return [command.executable, ...hookArguments(command)].map(quoteForShell).join(' ');
}

function quoteForShell(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

const OWN = /(?:^|[\s'"])hook --harness '?([a-z-]{1,32})/;

/** A command of ours for this tool, whatever executable and project it names. */
export function isOwnCommand(harness: HookHarnessId, text: string): boolean {
  const name = OWN.exec(text)?.[1];
  return name !== undefined && (name === harness || HOOK_ROWS[harness].aliases.includes(name));
}

/** Data with the command in place of `{command}`. */
export function withCommand(data: JsonData, text: string): JsonData {
  if (data === '{command}') return text;
  if (typeof data !== 'object' || data === null) return data;
  if (Array.isArray(data))
    return (data as readonly JsonData[]).map((item) => withCommand(item, text));
  return Object.fromEntries(
    Object.entries(data as { readonly [key: string]: JsonData }).map(([key, value]) => [
      key,
      withCommand(value, text),
    ]),
  );
}
