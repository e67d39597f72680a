import {
  FRAMEWORK,
  LOCAL,
  memoryTree,
  readFramework,
  type AgentsLock,
  type FileTree,
  type Framework,
  type Level,
  type LockedRequirement,
} from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import type { SourcePart } from './combine-sources.ts';
import type { FrameworkSource } from './framework-source.ts';

/** A source of a project as it will be: one of this step, or one that stays. */
export interface Member {
  readonly name: string;
  readonly version: string;
  /** Where it comes from. */
  readonly origin: string;
  readonly requires: readonly LockedRequirement[];
  readonly level: Level;
  /** Undefined: it is of this step. Else its files as they stand in the project. */
  readonly kept: (() => KeptFiles) | undefined;
  readonly tree: () => FileTree;
}

interface KeptFiles {
  readonly tree: FileTree;
  /** Those that nobody edited. */
  readonly unedited: ReadonlySet<string>;
}

/** What a source is read and checked with, where packs need each other. */
export interface Surroundings {
  /** Files of the packs that it needs and of those that need it. */
  readonly tree: FileTree;
  /** Files of those that need it: what their agents use of it comes along. */
  readonly needers: ReadonlySet<string>;
  /** The highest level of those. */
  readonly level: Level;
  /** Local files that what stays refers to, in the place of files of these packs. */
  readonly locals: readonly string[];
  /** Files of packs that stay and that nobody edited: they must be as sound afterwards. */
  readonly kept: ReadonlySet<string>;
}

/**
 * The sources of a project after a step.
 *
 * @param gone names of sources that go away or are replaced
 * @param readTree the project as it is
 */
export function membersAfter(
  parts: readonly SourcePart[],
  gone: ReadonlySet<string>,
  lock: AgentsLock | undefined,
  readTree: () => FileTree,
): readonly Member[] {
  const kept = (lock?.sources ?? []).filter(({ name }) => !gone.has(name));
  return [
    ...parts.map(({ source, choice }): Member => {
      const { name, version, origin, requires = [], tree } = source;
      const { level } = choice;
      return { name, version, origin, requires, level, kept: undefined, tree: () => tree };
    }),
    ...kept.map(({ name, version, source: origin, requires = [], level }): Member => {
      let files: KeptFiles | undefined;
      const find = (): KeptFiles => (files ??= keptFiles(name, lock?.files ?? [], readTree()));
      return { name, version, origin, requires, level, kept: find, tree: () => find().tree };
    }),
  ];
}

function keptFiles(name: string, files: AgentsLock['files'], tree: FileTree): KeptFiles {
  const found: Record<string, Uint8Array> = {};
  const unedited = new Set<string>();
  for (const { path, sha256, kind, base, sources } of files) {
    if (kind !== 'asset' || !sources.includes(name)) continue;
    const bytes = tree.read(path);
    if (bytes === undefined) continue;
    found[path] = bytes;
    if (base === undefined && sha256Hex(bytes) === sha256) unedited.add(path);
  }
  return { tree: memoryTree(found), unedited };
}

/**
 * Undefined for a source that needs no other pack and that no other one needs.
 *
 * @param known.installed what is installed of packs of this step, as far as that is known: of those
 *   that need a pack no more counts than of those that stay, so that one step gives what several
 *   give
 * @param known.locals local files that the lock names
 */
export function surroundingsOf(
  name: string,
  members: readonly Member[],
  {
    installed,
    locals = [],
  }: { installed: ReadonlyMap<string, FileTree>; locals?: readonly string[] | undefined },
): Surroundings | undefined {
  const up = needersOf(name, members);
  const all = reach([name, ...up.map((one) => one.name)], (one) => {
    const requires = members.find((member) => member.name === one)?.requires ?? [];
    return members.filter((member) => requires.some((wanted) => wanted.name === member.name));
  }).filter((member) => member.name !== name);
  const needers = up.filter((member) => member.name !== name);
  const others = [...new Set([...needers, ...all])];
  if (others.length === 0) return undefined;
  const treeOf = (member: Member): FileTree =>
    needers.includes(member) ? (installed.get(member.name) ?? member.tree()) : member.tree();
  return {
    tree: joinTrees(others.map(treeOf)),
    locals,
    needers: new Set(needers.flatMap((member) => [...treeOf(member).entries.keys()])),
    level: needers.reduce<Level>((most, { level }) => (level > most ? level : most), 1),
    kept: new Set(others.flatMap(({ kept }) => [...(kept?.().unedited ?? [])])),
  };
}

/** Those that need a source, and those that need these. */
function needersOf(name: string, members: readonly Member[]): readonly Member[] {
  return reach([name], (one) =>
    members.filter(({ requires }) => requires.some((wanted) => wanted.name === one)),
  );
}

/** Parts in the order in which they can be chosen from: what is needed after those that need it. */
export function needersFirst(
  parts: readonly SourcePart[],
  members: readonly Member[],
): readonly SourcePart[] {
  if (members.every(({ requires }) => requires.length === 0)) return parts;
  const depth = new Map(
    parts.map((part) => [part, needersOf(part.source.name, members).length] as const),
  );
  return parts.toSorted((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0));
}

/** All that one leads to, step by step. */
function reach(
  from: readonly string[],
  next: (name: string) => readonly Member[],
): readonly Member[] {
  const found = new Set<Member>();
  const open = [...from];
  for (const name of open) {
    for (const member of next(name)) {
      if (found.has(member)) continue;
      found.add(member);
      open.push(member.name);
    }
  }
  return [...found];
}

/** Files of several trees; of two with one path that of the first tree. */
function joinTrees(trees: readonly FileTree[]): FileTree {
  const owner = new Map<string, FileTree>();
  for (const tree of trees)
    for (const path of tree.entries.keys()) if (!owner.has(path)) owner.set(path, tree);
  const paths = [...owner.keys()].sort((a, b) => (a < b ? -1 : 1));
  return {
    entries: new Map(
      paths.flatMap((path) => {
        const entry = owner.get(path)?.entries.get(path);
        return entry === undefined ? [] : [[path, entry] as const];
      }),
    ),
    truncated: trees.some(({ truncated }) => truncated),
    read: (path) => owner.get(path)?.read(path),
  };
}

/**
 * What stays refers to local files of the project. Here they are what their packs gave: whether it is
 * sound does not depend on what somebody wrote in their place.
 */
function withLocals(tree: FileTree, locals: readonly string[]): FileTree {
  const ids = new Map(
    locals.flatMap((path) => {
      const id = FRAMEWORK + path.slice(LOCAL.length);
      const isThere = tree.entries.get(id)?.kind === 'file' && !tree.entries.has(path);
      return isThere ? [[path, id] as const] : [];
    }),
  );
  if (ids.size === 0) return tree;
  const entries = new Map(tree.entries);
  for (const [path, id] of ids) {
    const entry = tree.entries.get(id);
    if (entry !== undefined) entries.set(path, { ...entry, path });
  }
  return {
    entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))),
    truncated: tree.truncated,
    read: (path) => tree.read(ids.get(path) ?? path),
  };
}

/** A source together with what it is read with; its own files win. */
export function frameworkAmong(source: FrameworkSource, { tree, locals }: Surroundings): Framework {
  const known = READ.get(tree);
  if (known?.source === source) return known.framework;
  const framework = readFramework(withLocals(joinTrees([source.tree, tree]), locals));
  READ.set(tree, { source, framework });
  return framework;
}

const READ = new WeakMap<
  FileTree,
  { readonly source: FrameworkSource; readonly framework: Framework }
>();
