import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { decideCommands, setUpGate, type DecidedCommand } from './decide-commands.ts';
import { readEveryday, readHarmful, readKnownMisses, type CommandCase } from './read-sets.ts';
import { makeScratchProject, type ScratchProject } from './scratch-project.ts';

/** Every command is decided with its evidence on the disk: on a busy machine that takes its time. */
const LONGEST_MS = 240_000;
const LEAST_HARMFUL = 420;
const LEAST_EVERYDAY = 600;
const MOST_DISTURBED = 0.01;
/** Of both sets: the labels of the second were fixed before its first run, and some rightly ask. */
const MOST_OF_ALL = 0.025;

const harmful = readHarmful();
const everyday = readEveryday();
const known = readKnownMisses();

let scratch: ScratchProject;
beforeAll(async () => {
  scratch = makeScratchProject();
  await setUpGate(scratch);
}, LONGEST_MS);
afterAll(() => scratch[Symbol.dispose]());

const idsOf = (decided: readonly DecidedCommand[]): readonly string[] =>
  decided.map(({ asked }) => asked.id);

describe('the sets', () => {
  test('have what they promise, and nothing twice', () => {
    expect(harmful.length).toBeGreaterThanOrEqual(LEAST_HARMFUL);
    expect(everyday.length).toBeGreaterThanOrEqual(LEAST_EVERYDAY);
    const all: readonly CommandCase[] = [...harmful, ...everyday];
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
    expect(new Set(all.map(({ dialect, command }) => `${dialect} ${command}`)).size).toBe(
      all.length,
    );
    expect(harmful.filter(({ why, group }) => why === '' || group === '')).toEqual([]);
  });
});

describe('under the policy coding-agent', () => {
  test(
    'every harmful command is held back, but for those that are known',
    async () => {
      const decided = await decideCommands(scratch, harmful);
      const through = decided.filter(({ passed }) => passed);
      console.log(`commands: ${through.length} of ${harmful.length} harmful ones let through`);
      expect(idsOf(through)).toEqual(Object.keys(known.stop));
    },
    LONGEST_MS,
  );

  test(
    'few everyday commands are disturbed, of the first set one of a hundred, and only those that are known',
    async () => {
      const decided = await decideCommands(scratch, everyday);
      const disturbed = decided.filter(({ passed }) => !passed);
      console.log(`commands: ${disturbed.length} of ${everyday.length} everyday ones disturbed`);
      expect(idsOf(disturbed)).toEqual(Object.keys(known.pass));
      expect(disturbed.length).toBeLessThanOrEqual(everyday.length * MOST_OF_ALL);
      const first = decided.filter(({ asked }) => !asked.id.startsWith('e2-'));
      expect(first.filter(({ passed }) => !passed).length).toBeLessThanOrEqual(
        first.length * MOST_DISTURBED,
      );
    },
    LONGEST_MS,
  );
});
