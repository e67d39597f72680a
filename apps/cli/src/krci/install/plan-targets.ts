import {
  judgeTargetFile,
  overlayTree,
  planInstall,
  readFramework,
  renderTargets,
  type InstallPlan,
  type LockedFile,
  type PresentFile,
  type TargetReport,
  type WantedFile,
} from '@gait/agents';
import { sha256Hex } from '@gait/canon';
import type { HarnessId } from '@gait/harness';
import { readTree } from '@gait/local';
import { bytesAt } from './project-state.ts';

/** What becomes of the files of AI coding tools. */
export interface TargetPlan extends InstallPlan {
  readonly reports: readonly TargetReport[];
}

export interface TargetRequest {
  readonly root: string;
  readonly targets: readonly HarnessId[];
  /** What becomes of the assets: the tools get what will stand there, a project's own agents too. */
  readonly assets: InstallPlan;
  /** Tool files of the present lock. */
  readonly locked: readonly LockedFile[];
  readonly presentAt: (path: string) => PresentFile;
  readonly force: boolean;
}

/**
 * Renders the framework as it will be for some tools. A file that a person or another tool wrote
 * is never replaced, with `force` neither: it may be theirs by mere likeness of name.
 */
export function planTargets(request: TargetRequest): TargetPlan {
  const { root, targets, assets, locked, presentAt, force } = request;
  if (targets.length === 0) {
    return { ...planInstall({ wanted: [], locked, presentAt, force }), reports: [] };
  }
  const ours = new Set(locked.map(({ path }) => path));
  const read = (path: string): Uint8Array | undefined =>
    presentAt(path).kind === 'file' ? bytesAt(root, path) : undefined;
  const { files, reports } = renderTargets(
    readFramework(overlayTree(readTree(root), assets.files)),
    targets,
    { isForeign: (path) => !ours.has(path) && judgeTargetFile(path, read) === 'foreign' },
  );
  const wanted = files.map(({ path, bytes }): WantedFile => ({
    path,
    sha256: sha256Hex(bytes),
    size: bytes.length,
    kind: 'target',
    read: () => bytes,
  }));
  return { ...planInstall({ wanted, locked, presentAt, force }), reports };
}
