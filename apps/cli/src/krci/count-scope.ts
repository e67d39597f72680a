import { reportTokens, type TokenReport } from '@gait/agents';
import type { Context } from '../context.ts';
import { countTree, type TreeCountOptions } from './count-tree.ts';
import type { OpenedFramework } from './open-framework.ts';

/** Agents by id, and skills that are counted although no agent lists them. */
export interface CountedScope {
  readonly ids: readonly string[];
  readonly skills: readonly string[];
}

/** Everything that a framework has. */
export function scopeOfAll({ framework }: OpenedFramework): CountedScope {
  return { ids: [...framework.agents.keys()], skills: [...framework.skills.keys()] };
}

/** Counts agents with everything that they may need. */
export async function countScope(
  context: Context,
  opened: OpenedFramework,
  scope: CountedScope,
  options: TreeCountOptions,
): Promise<{
  readonly report: TokenReport;
  /** The files that were counted. */
  readonly paths: ReadonlySet<string>;
  readonly cache: string;
}> {
  const paths = new Set<string>();
  reportTokens(opened.framework, scope, (path) => {
    paths.add(path);
    return 0;
  });
  const { tokens, cache } = await countTree(context, opened, paths, options);
  const report = reportTokens(opened.framework, scope, (path) => tokens.get(path));
  return { report, paths, cache };
}
