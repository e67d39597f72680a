import type { HookHarnessId } from './hook-row.ts';

/**
 * The version of the tool that started the hook, where only its environment tells it: Claude Code
 * names itself there (`claude-code_2-1-329_…`). The agent does not choose the environment of a hook.
 */
export function versionInEnvironment(
  harness: HookHarnessId,
  variable: (name: string) => string | undefined,
): string | undefined {
  if (harness !== 'claude') return undefined;
  const found = /^claude-code_(\d{1,6})-(\d{1,6})-(\d{1,6})(?:_|$)/.exec(
    variable('AI_AGENT') ?? '',
  );
  return found === null ? undefined : found.slice(1, 4).join('.');
}
