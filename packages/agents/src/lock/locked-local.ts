import type { JsonObject } from '@gait/canon';

/** A file of `.krci-ai/local` as it was at the last install: what is installed refers to it. */
export interface LockedLocal {
  readonly path: string;
  readonly sha256: string;
}

/** Local files as the lock's file holds them; absent where none takes a place. */
export function localValue(local: readonly LockedLocal[] | undefined): {
  readonly local?: readonly JsonObject[];
} {
  if (local === undefined || local.length === 0) return {};
  return { local: local.map(({ path, sha256 }) => ({ path, sha256 })) };
}
