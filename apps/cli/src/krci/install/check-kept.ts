import type { DerivedText, LockedSource } from '@gait/agents';
import type { Context } from '../../context.ts';
import { BUILTIN } from './builtin-source.ts';

/** Throws where the scan finds something in texts that are made of what stands in the project. */
export type KeptCheck = (texts: readonly DerivedText[]) => void;

/**
 * The check of what is made of sources that a step leaves alone. Where everything is of this program
 * nothing is loaded for it.
 *
 * @param sources of the lock and of the step
 */
export async function checkKept(
  context: Context,
  root: string,
  sources: readonly Pick<LockedSource, 'name'>[],
): Promise<KeptCheck | undefined> {
  if (sources.every(({ name }) => name === BUILTIN)) return undefined;
  const { assertKeptSound } = await import('./assert-kept-sound.ts');
  return (texts) => assertKeptSound(context, root, texts);
}
