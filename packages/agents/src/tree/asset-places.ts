import { FRAMEWORK, type FileTree } from './file-tree.ts';

/** Kinds that have a folder of their own below `.krci-ai`. */
export type AssetKind = 'agent' | 'task' | 'template' | 'data' | 'skill';

export const FOLDER_OF: Readonly<Record<AssetKind, string>> = {
  agent: `${FRAMEWORK}/agents`,
  task: `${FRAMEWORK}/tasks`,
  template: `${FRAMEWORK}/templates`,
  data: `${FRAMEWORK}/data`,
  skill: `${FRAMEWORK}/skills`,
};

/** The kind of a file by the folder that it is in; undefined for one in no folder of a kind. */
export function kindOfAsset(path: string): AssetKind | undefined {
  return (Object.keys(FOLDER_OF) as AssetKind[]).find((kind) =>
    path.startsWith(`${FOLDER_OF[kind]}/`),
  );
}

/** Kinds of which a file below `.krci-ai/local` takes the place of the one of the same name, or adds one. */
export const LOCAL_KINDS = ['task', 'template', 'data'] as const;

export const LOCAL = `${FRAMEWORK}/local`;

/** `.krci-ai/local/tasks` of a kind that may be local. */
export function localFolderOf(kind: AssetKind): string | undefined {
  return LOCAL_KINDS.some((local) => local === kind)
    ? FOLDER_OF[kind].replace(FRAMEWORK, LOCAL)
    : undefined;
}

/** The file below `.krci-ai/local` that takes the place of another; undefined where none may. */
export function localPathOf(kind: AssetKind, id: string): string | undefined {
  const local = localFolderOf(kind);
  return local === undefined ? undefined : local + id.slice(FOLDER_OF[kind].length);
}

const SCRIPT = new RegExp(`^${FRAMEWORK.replaceAll('.', '\\.')}/skills/[^/]+/scripts/.`, 'u');

/** Whether a file may be a program: those of a skill are, and only below its `scripts`. */
export function mayBeProgram(path: string): boolean {
  return SCRIPT.test(path);
}

/** Paths of the plain files below a folder, sorted. */
export function filesBelow(tree: FileTree, folder: string): readonly string[] {
  const prefix = `${folder}/`;
  const paths: string[] = [];
  for (const [path, { kind }] of tree.entries) {
    if (kind === 'file' && path.startsWith(prefix)) paths.push(path);
  }
  return paths;
}

/** The files of a kind by id, each with the path that is read for it. */
export function effectiveFiles(
  tree: FileTree,
  kind: 'task' | 'template' | 'data',
): ReadonlyMap<string, string> {
  const folder = FOLDER_OF[kind];
  const local = localFolderOf(kind) as string;
  const files = new Map(filesBelow(tree, folder).map((path) => [path, path]));
  for (const path of filesBelow(tree, local)) files.set(folder + path.slice(local.length), path);
  return new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Joins and shortens a path; undefined when it leads above where it starts. */
export function joinInside(folder: string, relative: string): string | undefined {
  const parts: string[] = [];
  for (const part of relative.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.length === 0 ? folder : `${folder}/${parts.join('/')}`;
}
