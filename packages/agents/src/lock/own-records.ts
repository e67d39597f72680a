import { SETTINGS_FILE } from '../settings/settings-file.ts';
import { FRAMEWORK, type FileTree } from '../tree/file-tree.ts';
import { WAIVER_FILE } from '../scan/waivers/read-waivers.ts';
import { AUDIT_FILE } from './agents-lock.ts';
import { STORE_FILE } from './content-store.ts';
import { KEPT_FOLDER } from './plan-install.ts';

const FILES = [STORE_FILE, AUDIT_FILE, SETTINGS_FILE, WAIVER_FILE];
const FOLDERS = [KEPT_FOLDER, `${FRAMEWORK}/bundle`];

/**
 * Whether a path is what a project keeps about its own installation, or makes out of it: no agent
 * reads it, and it belongs to that project alone.
 */
export function isOwnRecord(path: string): boolean {
  return FILES.includes(path) || FOLDERS.some((top) => path === top || path.startsWith(`${top}/`));
}

/** What another project may install of a project: its framework without its own records. */
export function withoutOwnRecords(tree: FileTree): FileTree {
  const entries = new Map([...tree.entries].filter(([path]) => !isOwnRecord(path)));
  return {
    ...tree,
    entries,
    read: (path) => (entries.has(path) ? tree.read(path) : undefined),
  };
}
