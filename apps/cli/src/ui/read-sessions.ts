import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isCodedError } from '@gait/canon';
import { parseState, type SessionState } from '@gait/evidence';
import { hookSessionJournals, isThere, readWhole, sessionFiles } from '@gait/local';
import type { Context } from '../context.ts';
import { SESSIONS_FOLDER } from '../hook/end-hook-session.ts';

/** A session of a coding tool, as its files tell of it. */
export interface UiSession {
  /** The tool, and the session as the tool names it. */
  readonly name: string;
  readonly journal: string;
  /** Undefined: nobody counted them yet. */
  readonly events: number | undefined;
  readonly startedAt: string;
  readonly updatedAt: string;
  readonly isSealed: boolean;
  /** Absolute path; `''`: none. */
  readonly runpack: string;
}

const MOST = 100;
const LONGEST_STATE = 1024 * 1024;

/** Newest sessions of a project first. Nothing is locked and nothing is written. */
export function readSessions(
  context: Context,
  project: string,
): { readonly sessions: readonly UiSession[]; readonly more: number } {
  const found = hookSessionJournals(project, context)
    .map((journal) => ({
      journal,
      changed: statSync(journal, { throwIfNoEntry: false })?.mtimeMs ?? 0,
    }))
    .toSorted((left, right) => right.changed - left.changed);
  return {
    sessions: found.slice(0, MOST).map(({ journal }) => sessionOf(journal, project)),
    more: Math.max(0, found.length - MOST),
  };
}

function sessionOf(journal: string, project: string): UiSession {
  const files = sessionFiles(journal);
  const state = stateIn(files.state);
  const stem = basename(journal).replace(/\.jsonl$/u, '');
  const runpack = join(project, SESSIONS_FOLDER, `${stem}.zip`);
  return {
    name: `${stem.split('-', 1)[0] ?? ''} · ${state?.session_id ?? stem}`,
    journal,
    events: state?.event_count,
    startedAt: state?.started_at ?? '',
    updatedAt: state?.updated_at ?? '',
    isSealed: isThere(files.seal),
    runpack: isThere(runpack) ? runpack : '',
  };
}

function stateIn(file: string): SessionState | undefined {
  if (!isThere(file)) return undefined;
  try {
    return parseState(readWhole(file, { maxBytes: LONGEST_STATE }));
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return undefined;
  }
}
