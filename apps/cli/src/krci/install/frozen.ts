import { lockValue, type AgentsLock, type InstallPlan, type PlannedFile } from '@gait/agents';
import { canonicalize, CodedError } from '@gait/canon';
import type { FoundLock } from './project-state.ts';

/**
 * Under `--frozen` an install gives what the lock says or nothing.
 *
 * @throws CodedError `install_frozen_mismatch`
 */
export function assertFrozen(
  after: AgentsLock,
  before: FoundLock | undefined,
  { files }: InstallPlan,
): void {
  if (before === undefined) throw mismatch('there is no lock');
  const edited = files.find(
    ({ action, reason, copy }) =>
      copy === undefined && (action === 'conflict' || reason === 'edited'),
  );
  if (edited !== undefined) {
    throw mismatch(`${edited.path} was changed here`, hintFor(edited, before.lock));
  }
  // The program that installs may be another one; folders are those of this working copy.
  const { format, producer, folders } = before.lock;
  const asLocked = { ...after, format, producer, folders };
  if (canonicalize(lockValue(asLocked)) === canonicalize(lockValue(before.lock))) return;
  throw mismatch(firstDifference(after, before.lock));
}

function firstDifference(after: AgentsLock, before: AgentsLock): string {
  const old = before.sources.map(({ name }) => name).join(', ');
  const now = after.sources.map(({ name }) => name).join(', ');
  if (before.format === after.format && old !== now)
    return `the sources are ${now}, the lock has ${old}`;
  for (const [index, source] of after.sources.entries()) {
    const locked = before.sources[index];
    for (const field of ['source', 'version', 'publisher', 'key', 'level', 'selection'] as const) {
      if (before.format !== after.format && field === 'key') continue;
      if (source[field] !== locked?.[field])
        return `${source.name}: ${field} is ${JSON.stringify(source[field])}, the lock has ${JSON.stringify(locked?.[field])}`;
    }
  }
  const locked = new Map(before.files.map(({ path, sha256 }) => [path, sha256]));
  const other = after.files.find(({ path, sha256 }) => locked.get(path) !== sha256);
  if (other !== undefined) return `${other.path} is not the one in the lock`;
  const gone = before.files.find(({ path }) => after.files.every((file) => file.path !== path));
  return gone === undefined ? 'the source has other files' : `the source has no ${gone.path}`;
}

function hintFor({ path, reason }: PlannedFile, { files }: AgentsLock): string {
  if (reason === 'edited')
    return `krci-ai accept ${path} takes the edit into the lock; commit it, or bring the file back from version control`;
  return files.some((file) => file.path === path)
    ? 'the source has another one, too: krci-ai update merges the two; commit what comes of it'
    : 'the file was not installed: move it away, or leave it out of what is installed';
}

const HINT = 'install without --frozen, look at the difference, and commit the new lock';

function mismatch(why: string, hint: string = HINT): CodedError {
  return new CodedError('install_frozen_mismatch', `--frozen: ${why}`, { hint });
}
