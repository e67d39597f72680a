import { findTaken, type InstallPlan } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { readTree } from '@gait/local';
import { foldersOf } from './folders.ts';

/**
 * Refuses to write where links, folders or devices stand in the way: a link would take a file to
 * wherever it points.
 *
 * @throws CodedError `change_path_unsafe`
 */
export function refuseBlocked(
  blocked: readonly { readonly path: string; readonly why: string }[],
): void {
  const [first] = blocked;
  if (first === undefined) return;
  const rest = blocked.length > 1 ? `; ${blocked.length - 1} more files cannot be written` : '';
  throw new CodedError(
    'change_path_unsafe',
    `nothing is written: ${first.path}: ${first.why}${rest}`,
    { hint: 'move it away, then run the command again', where: { file: first.path } },
  );
}

/**
 * Refuses to make a file beside one that some systems take for the same, be it there or come in the
 * same step, of another source: whoever clones the repository there would have one of the two.
 *
 * @throws CodedError `change_path_unsafe`
 */
export function refuseTaken(root: string, { files }: InstallPlan): void {
  const created = files.filter(({ action }) => action === 'create').map(({ path }) => path);
  if (created.length === 0) return;
  const fresh = new Set(created.flatMap((path) => [...foldersOf(path), path]));
  const { entries } = readTree(root);
  refuseBlocked(
    findTaken(created, [...fresh, ...entries.keys()]).map(({ path, other }) => ({
      path,
      why: `${other} ${entries.has(other) ? 'is there' : 'comes, too'}, which some systems take for the same`,
    })),
  );
}
