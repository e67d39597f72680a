import type { JsonObject } from '@gait/canon';

/** One of several packs that files came from. */
export interface LockedPack {
  readonly name: string;
  readonly version: string;
  /** Who signed it; empty where nobody did who is known. */
  readonly publisher: string;
  /** What named it, without credentials. */
  readonly source: string;
  /** The address of exactly these bytes, where there is one. */
  readonly resolved: string;
  /** SHA-256 of its manifest. */
  readonly manifestDigest: string;
}

/** Packs as the lock's file holds them; absent where there is one source alone. */
export function packsValue(packs: readonly LockedPack[] | undefined): {
  readonly packs?: readonly JsonObject[];
} {
  if (packs === undefined) return {};
  return {
    packs: packs
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ manifestDigest, ...pack }) => ({ ...pack, manifest_digest: manifestDigest })),
  };
}
