import { findingsGithub, readFramework, scanTree, validateFramework } from '@gait/agents';
import { readTree } from '@gait/local';

/**
 * No executable carries assets in which one error is found, or what the scan would
 * refuse to install: throws with all of it.
 */
export function refuseFaultyAssets(folder: string): void {
  const tree = readTree(folder, { folder });
  const { findings } = validateFramework(readFramework(tree));
  const faults = [
    ...findings.filter(({ severity }) => severity === 'error'),
    ...scanTree(tree).findings.filter(({ severity }) => severity !== 'note'),
  ];
  if (faults.length === 0) return;
  throw new Error(`the assets have errors:\n${findingsGithub(faults).join('\n')}`);
}
