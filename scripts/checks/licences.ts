import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, readText } from '../source-files.ts';
import type { Check } from './check.ts';

/** Licences that allow use in a product under any licence, with attribution at most. */
const PERMISSIVE = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
]);

/** Not permissive, and used as a whole to test: nothing of ours includes a file of it. */
const TO_TEST_ONLY: ReadonlyMap<string, string> = new Map([['node_modules/axe-core', 'MPL-2.0']]);

interface LockedPackage {
  readonly dev?: boolean;
  readonly license?: string;
  readonly link?: boolean;
  readonly resolved?: string;
}

/** True when an SPDX expression can be met with permissive licences alone. */
export function isPermissive(expression: string): boolean {
  const plain = expression.replaceAll(/[()]/g, '').trim();
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isPermissive);
  return plain.split(' AND ').every((part) => PERMISSIVE.has(part.trim()));
}

/** Every package of the lock file is under a permissive licence, as installed too. */
export const licences: Check = {
  name: 'licences',
  findProblems() {
    const lock = JSON.parse(readText('package-lock.json')) as {
      readonly packages: Readonly<Record<string, LockedPackage>>;
    };
    return Object.entries(lock.packages).flatMap(([path, locked]) => {
      if (!path.startsWith('node_modules/') || locked.link === true) return [];
      if (locked.dev === true && TO_TEST_ONLY.get(path) === locked.license) return [];
      const problems: string[] = [];
      if (locked.license === undefined || !isPermissive(locked.license)) {
        problems.push(`${path}: licence ${locked.license ?? 'unknown'} in the lock file`);
      }
      if (locked.resolved !== undefined)
        problems.push(`${path}: the lock file names a registry host`);
      const manifest = `${path}/package.json`;
      if (existsSync(join(ROOT, manifest))) {
        const installed = JSON.parse(readText(manifest)) as { readonly license?: unknown };
        if (typeof installed.license !== 'string' || !isPermissive(installed.license)) {
          problems.push(`${path}: licence ${JSON.stringify(installed.license)} as installed`);
        }
      }
      return problems;
    });
  },
};
