import { unifiedDiff, type InstallPlan } from '@gait/agents';
import { bytesAt } from './project-state.ts';

/** What a plan would change in files that are there, as `git apply` takes it. */
export function replacedDiff(root: string, { files }: InstallPlan): readonly string[] {
  return files.flatMap(({ path, action, wanted }) =>
    action === 'replace' && wanted !== undefined
      ? unifiedDiff({ path, before: bytesAt(root, path), after: wanted.read() })
      : [],
  );
}
