import { removeHook, type HookRow } from '@gait/harness';
import { gitRoot, isIgnored, isTracked } from '@gait/local';
import { dirname } from 'node:path';
import type { Context } from '../context.ts';
import type { HookPlace } from './hook-places.ts';

/** Whether a commit would carry a file with hooks, and so the paths of this machine. */
export type InGit =
  /** It lies outside of a project, or there is no git. */
  | 'none'
  /** Git looks past it. */
  | 'ignored'
  /** It is part of the repository already. */
  | 'tracked'
  /** A person's own settings stand in it, too: whether it is shared is for him to say. */
  | 'shared';

/** @param text what stands in the file, or will */
export function inGit(
  { env }: Context,
  row: HookRow,
  { file, path }: HookPlace,
  text: string | undefined,
): InGit {
  const root = file.path.startsWith('~/') ? undefined : gitRoot(dirname(path));
  if (root === undefined || text === undefined) return 'none';
  const tracked = isTracked(path, root, env);
  if (tracked !== 'no') return tracked === 'yes' ? 'tracked' : 'none';
  const without = removeHook(file, text, row.id);
  if (without.ok && without.text === undefined) return 'ignored';
  return isIgnored(path, root, env) === 'yes' ? 'ignored' : 'shared';
}

/** What a person should know of it; undefined: nothing. */
export function gitText(state: InGit): string | undefined {
  switch (state) {
    case 'tracked':
      return 'git tracks this file: a commit carries paths of this machine, and blocks every call of whoever has others';
    case 'shared':
      return 'your own settings stand in this file, too, so it was not taken out of git: a commit of it would carry paths of this machine';
    case 'none':
    case 'ignored':
      return undefined;
  }
}
