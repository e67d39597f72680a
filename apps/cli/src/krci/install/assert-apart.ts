import {
  FOLDER_OF,
  overlayTree,
  readFramework,
  type FileTree,
  type InstallPlan,
} from '@gait/agents';
import { CodedError } from '@gait/canon';

/**
 * Refuses agents of two sources with one id: each source is sound by itself, and the project would
 * not be. Looked at only where an agent is written.
 *
 * @param owners of each asset the sources that gave it
 * @param readTree of the project as it is
 * @throws CodedError `agent_source_conflict`
 */
export function assertApart(
  { files }: InstallPlan,
  owners: ReadonlyMap<string, readonly string[]>,
  readTree: () => FileTree,
): void {
  const isAgent = (path: string): boolean => path.startsWith(`${FOLDER_OF.agent}/`);
  const isNew = files.some(
    ({ path, action }) => isAgent(path) && (action === 'create' || action === 'replace'),
  );
  if (!isNew) return;
  const known = new Map<string, string>();
  for (const [path, { content }] of readFramework(overlayTree(readTree(), files)).agents) {
    const id = content.identity.id?.text;
    const own = owners.get(path);
    if (id === undefined || own === undefined) continue;
    const other = known.get(id);
    const others = other === undefined ? undefined : owners.get(other);
    if (other !== undefined && others !== undefined && !own.some((name) => others.includes(name)))
      throw conflict(id, [path, own], [other, others]);
    known.set(id, path);
  }
}

function conflict(
  id: string,
  [path, own]: readonly [string, readonly string[]],
  [other, others]: readonly [string, readonly string[]],
): CodedError {
  return new CodedError(
    'agent_source_conflict',
    `nothing is written: ${path} of ${own.join(', ')} and ${other} of ${others.join(', ')} are both the agent ${id}`,
    {
      hint: 'leave one of the two out (--agent), or take its source away: krci-ai uninstall NAME',
      where: { file: path },
    },
  );
}
