import type { CommandReading } from '@gait/commands';

/** What several texts do that are run one after the other. */
export function mergeReadings(readings: readonly CommandReading[]): CommandReading {
  const [one] = readings;
  if (one !== undefined && readings.length === 1) return one;
  return {
    effects: readings.flatMap(({ effects }) => effects),
    obscurities: [...new Set(readings.flatMap(({ obscurities }) => obscurities))],
    programs: [...new Set(readings.flatMap(({ programs }) => programs))],
    runs: readings.flatMap(({ runs }) => runs),
  };
}
