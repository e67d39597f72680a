import type { DerivedText, LockedSource } from '@gait/agents';
import type { Context } from '../../context.ts';
import { BUILTIN } from './builtin-source.ts';

/** What goes into files of tools and no source of a step answers for. */
export interface KeptTexts {
  /** What is made of assets, beside what these say themselves. */
  readonly made: readonly DerivedText[];
  /** Assets as they will stand there: edited, of sources that stay, or the project's own. */
  readonly assets: readonly DerivedText[];
}

/** Throws where the scan finds something in them. */
export type KeptCheck = (texts: KeptTexts) => void;

/** Told to a command that has to examine something: what does that is loaded only then. */
class NotLoaded extends Error {}

/**
 * Does a piece of work that may come upon texts that nobody answers for, and does it again once what
 * examines them is loaded: most projects have none, and loading takes as long as a small install. The
 * work plans before it writes or asks, so that it stops before both.
 *
 * @param sources of the lock and of the step
 */
export async function withKeptCheck<T>(
  context: Context,
  root: string,
  sources: readonly Pick<LockedSource, 'name'>[],
  work: (check: KeptCheck) => T | Promise<T>,
): Promise<T> {
  if (sources.every(({ name }) => name === BUILTIN)) {
    try {
      return await work(() => {
        throw new NotLoaded();
      });
    } catch (error) {
      if (!(error instanceof NotLoaded)) throw error;
    }
  }
  const { assertKeptSound } = await import('./assert-kept-sound.ts');
  return await work((texts) => assertKeptSound(context, root, texts));
}
