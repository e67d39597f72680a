/**
 * Replaces the committed vectors by those of a folder:
 *
 *   bun conformance/refresh.ts FOLDER
 */
import { chmodSync, cpSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { VECTORS } from './vector-case.ts';

const [source] = process.argv.slice(2);
if (source === undefined || !existsSync(join(source, 'cases.json'))) {
  console.error('usage: bun conformance/refresh.ts FOLDER   (a folder with cases.json)');
  process.exit(6);
}
const draft = `${VECTORS}.new`;
rmSync(draft, { recursive: true, force: true });
cpSync(resolve(source), draft, { recursive: true });
makeWritable(draft);
rmSync(VECTORS, { recursive: true, force: true });
renameSync(draft, VECTORS);
console.log(
  `copied ${readdirSync(VECTORS, { recursive: true }).length} files; run the conformance tests and read the differences`,
);

/** The source may be read-only; copies of a case must not be. */
function makeWritable(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) makeWritable(path);
    else chmodSync(path, 0o644);
  }
}
