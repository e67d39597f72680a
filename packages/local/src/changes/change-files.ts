import { dirname } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import { makeFolder } from '../files/write-whole.ts';
import { withLockSync } from '../locks/with-lock.ts';
import { carryOut } from './carry-out.ts';
import { dropJournal, readJournal, writeJournal, type ChangeJournal } from './change-journal.ts';
import { kindAt } from './change-path.ts';
import type {
  ChangeOptions,
  ChangePlace,
  ChangeReport,
  FileChange,
  FinishReport,
} from './file-change.ts';
import { changedMeanwhile, planChanges } from './plan-changes.ts';

/**
 * Writes, replaces and removes many files, all or none. First looks at every file; then writes a
 * journal with everything before and after and waits until it is on the disk; then changes the
 * files. Where that fails, what was changed is undone before the error is thrown. Where the process
 * is killed, or the machine stops, the next call, or `finishChanges`, completes it or undoes it.
 * Links are neither followed nor replaced. One caller at a time for each root.
 *
 * @throws CodedError `change_path_unsafe` (a name that leads away, a link on the way, something
 *   that is no plain file), `change_target_changed` (not what `expected` says), `change_unfinished`
 *   (neither completed nor undone: the journal stays), `change_journal_invalid`, `lock_contention`,
 *   and what reading and writing files throws
 */
export function changeFiles(
  place: ChangePlace,
  changes: readonly FileChange[],
  options: ChangeOptions = {},
): ChangeReport {
  return inTurn(place, () => {
    finish(place);
    const plan = planChanges(place.root, changes, options);
    if (plan.journal.changes.length > 0) perform(place, plan.journal);
    return plan.report;
  });
}

/**
 * What a set of changes would come to now; nothing is written.
 *
 * @throws CodedError `change_path_unsafe`, `change_target_changed`, and what reading files throws
 */
export function previewChanges(
  root: string,
  changes: readonly FileChange[],
  options: ChangeOptions = {},
): ChangeReport {
  return planChanges(root, changes, options).report;
}

/**
 * Completes or undoes what a killed process left. Costs one look at the disk where there is nothing.
 *
 * @throws CodedError as `changeFiles`
 */
export function finishChanges(place: ChangePlace): FinishReport {
  // Without a lock: whoever works right now holds it, and what he has begun he will end.
  if (kindAt(place.journal) === 'nothing') return NOTHING;
  return inTurn(place, () => finish(place));
}

const NOTHING: FinishReport = { outcome: 'nothing', files: [], foreign: [] };

function inTurn<T>(place: ChangePlace, work: () => T): T {
  makeFolder(dirname(place.journal));
  return withLockSync(place.journal, work);
}

function perform(place: ChangePlace, journal: ChangeJournal): void {
  writeJournal(place.journal, journal);
  try {
    const foreign = carryOut(journal, 'after', true);
    if (foreign.length > 0) throw changedMeanwhile(foreign.join(', '));
  } catch (error) {
    undo(place, journal, error);
    throw error;
  }
  dropJournal(place.journal);
}

function undo(place: ChangePlace, journal: ChangeJournal, cause: unknown): readonly string[] {
  try {
    const foreign = carryOut(journal, 'before');
    dropJournal(place.journal);
    return foreign;
  } catch (error) {
    const reason = isCodedError(error) ? error.message : String(error);
    throw new CodedError(
      'change_unfinished',
      `the changes failed and could not be undone: ${reason}`,
      {
        hint: 'mend that, then run the command again: it completes or undoes the rest',
        where: { file: place.journal },
        cause,
      },
    );
  }
}

function finish(place: ChangePlace): FinishReport {
  if (kindAt(place.journal) === 'nothing') return NOTHING;
  const journal = readJournal(place.journal, place.root);
  const files = journal.changes.map(({ path }) => path);
  try {
    const foreign = carryOut(journal, 'after');
    dropJournal(place.journal);
    return { outcome: 'completed', files, foreign };
  } catch (error) {
    const foreign = undo(place, journal, error);
    return { outcome: 'undone', files, foreign };
  }
}
