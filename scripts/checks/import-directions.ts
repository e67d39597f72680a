import { posix } from 'node:path';
import { APPS, FLOORS, LAST_PURE_FLOOR, PURE_RUNTIME_MODULES } from '../house.ts';
import { SCOPE } from '../scope.ts';
import { isTest, listCode, readText } from '../source-files.ts';
import type { Check } from './check.ts';

const IMPORT = /(?:^|[^.\w])(?:from|import)\s*\(?\s*'([^'\n]+)'/g;

/** Module names that a source text imports, types included. */
export function importsOf(source: string): readonly string[] {
  const withoutComments = source.replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, '');
  return [...withoutComments.matchAll(IMPORT)].map((match) => match[1] ?? '');
}

/** `packages/canon`, `apps/cli`, or the first folder of anything else. */
function roomOf(file: string): string {
  const [top = '', name = ''] = file.split('/');
  return top === 'packages' || top === 'apps' ? `${top}/${name}` : top;
}

/** The floor of a file's room: apps and everything around the product stand above all packages. */
function floorOf(room: string): number {
  const name = room.startsWith('packages/') ? room.slice('packages/'.length) : undefined;
  return name === undefined ? Number.POSITIVE_INFINITY : (FLOORS[name] ?? Number.NaN);
}

/** Why one import of a file is wrong, or undefined. */
export function judgeImport(file: string, imported: string): string | undefined {
  const room = roomOf(file);
  const isProduct = room.startsWith('packages/') || room.startsWith('apps/');
  if (imported.startsWith('.')) {
    const target = roomOf(posix.join(posix.dirname(file), imported));
    if (target === room) return undefined;
    // Tests that belong to no single room may hold the insides of several against each other.
    if (room === 'tests' && file.endsWith('.test.ts')) return undefined;
    // What a package keeps for its tests serves those around the product too.
    if (!isProduct && imported.includes('/src/') && imported.includes('/testing/'))
      return undefined;
    if (!isProduct || isTest(file)) {
      return target.startsWith('packages/') ? `reaches into ${target}: import its face` : undefined;
    }
    return `leaves its room for ${target}`;
  }
  if (imported.startsWith(`${SCOPE}/`)) {
    const [name = '', ...inner] = imported.slice(SCOPE.length + 1).split('/');
    if (APPS.includes(name)) return `imports the app ${name}`;
    if (inner.length > 0) return `imports ${imported} past its face`;
    const floor = FLOORS[name];
    if (floor === undefined) return `imports ${imported}, a room without a floor`;
    return floor < floorOf(room) ? undefined : `imports ${imported} upwards or sideways`;
  }
  if (!isProduct || isTest(file)) return undefined;
  if (imported === 'bun' || imported.startsWith('bun:'))
    return `imports ${imported}, which Node lacks`;
  if (imported.startsWith('node:') && floorOf(room) <= LAST_PURE_FLOOR) {
    if (!PURE_RUNTIME_MODULES.includes(imported)) return `imports ${imported} on a pure floor`;
  }
  return undefined;
}

const WHOLE = new RegExp(`\\bimport\\s*\\(\\s*'(${SCOPE}/[^'\\n]+)'`, 'g');

/**
 * Packages that a file of the product imports when it runs. All of such a package is then loaded in
 * one piece wherever a part of it is: `gate eval` once loaded an HTTP server that way.
 */
export function wholePackages(file: string, source: string): readonly string[] {
  if (isTest(file) || !file.startsWith('apps/')) return [];
  return [...source.matchAll(WHOLE)].map((match) => match[1] ?? '');
}

/** Imports only go down, only through faces, and pure floors touch nothing outside. */
export const importDirections: Check = {
  name: 'import directions',
  findProblems: () =>
    listCode().flatMap((file) => {
      const source = readText(file);
      return [
        ...importsOf(source).flatMap((imported) => {
          const problem = judgeImport(file, imported);
          return problem === undefined ? [] : [`${file}: ${problem}`];
        }),
        ...wholePackages(file, source).map(
          (name) => `${file}: loads all of ${name}: import() a file that takes what it needs`,
        ),
      ];
    }),
};
