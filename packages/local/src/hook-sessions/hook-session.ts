import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sha256Hex } from '@gait/canon';
import { isThere } from '../files/is-there.ts';
import { stateHome, type Surroundings } from '../platform/homes.ts';
import { sessionFiles } from '../session-store/session-files.ts';
import { startSession } from '../session-store/start-session.ts';
import type { SessionContext } from '../session-store/session-context.ts';

/** Whose calls a journal holds. */
export interface HookSessionName {
  /** Absolute folder of the project. */
  readonly project: string;
  readonly harness: string;
  /** The tool's own session; `''`: it tells none, then all calls of one day are one session. */
  readonly sessionId: string;
}

/** Journals of one session: a tool that goes on with a session that was sealed begins the next. */
const MOST_PARTS = 1000;
const LONGEST_NAME = 40;

/** Folder with the journals of a project's sessions. */
export function hookSessionsFolder(project: string, at: Surroundings): string {
  return join(stateHome(at), 'sessions', sha256Hex(project).slice(0, 16));
}

/** A session of a tool that is still open, or the one that would be begun next. */
export interface HookSessionPlace {
  readonly journal: string;
  /** The session's name in the journal. */
  readonly sessionId: string;
  readonly runId: string;
  /** The journal is there. */
  readonly isBegun: boolean;
}

/**
 * Finds the journal of the tool's session that is still open. Begins nothing.
 *
 * @param day `YYYY-MM-DD`, for tools that tell no session
 */
export function findHookSession(
  name: HookSessionName,
  day: string,
  at: Surroundings,
): HookSessionPlace {
  const id = name.sessionId === '' ? `day ${day}` : name.sessionId;
  const folder = hookSessionsFolder(name.project, at);
  const stem = `${name.harness}-${fileName(id)}`;
  for (let part = 1; part <= MOST_PARTS; part++) {
    const sessionId = part === 1 ? id : `${id}#${part}`;
    const journal = join(folder, part === 1 ? `${stem}.jsonl` : `${stem}.${part}.jsonl`);
    if (isThere(sessionFiles(journal).seal)) continue;
    return { journal, sessionId, runId: `run_${stem}_${part}`, isBegun: isThere(journal) };
  }
  throw new Error(`more than ${MOST_PARTS} parts of one session`);
}

/**
 * Finds the journal of the tool's session that is still open, and begins one where there is none.
 *
 * @param day `YYYY-MM-DD`, for tools that tell no session
 * @returns the journal's path and the session's name in it
 * @throws CodedError those of `startSession`
 */
export function openHookSession(
  name: HookSessionName,
  day: string,
  at: Surroundings,
  context: SessionContext,
): HookSessionPlace {
  const found = findHookSession(name, day, at);
  const { journal, sessionId, runId, isBegun } = found;
  if (!isBegun) startSession(journal, { sessionId, runId }, context);
  return { ...found, isBegun: true };
}

/** The journals of a project's sessions, by name. */
export function hookSessionJournals(project: string, at: Surroundings): readonly string[] {
  const folder = hookSessionsFolder(project, at);
  if (!isThere(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .toSorted()
    .map((name) => join(folder, name));
}

/**
 * Journals of a project's sessions that nobody has sealed yet.
 *
 * @param harness of one coding tool; undefined: of all
 */
export function openHookJournals(
  project: string,
  harness: string | undefined,
  at: Surroundings,
): readonly string[] {
  return hookSessionJournals(project, at).filter(
    (journal) =>
      (harness === undefined || basename(journal).startsWith(`${harness}-`)) &&
      !isThere(sessionFiles(journal).seal),
  );
}

/** A tool chooses its session ids: what is no plain name is told apart by its digest. */
function fileName(id: string): string {
  if (id.length <= LONGEST_NAME && /^[A-Za-z0-9][A-Za-z0-9-]*$/u.test(id)) return id;
  return sha256Hex(id).slice(0, 24);
}
