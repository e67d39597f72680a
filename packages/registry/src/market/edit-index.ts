import { CodedError } from '@gait/canon';
import type { VerifiedPack } from '../verify/verify-pack.ts';
import type { MarketPack } from './market-index.ts';

/** A pack for an index. */
export interface IndexedPack {
  readonly pack: VerifiedPack;
  /** Bytes of its zip. */
  readonly size: number;
  /** Address, or path relative to the index. */
  readonly source: string;
  /** Empty: those that the index has for the pack already. */
  readonly keywords: readonly string[];
}

/**
 * The packs of an index with one version more. A name does not change hands, and a version does not
 * change content: whoever has pinned it would be refused.
 *
 * Throws `pack_identity_changed`, `pack_exists`.
 */
export function addToIndex(
  packs: readonly MarketPack[],
  added: IndexedPack,
): readonly MarketPack[] {
  const { manifest, manifestDigest, archiveDigest, files } = added.pack;
  const { name, version, publisher, description, levels } = manifest;
  const before = packs.find((pack) => pack.name === name);
  if (before !== undefined && before.publisher !== publisher) {
    throw new CodedError(
      'pack_identity_changed',
      `${name} is of ${before.publisher} in the index`,
      {
        hint: 'a name does not change hands unseen: take the pack out of the index first',
      },
    );
  }
  const same = before?.versions.find((known) => known.version === version);
  if (same !== undefined && same.manifestDigest !== manifestDigest) {
    throw new CodedError('pack_exists', `the index has ${name} ${version} with other content`, {
      hint: 'raise the version',
    });
  }
  const entry = {
    version,
    manifestDigest,
    archiveDigest,
    size: added.size,
    source: added.source,
    yanked: same?.yanked ?? false,
  };
  const others = (before?.versions ?? []).filter((known) => known.version !== version);
  const pack = {
    name,
    publisher,
    description,
    keywords: added.keywords.length > 0 ? added.keywords : (before?.keywords ?? []),
    levels,
    agents: [...files.keys()].flatMap((path) => AGENT.exec(path)?.[1] ?? []),
    versions: [...others, entry],
  };
  return [...packs.filter((known) => known.name !== name), pack];
}

const AGENT = /^agents\/(?:.*\/)?([^/]+)\.yaml$/u;

/** The packs of an index with one version withdrawn: it stays for who has it. Throws `pack_not_found`. */
export function yankFromIndex(
  packs: readonly MarketPack[],
  name: string,
  version: string,
): readonly MarketPack[] {
  const pack = packs.find((known) => known.name === name);
  if (pack?.versions.some((known) => known.version === version) !== true) {
    throw new CodedError('pack_not_found', `the index has no ${name} ${version}`, {
      hint: 'write NAME@VERSION as the index has it',
    });
  }
  const versions = pack.versions.map((known) =>
    known.version === version ? { ...known, yanked: true } : known,
  );
  return packs.map((known) => (known === pack ? { ...pack, versions } : known));
}
