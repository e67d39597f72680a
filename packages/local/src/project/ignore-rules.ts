import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';

const FILE = '.gitignore';

/** Of some folders, written `name/`, those that no line of `.gitignore` names. */
export function missingIgnoreRules(root: string, folders: readonly string[]): string[] {
  const known = new Set(
    Buffer.from(bytesOf(root))
      .toString('latin1')
      .split('\n')
      .map((line) => line.trim().replace(/^\//u, '').replace(/\/$/u, '')),
  );
  return folders.filter((folder) => !known.has(folder.replace(/\/$/u, '')));
}

/**
 * Adds folders to `.gitignore`, each once; what the file says stays as it is.
 *
 * @returns the rules that were added
 * @throws CodedError those of `readWhole` and `writeWhole`
 */
export function addIgnoreRules(root: string, folders: readonly string[]): string[] {
  const missing = missingIgnoreRules(root, folders);
  if (missing.length === 0) return [];
  // Bytes, not text: the file need not be UTF-8.
  const before = bytesOf(root);
  const gap = before.length === 0 || before.at(-1) === 0x0a ? '' : '\n';
  const added = `${gap}${missing.map((folder) => `${folder}\n`).join('')}`;
  writeWhole(join(root, FILE), Buffer.concat([before, Buffer.from(added)]), { mode: 0o644 });
  return missing;
}

function bytesOf(root: string): Uint8Array {
  const path = join(root, FILE);
  return existsSync(path) ? readWhole(path) : new Uint8Array();
}
