import { GUARDED_DONE } from '@gait/harness';
import { askQuickly, type QuickHook } from '../warm/quick-hook.ts';
import { readHookArguments } from './hook-arguments.ts';
import { movedHome } from './moved-home.ts';

/** What asking came to, and the exit status that says to whoever started the hook that it answered. */
export type AskedHook = QuickHook & {
  readonly done: number;
  readonly input?: Promise<Uint8Array> | undefined;
};

/** Asks the gate that stays, but not one in another folder than that the hook was installed for. */
export async function askUnmoved(words: readonly string[]): Promise<AskedHook> {
  const given = readHookArguments(words);
  const done = given.guarded ? GUARDED_DONE : 0;
  const { env, platform } = process;
  const at = { env, platform, home: env['HOME'] ?? env['USERPROFILE'] ?? '' };
  if (movedHome(given, at) !== undefined) return { exit: undefined, input: undefined, done };
  return { ...(await askQuickly(words)), done };
}
