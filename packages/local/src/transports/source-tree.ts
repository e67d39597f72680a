import { CodedError } from '@gait/canon';
import {
  archiveOf,
  PACK_FOLDERS,
  PACK_LIMITS,
  PACK_MANIFEST,
  parseManifest,
  SIGNATURE_FILE,
  type FetchedPack,
  type PackInput,
} from '@gait/registry';

/** A file of an unpacked pack, as a folder or a commit holds it. */
export interface SourceEntry {
  /** Below the pack, with `/`. */
  readonly path: string;
  readonly kind: 'file' | 'link' | 'other';
  readonly size: number;
  readonly executable: boolean;
}

/** An unpacked pack. */
export interface SourceTree {
  readonly entries: readonly SourceEntry[];
  readonly read: (path: string) => Promise<Uint8Array>;
}

/**
 * The pack of an unpacked tree, as if its zip had come: manifest and files of the folders of a pack
 * go into the zip that `pack build` would have made of them. What lies beside those folders (a
 * README, a licence) is not part of the pack; a link or a file that the manifest lacks is left for
 * the verifier to find, by being in the zip.
 *
 * Throws `pack_not_found`, `pack_path_refused` (a link), `pack_source_too_large`, `pack_manifest_invalid`.
 */
export async function packSourceTree(tree: SourceTree): Promise<Omit<FetchedPack, 'resolved'>> {
  const manifestEntry = tree.entries.find(({ path }) => path === PACK_MANIFEST);
  if (manifestEntry?.kind !== 'file') {
    throw new CodedError('pack_not_found', `there is no ${PACK_MANIFEST}`, {
      hint: 'krci-ai pack build FOLDER --in-place writes it; a zip is named by its own path',
    });
  }
  if (manifestEntry.size > PACK_LIMITS.manifestBytes) throw tooLarge('the manifest');
  const manifestBytes = await tree.read(PACK_MANIFEST);
  // The mode on a disk depends on the system; the manifest says which files are programs.
  const programs = new Set(
    parseManifest(manifestBytes)
      .files.filter(({ executable }) => executable)
      .map(({ path }) => path),
  );
  const files = await readInputs(tree, (path) => programs.has(path));
  const { archive } = archiveOf(manifestBytes, files);
  const signed = tree.entries.find(({ path }) => path === SIGNATURE_FILE);
  if (signed?.kind !== 'file') return { archive, signatures: [] };
  if (signed.size > PACK_LIMITS.signatureFileBytes) throw tooLarge('the file of signatures');
  return { archive, signatures: [await tree.read(SIGNATURE_FILE)] };
}

/**
 * The files of the folders of a pack.
 *
 * Throws `pack_path_refused` (a link or no plain file), `pack_source_too_large`.
 */
export async function readInputs(
  tree: SourceTree,
  isProgram: (path: string, mode: boolean) => boolean,
): Promise<readonly PackInput[]> {
  const inside = tree.entries.filter(({ path }) =>
    PACK_FOLDERS.some((folder) => path === folder || path.startsWith(`${folder}/`)),
  );
  if (inside.length > PACK_LIMITS.files) throw tooLarge('the list of files');
  const files: PackInput[] = [];
  let total = 0;
  for (const { path, kind, size, executable } of inside) {
    if (kind !== 'file') {
      throw new CodedError('pack_path_refused', `${path} is a link or no plain file`, {
        hint: 'a pack holds plain files only',
        where: { file: path },
      });
    }
    total += size;
    if (size > PACK_LIMITS.fileBytes || total > PACK_LIMITS.totalBytes) throw tooLarge(path);
    files.push({ path, bytes: await tree.read(path), executable: isProgram(path, executable) });
  }
  return files;
}

function tooLarge(what: string): CodedError {
  return new CodedError('pack_source_too_large', `${what} is larger than a pack may be`, {
    hint: 'split the pack',
  });
}
