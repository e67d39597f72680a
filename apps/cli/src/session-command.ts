import { CodedError, isCodedError } from '@gait/canon';
import type { SessionState } from '@gait/evidence';
import { safeOutputPath, sessionLockOptions, type SessionContext } from '@gait/local';
import type { JsonAnswer, Outcome } from './command.ts';
import type { Context } from './context.ts';
import { textFlag } from './flag-spec.ts';

/** The flag that every session command has. */
export const JOURNAL_FLAG = textFlag({ value: 'FILE', help: 'journal of the session' });

/** A path of a session file: as the user gave it, as artifacts name it, and where it is. */
export interface SessionPath {
  readonly given: string;
  readonly name: string;
  readonly file: string;
}

/** Guards a path that a session command writes. Error: `path_unsafe`. */
export function sessionPath(context: Context, text: string): SessionPath {
  const name = safeOutputPath(text);
  return { given: text.trim(), name, file: context.resolve(name) };
}

/** What the session store needs of this context. */
export function sessionContext(context: Context): SessionContext {
  return {
    now: context.now,
    cwd: context.cwd,
    producerVersion: context.version,
    lock: sessionLockOptions(context.env),
  };
}

/** Refuses a command line without one of the flags it cannot do without. */
export function requireFlags(
  flags: Readonly<Record<string, string | boolean>>,
  names: readonly string[],
): void {
  if (names.every((name) => String(flags[name] ?? '').trim() !== '')) return;
  const list = names.map((name) => `--${name}`);
  const text =
    list.length === 1
      ? `${list[0]} is required`
      : `${list.slice(0, -1).join(', ')} and ${list.at(-1)} are required`;
  throw new CodedError('invalid_input', text, {
    hint: 'add what is missing; --help shows an example',
  });
}

/** Runs the work of a session command; its errors name the operation and the journal. */
export async function onJournal(
  operation: string,
  journal: string,
  work: () => Outcome | Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (!isCodedError(error)) throw error;
    return { json: { operation, journal: journal.trim() }, error };
  }
}

/** The counters that `start` and `status` print. */
export function statusAnswer(state: SessionState): JsonAnswer {
  return {
    session_id: state.session_id,
    run_id: state.run_id,
    created_at: state.created_at,
    started_at: state.started_at,
    event_count: state.event_count,
    checkpoint_count: state.checkpoint_count,
    last_sequence: state.last_sequence,
    // Only a session with hashes has a head to note for --expect-head.
    chain_head: state.chain_head === '' ? undefined : state.chain_head,
  };
}

/** The same for a person. */
export function statusPairs(
  state: SessionState,
): Readonly<Record<string, string | number | undefined>> {
  return {
    session: state.session_id,
    run: state.run_id,
    events: state.event_count,
    checkpoints: state.checkpoint_count,
    'last sequence': state.last_sequence,
    'chain head': state.chain_head === '' ? undefined : state.chain_head,
  };
}
