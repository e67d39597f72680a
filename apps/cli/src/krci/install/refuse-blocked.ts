import { CodedError } from '@gait/canon';

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
