import { CodedError } from '@gait/canon';
import { isThere } from '@gait/local';
import { boolFlag, textFlag } from '../command.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { splitList } from '../list-flag.ts';
import { atProjectRoot } from '../onboard/project-places.ts';

/** Flags that say which tools of which project. */
export const HOOK_FLAGS = {
  harness: textFlag({
    value: 'LIST',
    help: 'coding tools by comma, or all; default: those on the PATH and those the project uses',
  }),
  project: textFlag({ value: 'FOLDER', help: 'the project; default: the one around this folder' }),
  user: boolFlag({ help: 'in the settings of the user, for this project’s policy everywhere' }),
} as const;

/** What the flags mean. */
export interface HookScope {
  readonly names: readonly string[];
  /** Absolute. */
  readonly project: string;
  readonly scope: 'project' | 'user';
}

/**
 * @param given the flags that stand on the command line. One without a value is refused: of an
 *   unset variable in a script every tool would lose its gate
 * @throws CodedError `flag_invalid`, `hook_project_unknown`
 */
export function readScope(
  context: Context,
  flags: FlagValues<typeof HOOK_FLAGS>,
  given: ReadonlySet<string>,
): HookScope {
  const names = splitList(flags.harness);
  const empty = [names.length === 0 ? 'harness' : '', flags.project.trim() === '' ? 'project' : ''];
  const blank = empty.find((name) => given.has(name));
  if (blank !== undefined) {
    throw new CodedError('flag_invalid', `--${blank} is empty`, {
      hint: blank === 'harness' ? 'name a coding tool, or all' : 'name a folder',
      where: { field: `--${blank}` },
    });
  }
  const named = flags.project.trim();
  const project = named === '' ? atProjectRoot(context).cwd : context.resolve(named);
  if (!isThere(project)) {
    throw new CodedError('hook_project_unknown', `there is no folder ${project}`, {
      hint: 'name the folder that holds .gait.yaml',
      where: { field: '--project' },
    });
  }
  return { names, project, scope: flags.user ? 'user' : 'project' };
}
