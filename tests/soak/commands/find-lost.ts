import { readCommand, type CommandReading, type Effect } from '@gait/commands';
import { contextOf } from './read-case.ts';

const UNKNOWN = 'the stricter class';

/** What is lost of a command when it is said in other words; empty when nothing is. */
export function findLost(plain: string, wrapped: string): readonly string[] {
  const after = readCommand(wrapped, contextOf('sh'));
  if (isStricter(after)) return [];
  const before = readCommand(plain, contextOf('sh'));
  const found = new Set(after.effects.map(describe));
  const lost = before.effects.map(describe).filter((effect) => !found.has(effect));
  return isStricter(before) ? [...lost, UNKNOWN] : lost;
}

/** A caller holds it for a person, whatever else it does. */
function isStricter({ effects, obscurities }: CommandReading): boolean {
  return obscurities.length > 0 || effects.some(({ place }) => place.kind === 'program');
}

function describe({ kind, place, destructive }: Effect): string {
  return JSON.stringify([kind, place, destructive]);
}
