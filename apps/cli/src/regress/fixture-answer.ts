import { CodedError } from '@gait/canon';
import type { AddedFixture } from '@gait/local';
import type { JsonAnswer } from '../command.ts';
import type { Paint } from '../paint.ts';

/** The keys about a fixture that was made (gait-cli). */
export function fixtureAnswer(added: AddedFixture, warnings: readonly string[] = []): JsonAnswer {
  const all = added.rewroteYaml ? [REWROTE_YAML, ...warnings] : warnings;
  return {
    run_id: added.runId,
    fixture_name: added.name,
    fixture_dir: added.fixtureDir,
    runpack_path: added.runpackPath,
    config_path: added.configPath,
    warnings: all.length === 0 ? undefined : all,
  };
}

/** Said when a configuration that a person wrote was written anew. */
export const REWROTE_YAML =
  'the configuration was YAML and was written anew as JSON: comments and layout are gone';

/** What makes a fixture a test of the agent. */
export const RUN_THE_AGENT = "gait regress run --exec 'COMMAND THAT RUNS THE AGENT'";

/** What comes after making a fixture. */
export const NEXT_COMMANDS: readonly string[] = ['gait regress run --json'];

/** The same for a person. */
export function fixtureText(
  added: AddedFixture,
  paint: Paint,
  warnings: readonly string[] = [],
): string[] {
  const { fixture } = added;
  return [
    paint.verdict(
      true,
      `fixture ${added.name} ${added.replaced ? 'replaced' : 'made'} from run ${added.runId}`,
    ),
    ...paint.pairs({
      folder: added.fixtureDir,
      config: added.configPath,
      calls: fixture.expectedTools.length,
      verdicts: fixture.expectedVerdicts.length,
      context: fixture.contextConformance,
      candidate: fixture.candidateRunpack,
    }),
    ...(added.rewroteYaml ? [paint.warn(REWROTE_YAML)] : []),
    ...warnings.map((warning) => paint.warn(`warning: ${warning}`)),
  ];
}

/** What to do with a new fixture. */
export function nextLines(paint: Paint): string[] {
  return [paint.dim(`next: ${RUN_THE_AGENT}`)];
}

/** Refuses a missing `--from`: `flag_invalid`. */
export function requireFrom(from: string): void {
  if (from.trim() !== '') return;
  throw new CodedError('flag_invalid', '--from is required', {
    hint: 'name a run: --from RUN_ID or --from runpack.zip',
    where: { field: '--from' },
  });
}
