/**
 * A folder of assets as the rest of this room sees it: names, kinds, and bytes on demand. Who
 * reads a disk, an archive or the executable's own assets gives this port; nothing here has an effect.
 */

/** What stands under a name. A link is never followed, whatever it points at. */
export type EntryKind = 'file' | 'folder' | 'link' | 'other';

/** Why the bytes of a file are not to be had. */
export type EntryFault =
  /** Larger than one file may be. */
  | 'too_large'
  /** The system would not give it: permissions, a failing disk, gone meanwhile. */
  | 'unreadable'
  /** Its name is not UTF-8: `path` holds U+FFFD in place of the other bytes. */
  | 'name_encoding';

export interface TreeEntry {
  /** Below the project's root, with `/`: `.krci-ai/tasks/dev/plan.md`. */
  readonly path: string;
  readonly kind: EntryKind;
  /** Bytes of a file, 0 for anything else. */
  readonly size: number;
  /** A program of a skill: below its `scripts`, and marked as one. Nothing else is. */
  readonly executable?: true;
  readonly fault?: EntryFault;
}

export interface FileTree {
  /** Every entry below `.krci-ai`, folders too, by path, sorted by UTF-16 code units. */
  readonly entries: ReadonlyMap<string, TreeEntry>;
  /** True when there was more than a tree may have: what is missing was not looked at. */
  readonly truncated: boolean;
  /** The bytes of a file. Undefined for what is no file, has a fault, or became unreadable since. */
  readonly read: (path: string) => Uint8Array | undefined;
}

/** The folder of the framework inside a project. */
export const FRAMEWORK = '.krci-ai';
