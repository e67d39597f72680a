import { setDigest, targetReportJson, type PlannedFile } from '@gait/agents';
import type { JsonAnswer } from '../../command.ts';
import type { Paint } from '../../paint.ts';
import { installedTargetLines } from '../target-lines.ts';
import { noteLines, sourcesJson, sourceWords } from './describe-sources.ts';
import type { InstallReport } from './install-project.ts';

/** What an install came to, for scripts. */
export function installJson(report: InstallReport, dryRun: boolean): JsonAnswer {
  const { plan, lock, leftOut, reports, unresolved, notes, written, warnings } = report;
  return {
    written,
    unresolved,
    ...(warnings.length === 0 ? {} : { warnings }),
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

/** Whether something stands in the way of what was asked for: a person has to decide. */
export function hasErrors({ reports, unresolved }: InstallReport): boolean {
  const failed = reports.some(({ findings }) =>
    findings.some(({ severity }) => severity === 'error'),
  );
  return failed || unresolved.length > 0;
}

/** Files with the markers of a merge, a line each. */
export function unresolvedLines(unresolved: readonly string[], paint: Paint): readonly string[] {
  return unresolved.length === 0
    ? []
    : [
        ...unresolved.map((path) => `${paint.bad('conflict')}  ${path}`),
        paint.dim(
          'decide between the markers there, then run krci-ai install: files of tools stay until then',
        ),
      ];
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
  report: InstallReport,
  dryRun: boolean,
  paint: Paint,
): readonly string[] {
  const { plan, lock, leftOut, reports, unresolved, notes, written } = report;
  const counts = countsOf(plan.files);
  const done = dryRun ? 'would install' : written ? 'installed' : 'already installed:';
  const left = `${leftOut.length} references to what level ${lock.level} does not have`;
  return [
    paint.verdict(
      !hasErrors(report),
      `${done} ${lock.agents.length} agents at level ${lock.level} in ${root}`,
    ),
    ...paint.pairs({
      files: lock.files.length,
      created: counts.create || undefined,
      replaced: counts.replace || undefined,
      removed: counts.delete || undefined,
      'accepted edits': lock.files.filter(({ base }) => base !== undefined).length || undefined,
      [lock.sources.length > 1 ? 'sources' : 'source']: sourceWords(lock.sources),
      'left out': leftOut.length === 0 ? undefined : left,
    }),
    ...noteLines(notes, paint),
    ...keptLines(
      plan.files.filter(({ path }) => !unresolved.includes(path)),
      paint,
    ),
    ...unresolvedLines(unresolved, paint),
    ...installedTargetLines(reports, dryRun, paint),
    ...(dryRun ? changeLines(plan.files, paint) : []),
  ];
}

/** Files that somebody wrote: those that stay, and the copies of those that do not. */
export function keptLines(files: readonly PlannedFile[], paint: Paint): readonly string[] {
  const kept = files.filter(
    ({ action, reason, copy }) =>
      copy === undefined && (action === 'conflict' || reason === 'edited'),
  );
  return [
    ...kept.map(
      ({ path, reason }) => `${paint.warn('kept')}  ${path}  ${paint.dim(WHY[reason] ?? '')}`,
    ),
    ...keptHints(kept).map(paint.dim),
    ...files.flatMap(({ copy }) => (copy === undefined ? [] : [`${paint.dim('copy')}  ${copy}`])),
  ];
}

/** What can be done about files that stay: nothing for those that are somebody's own now. */
function keptHints(kept: readonly PlannedFile[]): readonly string[] {
  const has = (reason: PlannedFile['reason']): boolean =>
    kept.some((file) => file.reason === reason);
  return [
    ...(has('edited_newer') ? ['krci-ai update merges what both changed'] : []),
    ...(has('edited') || has('edited_newer') || has('foreign')
      ? ['krci-ai install --force replaces them and keeps copies below .krci-ai/.kept']
      : []),
  ];
}

/** What would be done to each file. */
export function changeLines(files: readonly PlannedFile[], paint: Paint): readonly string[] {
  return files
    .filter(({ action }) => action !== 'keep' && action !== 'conflict')
    .map(({ path, action }) => `  ${paint.dim(action.padEnd(8))}${path}`);
}
