import { findingsGithub, readFramework, validateFramework } from '@gait/agents';
import { readTree } from '@gait/local';

/** No executable carries assets in which one error is found: throws with all of them. */
export function refuseFaultyAssets(folder: string): void {
  const { ok, findings } = validateFramework(readFramework(readTree(folder, { folder })));
  if (ok) return;
  const errors = findings.filter(({ severity }) => severity === 'error');
  throw new Error(`the assets have errors:\n${findingsGithub(errors).join('\n')}`);
}
