import type { CommandContext } from '../../model/context.ts';
import { isWithin, resolvePath } from '../resolve-path.ts';

/** Higher than any honest project nests its packages. */
const MOST_FOLDERS = 8;

/** A `package.json` and the folder that it lies in. */
export interface PackageFile {
  readonly folder: string;
  readonly scripts: ReadonlyMap<string, string>;
  readonly workspaces: readonly string[];
}

/** The nearest `package.json` at or above the working folder, inside the project. */
export function findPackage(context: CommandContext): PackageFile | undefined {
  let folder = resolvePath(context.folder, '.');
  for (let count = 0; count < MOST_FOLDERS; count += 1) {
    const text = context.readText(`${folder}/package.json`);
    if (text !== undefined) return parsePackage(folder, text);
    if (folder === '/' || !isWithin(folder, context.project) || folder === context.project) break;
    folder = resolvePath(folder, '..');
  }
  return undefined;
}

/**
 * Whether a package manager certainly finds no `package.json` here or above: it then has no script
 * to run, and says so.
 */
export function hasNoPackage({ folder, isMissing }: CommandContext): boolean {
  return isMissing !== undefined && namesAbove(folder, 'package.json').every(isMissing);
}

/** The paths of a name in a folder and in all above it. */
export function namesAbove(folder: string, name: string): readonly string[] {
  const parts = folder.split('/').filter(Boolean);
  return [...parts.keys(), parts.length].map(
    (count) => `/${[...parts.slice(0, count), name].join('/')}`,
  );
}

/** A package of the workspace by its folder or the last part of its name. */
export function findWorkspace(context: CommandContext, name: string): PackageFile | undefined {
  const plain = name.replace(/^\.\//, '').replace(/\.{3}$/, '');
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  if (last === '' || /[*!{}^[\]]/.test(plain)) return undefined;
  const root = context.project;
  const declared = findPackage({ ...context, folder: root })?.workspaces ?? [];
  const parents = [...declared, 'packages/*', 'apps/*']
    .filter((pattern) => /^[^*]*\/\*{1,2}$/.test(pattern))
    .map((pattern) => pattern.slice(0, pattern.lastIndexOf('/')));
  const folders = [
    plain,
    ...[...new Set(parents)].slice(0, 4).map((parent) => `${parent}/${last}`),
  ];
  for (const folder of folders) {
    const path = resolvePath(root, folder);
    const text = isWithin(path, root) ? context.readText(`${path}/package.json`) : undefined;
    if (text !== undefined) return parsePackage(path, text);
  }
  return undefined;
}

function parsePackage(folder: string, text: string): PackageFile | undefined {
  const value = parseObject(text);
  if (value === undefined) return undefined;
  const scripts = new Map<string, string>();
  for (const [name, script] of Object.entries(asObject(value.scripts))) {
    if (typeof script === 'string') scripts.set(name, script);
  }
  const listed = Array.isArray(value.workspaces)
    ? value.workspaces
    : asObject(value.workspaces).packages;
  const workspaces = Array.isArray(listed)
    ? listed.filter((entry): entry is string => typeof entry === 'string')
    : [];
  return { folder, scripts, workspaces };
}

/** As npm reads it: the last of two equal keys counts. */
function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
