import {
  FRAMEWORK,
  LOCAL,
  type InstallPlan,
  type LockedFile,
  type LockedLocal,
} from '@gait/agents';
import { compareUtf8 } from '@gait/canon';
import type { LocalOverride } from './local-overrides.ts';

/** What an install knows of local files. */
export interface LocalStep {
  /** Those of the present lock. */
  readonly before: readonly LockedLocal[] | undefined;
  /** Those that are there. */
  readonly local: readonly LocalOverride[];
  readonly plan: InstallPlan;
  /** Assets of sources that nobody asked about: they refer to what they referred to. */
  readonly kept: readonly LockedFile[];
}

/** Local files that what is installed refers to from now on, whoever gave it, sorted by path. */
export function localAfter({ before = [], local, plan, kept }: LocalStep): readonly LockedLocal[] {
  const stays = new Set(kept.map(({ path }) => path));
  const comes = new Set(
    plan.files.flatMap(({ locked }) => (locked === undefined ? [] : [locked.path])),
  );
  const there = new Set(local.map(({ path }) => path));
  // What stays may refer to one that is gone: it is missed until its source is installed again.
  const lost = before.filter(
    ({ path }) => !there.has(path) && stays.has(FRAMEWORK + path.slice(LOCAL.length)),
  );
  const found = local
    .filter(({ id }) => comes.has(id))
    .map(({ path, sha256 }) => ({ path, sha256 }));
  return [...found, ...lost].sort((a, b) => compareUtf8(a.path, b.path));
}
