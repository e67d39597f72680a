import type { SettingsNote } from '@gait/harness';
import type { JsonAnswer } from '../command.ts';
import type { Paint } from '../paint.ts';
import type { ChangedTool } from './change-hooks.ts';
import { gitText } from './hook-in-git.ts';
import { closedText } from './hook-state.ts';

const NOTES: Readonly<Record<SettingsNote, string>> = {
  replaced_own: 'in place of an older hook of gait',
  removed_duplicate: 'a second hook of gait was taken out',
  others_kept: 'other hooks there stay',
  not_ours: 'not a file of gait',
};

/** What was done to a tool's settings, as JSON. */
export function changedAnswer({ row, places }: ChangedTool): JsonAnswer {
  return {
    harness: row.id,
    title: row.title,
    confirmed: row.support === 'driven',
    files: places.map(({ path, action, notes, git }) => ({ path, action, notes, git })),
    fail_closed: closedText(row),
    trust: row.trust,
    gaps: row.gaps,
  };
}

/** The same for a person. */
export function changedText(
  paint: Paint,
  { row, places }: ChangedTool,
  { install, verbose }: { readonly install: boolean; readonly verbose: boolean },
): readonly string[] {
  const unconfirmed = row.support === 'driven' ? '' : paint.dim(' (as published; never run here)');
  const lines = places.flatMap(({ path, action, notes, git }) => {
    const said = gitText(git);
    return [
      `  ${action}  ${path}${notes.length === 0 ? '' : `  (${notes.map((note) => NOTES[note]).join('; ')})`}`,
      ...(said === undefined ? [] : paint.prose(`  ${said}`)),
    ];
  });
  const told = [`${row.title}${unconfirmed}`, ...lines];
  if (!install) return told;
  // Without it Codex runs nothing, and says nothing about it.
  const trust = row.id === 'codex' ? paint.prose(`  trust: ${row.trust}`) : [];
  if (!verbose) return [...told, ...trust];
  return [
    ...told,
    ...paint.prose(`  when the hook fails: ${closedText(row)}`),
    ...paint.prose(`  trust: ${row.trust}`),
    ...row.gaps.flatMap((gap) => paint.prose(`  not covered: ${gap}`)),
  ];
}
