import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root folder of the checkout. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const SKIPPED = new Set([
  '.git',
  'node_modules',
  'dist',
  'reports',
  'gait-out',
  '.gait-out',
  '.cache',
  '.scratch',
]);

/** Paths of all files under a folder of the checkout, relative to the root, with `/`, sorted. */
export function listFiles(folder = '.'): readonly string[] {
  const found: string[] = [];
  const walk = (path: string): void => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const inner = join(path, entry.name);
      if (entry.isDirectory()) walk(inner);
      else if (entry.isFile()) found.push(relative(ROOT, inner).split(sep).join('/'));
    }
  };
  walk(join(ROOT, folder));
  return found.toSorted();
}

/** Our own TypeScript and JavaScript files. */
export function listCode(): readonly string[] {
  return listFiles().filter(
    (file) => /\.(?:ts|tsx|mjs)$/.test(file) && !file.startsWith('conformance/vectors'),
  );
}

/** True for tests and what only tests use, which may touch more than the source they test. */
export function isTest(file: string): boolean {
  return /\.(?:test|real|soak|node)\.ts$|(?:^|\/)(?:tests?|testing)[/.]/.test(file);
}

/** Text of a file of the checkout. */
export function readText(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8');
}
