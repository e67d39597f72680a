import { setDigest, type LockedFile, type WantedFile } from '@gait/agents';
import { CodedError } from '@gait/canon';

/**
 * Locked files as what is wanted, where they are just the set that was wanted before. Bytes are
 * asked for only where one has to be written, and worked out anew then.
 *
 * @param set the digest that is remembered
 * @param workOut everything that is wanted, the long way
 * @returns undefined where the lock has another set, or merged files
 */
export function rememberedFiles(
  locked: readonly LockedFile[],
  set: unknown,
  workOut: () => readonly WantedFile[],
): readonly WantedFile[] | undefined {
  if (locked.some(({ base }) => base !== undefined) || setDigest(locked) !== set) return undefined;
  let files: ReadonlyMap<string, WantedFile> | undefined;
  return locked.map((file) => ({
    ...file,
    read() {
      files ??= new Map(workOut().map((wanted) => [wanted.path, wanted]));
      const found = files.get(file.path);
      if (found?.sha256 === file.sha256) return found.read();
      throw new CodedError('internal_failure', `${file.path} is another one than before`, {
        hint: 'remove the folder installs in the cache of krci-ai, then run the command again',
      });
    },
  }));
}
