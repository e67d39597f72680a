import { HARNESS_IDS, type HarnessId } from '@gait/harness';
import type { Framework } from '../graph/read-framework.ts';
import { describeTarget } from './describe-target.ts';
import { withSeverity } from './file-collector.ts';
import { readSources } from './render-sources.ts';
import { renderTargets, reportSeenTwice } from './render-targets.ts';
import type { RenderedFile, TargetFinding, TargetReport } from './rendering.ts';
import { planTarget } from './target-plan.ts';

/** What a framework becomes in every tool, so that a part of it can be taken without rendering again. */
export interface FinishedRendering<File extends Pick<RenderedFile, 'path' | 'targets'>> {
  /** Sorted by path. */
  readonly files: readonly File[];
  /** What follows from the tool alone, and not from others beside it. */
  readonly findings: readonly (readonly [HarnessId, readonly TargetFinding[]])[];
  readonly mcpServers: readonly string[];
  /** Undefined where there is no task. */
  readonly firstTask: string | undefined;
}

/**
 * Renders a whole framework for every tool, where nothing stands in the way.
 *
 * @throws Error where tools disagree about a file: then what one gets would depend on the others
 */
export function finishRendering(framework: Framework): FinishedRendering<RenderedFile> {
  const { files, reports } = renderTargets(framework, HARNESS_IDS);
  const { tasks, mcpServers } = readSources(framework, {});
  const findings = reports.map(
    ({ target, findings: all }) =>
      [target, all.filter(({ code }) => code !== 'target_seen_twice')] as const,
  );
  const collision = findings
    .flatMap(([, own]) => own)
    .find(({ code }) => code === 'target_collision');
  if (collision !== undefined) throw new Error(`${collision.path}: ${collision.message}`);
  return { files, findings, mcpServers, firstTask: tasks[0]?.path };
}

/** As `renderTargets` of the framework for some tools: the same files, the same reports. */
export function pickRendering<File extends Pick<RenderedFile, 'path' | 'targets'>>(
  { files, findings, mcpServers, firstTask }: FinishedRendering<File>,
  targets: Iterable<HarnessId>,
): { readonly files: readonly File[]; readonly reports: readonly TargetReport[] } {
  const wanted = new Set(targets);
  const plans = HARNESS_IDS.filter((id) => wanted.has(id)).map((id) => planTarget(id, 'kept'));
  const picked = files.filter((file) => file.targets.some((id) => wanted.has(id)));
  const own = new Map(findings.map(([id, found]) => [id, [...found]]));
  reportSeenTwice((id, draft) => own.get(id)?.push(withSeverity(draft)), plans, firstTask);
  const gathered = {
    countOf: (id: HarnessId) => picked.filter((file) => file.targets.includes(id)).length,
    findingsOf: (id: HarnessId) => own.get(id) ?? [],
  };
  return {
    files: picked,
    reports: plans.map((plan) => describeTarget(plan, { mcpServers }, gathered)),
  };
}
