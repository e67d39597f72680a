import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { FOLDER_OF, FRAMEWORK, withoutOwnRecords, type FileTree } from '@gait/agents';
import { CodedError } from '@gait/canon';
import { isThere, readTree } from '@gait/local';
import { BUILTIN } from './builtin-source.ts';
import type { FrameworkSource } from './framework-source.ts';

/** A source may be a repository with much else in it, none of which is installed. */
const ASSET_FOLDERS: ReadonlySet<string> = new Set(
  [...Object.values(FOLDER_OF), `${FRAMEWORK}/local`].map((path) =>
    path.slice(FRAMEWORK.length + 1),
  ),
);

/**
 * A folder as a source: a project with `.krci-ai` in it, or a folder laid out as `.krci-ai` is.
 * Links in it are not followed; what the project keeps about its own installation is not part of it.
 *
 * @param folder absolute
 * @param origin the folder as it was named
 * @throws CodedError `file_missing`; and those of its check, `assertSound`
 */
export function folderSource(folder: string, origin: string): FrameworkSource {
  if (!existsSync(folder)) {
    throw new CodedError('file_missing', `there is no folder ${folder}`, {
      hint: '--from names a folder with agents in it',
      where: { file: folder },
    });
  }
  const nested = join(folder, FRAMEWORK);
  const top = isThere(nested) ? nested : folder;
  const tree = withoutOwnRecords(readTree(folder, { folder: top, names: ASSET_FOLDERS }));
  return {
    ...{ name: folderName(origin), origin, version: '', publisher: '' },
    tree: readOnce(tree),
  };
}

/** One folder has one name, however its path was written. */
export function folderName(origin: string): string {
  const plain = normalize(origin).replaceAll('\\', '/');
  const name = plain.length > 1 ? plain.replace(/\/$/u, '') : plain;
  // The name of what this program carries is nobody else's.
  return name === BUILTIN ? `./${name}` : name;
}

/** What was examined is what is installed: a file that changes meanwhile is not read again. */
function readOnce(tree: FileTree): FileTree {
  const contents = new Map<string, Uint8Array | undefined>();
  return {
    ...tree,
    read(path) {
      if (!contents.has(path)) contents.set(path, tree.read(path));
      return contents.get(path);
    },
  };
}
