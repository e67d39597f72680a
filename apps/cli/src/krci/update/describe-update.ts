import { setDigest, unifiedDiff, type MergedFile, type PlannedFile } from '@gait/agents';
import type { JsonAnswer } from '../../command.ts';
import type { Paint } from '../../paint.ts';
import { installedTargetLines } from '../target-lines.ts';
import { countsOf, hasErrors, keptLines, unresolvedLines } from '../install/describe-install.ts';
import { bytesAt } from '../install/project-state.ts';
import { noteLines, sourcesJson } from '../install/describe-sources.ts';
import type { Compatibility, SourceStep } from './compatibility.ts';
import type { UpdateReport } from './update-project.ts';

/** What an update is about. */
export interface UpdateView {
  readonly root: string;
  readonly report: UpdateReport;
  readonly compatibility: Compatibility;
}

/** Lines of the difference of one file that a person is shown. */
const MOST_LINES = 200;

/** Files that a person has to look at. */
export function undecided(merges: readonly MergedFile[]): readonly MergedFile[] {
  return merges.filter(({ outcome }) => outcome === 'conflict' || outcome === 'refused');
}

/** What an update came to, for scripts. */
export function updateJson(
  { root, report, compatibility }: UpdateView,
  dryRun: boolean,
): JsonAnswer {
  const { plan, lock, leftOut, merges, gone, unresolved, notes, written, warnings } = report;
  return {
    written,
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(dryRun ? { dry_run: true } : {}),
    level: lock.level,
    agents: lock.agents,
    gone,
    targets: lock.targets,
    source: lock.source,
    sources: sourcesJson(lock),
    ...(notes.length === 0 ? {} : { notes }),
    compatibility,
    set_digest: setDigest(lock.files),
    counts: countsOf(plan.files),
    conflicts: undecided(merges).length,
    files: plan.files
      .filter(({ action, reason }) => action !== 'keep' || reason !== 'same')
      .map((file) => ({
        path: file.path,
        action: file.action,
        reason: file.reason,
        copy: file.copy,
        ...(dryRun ? { diff: diffOf(root, file, plan.files, merges).join('\n') } : {}),
      })),
    merges,
    unresolved,
    left_out: leftOut,
  };
}

const WORDS: Readonly<Record<MergedFile['outcome'], string>> = {
  merged: 'your edits are in it',
  conflict: 'both changed the same lines',
  ours: 'where both changed the same lines yours stay',
  theirs: 'where both changed the same lines the new ones stand; a copy of yours is kept',
  refused: 'not merged; yours stays',
};
const WHY: Readonly<Record<NonNullable<MergedFile['why']>, string>> = {
  binary: 'it is no text',
  too_large: 'it is too large',
  unresolved: 'it still has the markers of an earlier merge',
  no_base: 'nobody has any more what was installed',
};

/** What an update does, or would do, for a person. */
export function describeUpdate(view: UpdateView, dryRun: boolean, paint: Paint): readonly string[] {
  const { root, report, compatibility } = view;
  const { plan, lock, merges, gone, reports, unresolved, notes, written } = report;
  const counts = countsOf(plan.files);
  const open = undecided(merges);
  const done = dryRun ? 'would update' : written ? 'updated' : 'up to date:';
  return [
    paint.verdict(
      open.length === 0 && !hasErrors(report),
      `${done} ${lock.agents.length} agents in ${root}`,
    ),
    ...paint.pairs({
      ...Object.fromEntries(compatibility.sources.map(stepWords)),
      created: counts.create || undefined,
      replaced: counts.replace || undefined,
      removed: counts.delete || undefined,
      merged: merges.filter(({ outcome }) => outcome === 'merged').length || undefined,
      conflicts: open.length || undefined,
      gone: gone.join(', ') || undefined,
      program: compatibility.program_is_older
        ? `${compatibility.program}; ${compatibility.written_by} wrote the lock`
        : undefined,
    }),
    ...noteLines(notes, paint),
    ...merges.flatMap((merge) => mergeLines(merge, paint)),
    ...keptLines(
      plan.files.filter(
        ({ path }) => merges.every((merge) => merge.path !== path) && !unresolved.includes(path),
      ),
      paint,
    ),
    ...unresolvedLines(unresolved, paint),
    ...installedTargetLines(reports, false, paint),
    ...(dryRun ? diffLines(view, paint) : []),
    ...(open.length === 0 || dryRun
      ? []
      : [
          paint.dim('decide there, then run krci-ai install: tool files follow'),
          paint.dim(
            'or krci-ai rollback, then update --ours or --theirs: that decides for all of them',
          ),
        ]),
  ];
}

function mergeLines(merge: MergedFile, paint: Paint): readonly string[] {
  const { path, from, outcome, conflicts, why, beside } = merge;
  const isOpen = outcome === 'conflict' || outcome === 'refused';
  const mark = isOpen ? paint.warn('conflict') : paint.good('merged');
  const words = [
    from === undefined ? '' : `moved from ${from}`,
    WORDS[outcome],
    why === undefined ? '' : WHY[why],
    outcome === 'conflict' && conflicts > 1 ? `${conflicts} places` : '',
  ].filter((word) => word !== '');
  return [
    `${mark}  ${path}  ${paint.dim(words.join('; '))}`,
    ...(beside === undefined ? [] : [`${paint.dim('new')}  ${beside}`]),
  ];
}

/** The difference of each asset; files of AI coding tools are made of them. */
export function diffLines({ root, report }: UpdateView, paint: Paint): readonly string[] {
  const { files } = report.plan;
  const tools = files.filter(({ action, locked, wanted }) => {
    const kind = locked?.kind ?? wanted?.kind;
    return kind === 'target' && action !== 'keep' && action !== 'conflict';
  }).length;
  return [
    ...files.flatMap((file) => {
      const lines = diffOf(root, file, files, report.merges);
      const more = lines.length - MOST_LINES;
      return [
        ...lines.slice(0, MOST_LINES).map((line) => paintDiff(line, paint)),
        ...(more > 0 ? [paint.dim(`and ${more} more lines`)] : []),
      ];
    }),
    ...(tools === 0 ? [] : [paint.dim(`and ${tools} files of AI coding tools, made of these`)]),
  ];
}

function diffOf(
  root: string,
  file: PlannedFile,
  files: readonly PlannedFile[],
  merges: readonly MergedFile[],
): readonly string[] {
  const { path, action, wanted, before, locked } = file;
  if (action === 'keep' || action === 'conflict') return [];
  if ((locked?.kind ?? wanted?.kind) === 'target') return [];
  const from = merges.find((merge) => merge.path === path)?.from;
  const hasMoved = merges.some((merge) => merge.from === path);
  if (hasMoved || files.length === 0) return [];
  const old = from ?? (before === null ? undefined : path);
  return unifiedDiff({
    path,
    ...(from === undefined ? {} : { from }),
    before: old === undefined ? undefined : bytesAt(root, old),
    after: action === 'delete' ? undefined : wanted?.read(),
  });
}

/** A line of a difference in the colours that every tool has for it. */
export function paintDiff(line: string, paint: Paint): string {
  if (line.startsWith('+++') || line.startsWith('---')) return paint.bold(line);
  if (line.startsWith('+')) return paint.good(line);
  if (line.startsWith('-')) return paint.bad(line);
  return line.startsWith('@@') ? paint.dim(line) : line;
}

/** From which version to which a source goes. */
function stepWords({ name, source, installed, available }: SourceStep): readonly [string, string] {
  const step =
    installed === available ? available : `${installed || 'unnamed'} to ${available || 'unnamed'}`;
  return [name, name === source ? step : `${step} from ${source}`];
}
