import { join } from 'node:path';
import { isCodedError } from '@gait/canon';
import {
  checkpointSession,
  findHookSession,
  loadSigningKey,
  openApprovalInbox,
  openHookCalls,
  pruneWaiting,
  sealSession,
} from '@gait/local';
import type { Context } from '../context.ts';
import { signerSurroundings } from '../gate/gate-keys.ts';
import { keySources } from '../key-flags.ts';
import { recordDefaults } from '../record-defaults.ts';
import { sessionContext } from '../session-command.ts';
import { dayOf } from './day-of.ts';
import { hookSettings, type HookCaller } from './hook-gate.ts';

/** Where the runpacks of a project's sessions go. */
export const SESSIONS_FOLDER = 'gait-out/sessions';

/** What a session came to. */
export interface EndedSession {
  /** The runpack, as the chain names it; `''`: nothing happened. */
  readonly runpack: string;
  readonly journal: string;
}

/**
 * Ends the session of a coding tool: its calls become a signed runpack, and the journal is sealed.
 * A session in which nothing was called leaves nothing.
 *
 * @param context with the project as its current folder
 * @throws CodedError those of `hookSettings`, `loadSigningKey`, `checkpointSession`, `sealSession`
 */
export async function endHookSession(context: Context, caller: HookCaller): Promise<EndedSession> {
  const where = { ...caller, project: context.cwd };
  const { journal, isBegun } = findHookSession(where, dayOf(context), context);
  if (isBegun) return await endHookJournal(context, journal);
  openHookCalls(journal).forget();
  return { runpack: '', journal };
}

/**
 * The same for a session whose journal is known.
 *
 * @param context with the project as its current folder
 * @throws CodedError those of `hookSettings`, `loadSigningKey`, `checkpointSession`, `sealSession`
 */
export async function endHookJournal(context: Context, journal: string): Promise<EndedSession> {
  const sessions = sessionContext(context);
  const settings = await hookSettings(context);
  if (settings.record !== 'sessions') return { runpack: '', journal };
  const { key } = await loadSigningKey(
    keySources(context, settings.flags, settings.keyMode),
    signerSurroundings(context, settings, true),
  );
  const stem = journal.slice(journal.lastIndexOf('/') + 1).replace(/\.jsonl$/u, '');
  const name = `${SESSIONS_FOLDER}/${stem}.zip`;
  let runpack = name;
  try {
    const { os, arch } = recordDefaults(context);
    const file = join(context.cwd, name);
    checkpointSession(
      journal,
      { runpackFile: file, runpackPath: file, os, arch, signingKey: key },
      sessions,
    );
  } catch (error) {
    if (!isCodedError(error) || error.code !== 'session_no_new_events') throw error;
    runpack = '';
  }
  if (runpack !== '') {
    sealSession(journal, key, sessions);
    pruneWaiting(openApprovalInbox(context), context.now());
  }
  openHookCalls(journal).forget();
  return { runpack, journal };
}
