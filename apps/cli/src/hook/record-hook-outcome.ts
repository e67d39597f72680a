import { sha256Hex } from '@gait/canon';
import { findHookSession, openHookCalls, recordOutcome, type HookCallName } from '@gait/local';
import type { Context } from '../context.ts';
import { sessionContext } from '../session-command.ts';
import { dayOf } from './day-of.ts';
import type { HookCaller } from './hook-gate.ts';

/** What a tool tells of a call after it ran. */
export interface ToldByTool {
  readonly name: HookCallName;
  readonly outcome: 'success' | 'failure' | 'unknown';
  /** The result as the tool gives it to the model; only its digest is kept. */
  readonly result: string;
}

/**
 * Notes what came of a call in the journal of its session. A call that the gate never saw has no
 * place there: that is told, and it is what `gait hooks status` counts as uncovered.
 *
 * @param context with the project as its current folder
 * @returns false: no such call was allowed
 */
export function recordHookOutcome(
  context: Context,
  caller: HookCaller,
  { name, outcome, result }: ToldByTool,
): boolean {
  const sessions = sessionContext(context);
  const where = { ...caller, project: context.cwd };
  const { journal } = findHookSession(where, dayOf(context), context);
  const call = openHookCalls(journal).find(name);
  if (call?.sequence === undefined || call.verdict !== 'allow') return false;
  const told = { outcome, resultDigest: result === '' ? '' : sha256Hex(result) };
  recordOutcome(journal, { sequence: call.sequence }, told, sessions);
  return true;
}
