import type { CommandReading, RunWords } from '@gait/commands';
import type { Context } from '../context.ts';

/** What was read for the call that a context is of. */
const kept = new WeakMap<Context, CommandReading[]>();

/**
 * Begins to keep what is read of a call's commands: the protection of the gate looks at their words.
 *
 * @returns keeps one reading and gives it back
 */
export function keepReadings(context: Context): (reading: CommandReading) => CommandReading {
  const readings: CommandReading[] = [];
  kept.set(context, readings);
  return (reading) => {
    readings.push(reading);
    return reading;
  };
}

/** The words of all commands of the call; undefined: nothing was read, or not all of it wholly. */
export function wordsRead(context: Context): readonly RunWords[] | undefined {
  const readings = kept.get(context) ?? [];
  if (readings.length === 0) return undefined;
  if (readings.some(({ obscurities }) => obscurities.length > 0)) return undefined;
  return readings.flatMap(({ runs }) => runs);
}
