import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { CodedError, isCodedError } from '@gait/canon';
import {
  emptyKillSwitchState,
  killSwitchJournalLine,
  parseKillSwitchState,
  printKillSwitchState,
  type KillSwitchChange,
  type KillSwitchState,
  type Profile,
  type StoppedCall,
} from '@gait/gate';
import { fileError } from '../files/file-error.ts';
import { hasFolder } from '../files/has-folder.ts';
import { readWhole } from '../files/read-whole.ts';
import { writeWhole } from '../files/write-whole.ts';
import { appendLine } from '../journals/append-lines.ts';
import { APPEND_LOCK } from '../locks/lock-options.ts';
import { withLockSync } from '../locks/with-lock.ts';

/**
 * Reads the state of the kill switch.
 *
 * @throws CodedError `file_missing` and others of `readWhole`, `kill_switch_state_invalid`.
 */
export function readKillSwitch(path: string, profile: Profile = 'standard'): KillSwitchState {
  return parseKillSwitchState(readWhole(path), { file: path }, profile);
}

/** Who makes a new state file, and when. */
export interface KillSwitchMaker {
  /** Nanoseconds since 1970. */
  readonly now: bigint;
  readonly producerVersion: string;
}

/** `readKillSwitch`; where there is no file, a state that stops nothing. */
export function readOrNewKillSwitch(path: string, maker: KillSwitchMaker): KillSwitchState {
  try {
    return readKillSwitch(path);
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'file_missing') throw error;
    return emptyKillSwitchState(maker.now, maker.producerVersion);
  }
}

/**
 * Changes the state under its lock and writes it whole: of two people who stop something at
 * once neither is lost. On the disk before it returns.
 *
 * @param maker Makes the file when it is not there; undefined: it must be there.
 * @throws CodedError `lock_contention`, `lock_lost`, `file_missing`, `disk_full`,
 *   `kill_switch_state_invalid` and whatever `change` throws; then nothing was changed.
 */
export function changeKillSwitch(
  path: string,
  change: (state: KillSwitchState) => KillSwitchChange,
  maker?: KillSwitchMaker,
): KillSwitchChange {
  // A folder made for a misspelt path would hold switches that no gate reads.
  if (!hasFolder(path)) {
    refuseClosedFolder(path);
    throw new CodedError('file_missing', `there is no folder ${resolve(dirname(path))}`, {
      hint: 'name the state file that the gate reads, or make its folder first',
      where: { file: resolve(path) },
    });
  }
  return withLockSync(
    path,
    (lock) => {
      const before = maker === undefined ? readKillSwitch(path) : readOrNewKillSwitch(path, maker);
      const changed = change(before);
      const text = printKillSwitchState(changed.state);
      lock.assertHeld();
      writeWhole(path, text);
      return changed;
    },
    APPEND_LOCK,
  );
}

/** A folder that may not be looked at is not one that is missing. Errors: `file_permission`. */
function refuseClosedFolder(path: string): void {
  try {
    statSync(dirname(path));
  } catch (error) {
    const refused = fileError(error, 'write', path);
    if (refused.code === 'file_permission') throw refused;
  }
}

/** Where calls that a switch stopped are written down: beside the state. */
export function killSwitchJournal(statePath: string): string {
  return join(dirname(statePath), 'kill_switch_journal.jsonl');
}

/** Writes down a call that a switch stopped. Errors as `appendLine`. */
export function recordStoppedCall(statePath: string, call: StoppedCall): void {
  appendLine(killSwitchJournal(statePath), killSwitchJournalLine(call));
}
