import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';

/**
 * Replaces a committed copy of vectors by those of a folder that holds `cases.json`.
 *
 * @returns how many files there are now
 */
export function replaceVectors(source: string | undefined, target: string): number {
  if (source === undefined || !existsSync(join(source, 'cases.json'))) {
    console.error('name a folder with cases.json');
    process.exit(6);
  }
  const draft = `${target}.new`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(resolve(source), draft, { recursive: true });
  makeWritable(draft);
  rmSync(target, { recursive: true, force: true });
  renameSync(draft, target);
  return readdirSync(target, { recursive: true }).length;
}

/** The source may be read-only; copies of a case must not be. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(path);
    else chmodSync(path, 0o644);
  }
}
