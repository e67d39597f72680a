import {
  readFramework,
  type DerivedText,
  type FileTree,
  type FinishedRendering,
  type Framework,
  type LockedRequirement,
  type ScanOptions,
  type WantedFile,
} from '@gait/agents';
import { digest, sha256Hex } from '@gait/canon';
import type { PackedRendering } from './rendering-pack.ts';
import type { Surroundings } from './surroundings.ts';

/** Files of a source as they are there, digested beforehand. */
export interface SourceFacts {
  /** Short names of all agents, sorted. */
  readonly agents: readonly string[];
  /** What all agents at level 4 come to. */
  readonly whole: readonly WantedFile[];
  readonly digest: string;
}

/** Something that was accepted and that a person should know. */
export interface SourceNote {
  readonly code: string;
  readonly detail: string;
}

/** Where agents are installed from, verified: what stands here is believed. */
export interface FrameworkSource {
  /** `builtin`, the name of a pack, or of a folder the path by which it was named. */
  readonly name: string;
  /** What the lock writes down to find it again; no credentials. */
  readonly origin: string;
  /** The address of exactly what was brought; undefined where there is no such thing. */
  readonly resolved?: string;
  readonly version: string;
  readonly publisher: string;
  /** Who signed it, where somebody known did: `key:ID`, `sigstore:SUBJECT`. */
  readonly key?: string;
  /** What whoever installs from it must know. */
  readonly notes?: readonly SourceNote[];
  /** Its files as they would stand in a project, below `.krci-ai`. */
  readonly tree: FileTree;
  /** Told by who made the source; else worked out from the tree. */
  readonly facts?: SourceFacts;
  /** It is the framework of this program, which was examined when the program was built. */
  readonly isBuiltin?: true;
  /** Packs that it needs beside itself. */
  readonly requires?: readonly LockedRequirement[];
  /** Throws where the source is not fit to be installed from; asked before it is read. */
  readonly check?: (waivers: ScanOptions['waivers'], among?: Surroundings) => void;
  /** Throws where the scan finds something in texts that were made of its assets. */
  readonly checkDerived?: (texts: readonly DerivedText[], waivers: ScanOptions['waivers']) => void;
  /** A content as the content store keeps it, where the source has it packed already. */
  readonly packed?: (sha256: string) => string | undefined;
  /** What all of it becomes in AI coding tools, where the source has it rendered already. */
  readonly rendering?: () => FinishedRendering<PackedRendering>;
}

/** D of the array of `{path, sha256}` of everything in a source; worked out once. */
export function sourceDigest(source: FrameworkSource): string {
  const { facts, tree } = source;
  if (facts !== undefined) return facts.digest;
  let found = DIGESTS.get(source);
  if (found !== undefined) return found;
  found = digest(
    [...tree.entries.values()].flatMap(({ path, kind }) => {
      const bytes = kind === 'file' ? tree.read(path) : undefined;
      return bytes === undefined ? [] : [{ path, sha256: sha256Hex(bytes) }];
    }),
  );
  DIGESTS.set(source, found);
  return found;
}

const DIGESTS = new WeakMap<FrameworkSource, string>();

/** The source read as a framework, once and only where it is needed. */
export function frameworkOf(source: FrameworkSource): Framework {
  let framework = READ.get(source);
  if (framework === undefined) READ.set(source, (framework = readFramework(source.tree)));
  return framework;
}

const READ = new WeakMap<FrameworkSource, Framework>();
