import { isThere } from '../files/is-there.ts';
import type { Surroundings } from '../platform/homes.ts';
import { sessionFiles } from '../session-store/session-files.ts';
import { hookJournal, type HookSessionName } from './hook-session.ts';

/** A session that went on after it was sealed has a number behind its name. */
const PART = /^(.*)#([1-9]\d{0,3})$/su;

/**
 * True when a tool's session is over: its journal is sealed, or gone. Nobody comes again from it.
 *
 * @param name with the session's name as it stands in its journal
 */
export function isHookSessionEnded(name: HookSessionName, at: Surroundings): boolean {
  const part = PART.exec(name.sessionId);
  const journals = [
    hookJournal(name, 1, at),
    ...(part === null
      ? []
      : [hookJournal({ ...name, sessionId: part[1] ?? '' }, Number(part[2]), at)]),
  ].filter((journal) => isThere(journal));
  return journals.every((journal) => isThere(sessionFiles(journal).seal));
}
