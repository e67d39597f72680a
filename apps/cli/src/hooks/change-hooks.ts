import { chmodSync, rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { CodedError, formatTime } from '@gait/canon';
import {
  installedFor,
  installHook,
  removeHook,
  type HookRow,
  type SettingsEdit,
} from '@gait/harness';
import { excludeFromGit, forgetCoverage, keepCoverage, writeWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { commandOf, placesOf, readSettings, type HookPlace } from './hook-places.ts';
import { inGit, type InGit } from './hook-in-git.ts';

/** What became of one settings file. */
export interface ChangedPlace {
  readonly path: string;
  readonly action: 'written' | 'removed' | 'unchanged';
  readonly notes: SettingsEdit['notes'];
  /** Whether a commit would carry the paths of this machine that stand in it. */
  readonly git: InGit;
}

/** What became of one tool. */
export interface ChangedTool {
  readonly row: HookRow;
  readonly places: readonly ChangedPlace[];
}

/** How hooks are changed. */
export interface HookChange {
  readonly install: boolean;
  /** Absolute. */
  readonly project: string;
  readonly scope: 'project' | 'user';
  readonly dryRun: boolean;
  /** Also takes the place of the hooks of another project. */
  readonly force: boolean;
}

interface Planned {
  readonly place: HookPlace;
  readonly edit: SettingsEdit;
}

/**
 * Writes the hooks of tools, or takes them out. Everything is worked out before anything is written:
 * a settings file that cannot be read leaves all of them as they were.
 *
 * @throws CodedError `hook_settings_invalid`, `hook_other_project`, errors of the file system
 */
export function changeHooks(
  context: Context,
  rows: readonly HookRow[],
  change: HookChange,
): readonly ChangedTool[] {
  const planned = rows.map((row) => ({
    row,
    files: placesOf(row, change.scope, { project: change.project, home: context.home }).map(
      (place) => plan(context, row, place, change),
    ),
  }));
  if (!change.dryRun) {
    for (const { row, files } of planned) {
      for (const file of files) write(file);
      keepOutOfGit(row, files, change);
      note(context, row, change);
    }
  }
  return planned.map(({ row, files }) => ({
    row,
    places: files.map(({ place, edit }) => ({
      path: place.path,
      action: !edit.changed ? 'unchanged' : edit.text === undefined ? 'removed' : 'written',
      notes: edit.notes,
      git: change.install ? inGit(context, row, place, edit.text) : 'none',
    })),
  }));
}

function plan(
  context: Context,
  row: HookRow,
  place: HookPlace,
  { install, project, force }: HookChange,
): Planned {
  const current = readSettings(place.path);
  const other = installedFor(place.file, current ?? '', row.id).find((one) => one !== project);
  // In a project's own file it is the same project, which was moved.
  if (other !== undefined && place.file.path.startsWith('~/') && !force) throw taken(place, other);
  const edit = install
    ? installHook(place.file, current, commandOf(context, row, project))
    : removeHook(place.file, current, row.id);
  if (edit.ok) return { place, edit };
  throw new CodedError('hook_settings_invalid', `${place.path}: ${edit.detail}`, {
    hint: `repair the file by hand, then run the command again; nothing was changed`,
    where: { file: place.path },
  });
}

function taken({ path }: HookPlace, other: string): CodedError {
  return new CodedError('hook_other_project', `the hooks in ${path} are those of ${other}`, {
    hint: `every call of the user is judged by the policy there; without --user each project has its own, and --force takes this place`,
    where: { file: path },
  });
}

/** Files of a project with a person's own settings in them are left to him: he may want to share them. */
function keepOutOfGit(row: HookRow, files: readonly Planned[], { install }: HookChange): void {
  const own = files
    .filter(({ place }) => !place.file.path.startsWith('~/'))
    .filter(({ place, edit }) => {
      if (!install) return true;
      const without = removeHook(place.file, edit.text, row.id);
      return without.ok && without.text === undefined;
    });
  excludeFromGit(
    own.map(({ place }) => place.path),
    install ? 'exclude' : 'take back',
  );
}

function write({ place, edit }: Planned): void {
  if (!edit.changed) return;
  if (edit.text === undefined) {
    rmSync(place.path, { force: true });
    removeEmpty(dirname(place.path));
    return;
  }
  writeWhole(place.path, edit.text, { makeFolders: true, mode: 0o644 });
  if (place.file.kind === 'whole' && place.file.executable) chmodSync(place.path, 0o755);
}

/** The folder that only our file was in. One that holds anything stays. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // It is not empty, or somebody else's: it stays.
  }
}

function note(context: Context, row: HookRow, { install, project }: HookChange): void {
  const tool = { harness: row.id, project };
  if (!install) {
    forgetCoverage(tool, context);
    return;
  }
  keepCoverage(
    tool,
    (before) =>
      before.installedAt === '' ? { ...before, installedAt: formatTime(context.now()) } : before,
    context,
  );
}
