import { setDigest, targetReportJson, type PlannedFile } from '@gait/agents';
import type { JsonAnswer } from '../../command.ts';
import type { Paint } from '../../paint.ts';
import { installedTargetLines } from '../target-lines.ts';
import { noteLines, sourcesJson, sourceWords } from './describe-sources.ts';
import type { InstallReport } from './install-project.ts';

/** What an install came to, for scripts. */
export function installJson(report: InstallReport, dryRun: boolean): JsonAnswer {
  const { plan, lock, leftOut, reports, notes, written } = report;
  return {
    written,
    ...(dryRun ? { dry_run: true } : {}),
    level: lock.level,
    agents: lock.agents,
    targets: lock.targets,
    tools: reports.map(targetReportJson),
    source: lock.source,
    version: lock.version,
    sources: sourcesJson(lock),
    ...(notes.length === 0 ? {} : { notes }),
    set_digest: setDigest(lock.files),
    counts: countsOf(plan.files),
    files: plan.files.map(({ path, action, reason, copy }) => ({
      path,
      action,
      reason,
      ...(copy === undefined ? {} : { copy }),
    })),
    left_out: leftOut,
  };
}

/** How many files each action is for. */
export function countsOf(
  files: readonly PlannedFile[],
): Readonly<Record<PlannedFile['action'], number>> {
  const counts = { create: 0, replace: 0, delete: 0, keep: 0, conflict: 0 };
  for (const { action } of files) counts[action] += 1;
  return counts;
}

const WHY: Readonly<Partial<Record<PlannedFile['reason'], string>>> = {
  edited: 'you edited it; the source has not changed',
  edited_newer: 'you edited it, and the source has a newer one',
  foreign: 'it was there before and is another one',
  edited_dropped: 'no longer part of what is installed, but you edited it: it is yours now',
};

/** What an install came to, for a person. */
export function describeInstall(
  root: string,
  { plan, lock, leftOut, reports, notes, written }: InstallReport,
  dryRun: boolean,
  paint: Paint,
): readonly string[] {
  const counts = countsOf(plan.files);
  const done = dryRun ? 'would install' : written ? 'installed' : 'already installed:';
  const left = `${leftOut.length} references to what level ${lock.level} does not have`;
  return [
    paint.verdict(true, `${done} ${lock.agents.length} agents at level ${lock.level} in ${root}`),
    ...paint.pairs({
      files: lock.files.length,
      created: counts.create || undefined,
      replaced: counts.replace || undefined,
      removed: counts.delete || undefined,
      [lock.sources.length > 1 ? 'sources' : 'source']: sourceWords(lock.sources),
      'left out': leftOut.length === 0 ? undefined : left,
    }),
    ...noteLines(notes, paint),
    ...keptLines(plan.files, paint),
    ...installedTargetLines(reports, dryRun, paint),
    ...(dryRun ? changeLines(plan.files, paint) : []),
  ];
}

/** Files that somebody wrote: those that stay, and the copies of those that do not. */
export function keptLines(
  files: readonly PlannedFile[],
  paint: Paint,
  flag = '--force',
): readonly string[] {
  const kept = files.filter(
    ({ action, reason, copy }) =>
      copy === undefined && (action === 'conflict' || reason === 'edited'),
  );
  return [
    ...kept.map(
      ({ path, reason }) => `${paint.warn('kept')}  ${path}  ${paint.dim(WHY[reason] ?? '')}`,
    ),
    ...(kept.length === 0
      ? []
      : [paint.dim(`${flag} takes them away and keeps copies below .krci-ai/.kept`)]),
    ...files.flatMap(({ copy }) => (copy === undefined ? [] : [`${paint.dim('copy')}  ${copy}`])),
  ];
}

/** What would be done to each file. */
export function changeLines(files: readonly PlannedFile[], paint: Paint): readonly string[] {
  return files
    .filter(({ action }) => action !== 'keep' && action !== 'conflict')
    .map(({ path, action }) => `  ${paint.dim(action.padEnd(8))}${path}`);
}
