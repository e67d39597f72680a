import type { Acceptance } from '@gait/regress';
import type { JsonAnswer } from '../command.ts';
import type { Paint } from '../paint.ts';

/** The keys that an update adds. */
export function updateAnswer({ accepted, refused }: Acceptance): JsonAnswer {
  return {
    updated: accepted.map(({ fixture, changes }) => ({
      fixture: fixture.name,
      run_id: fixture.runId,
      changes,
    })),
    not_updated: refused.length === 0 ? undefined : refused,
  };
}

/** The same for a person. */
export function updateLines({ accepted, refused }: Acceptance, paint: Paint): string[] {
  return [
    ...accepted.flatMap(({ fixture, changes }) => [
      paint.bold(`updated ${fixture.name}`),
      ...changes.map((change) => `  ${change}`),
    ]),
    ...refused.map((name) => paint.bad(`not updated: ${name} has no whole candidate`)),
    ...(accepted.length === 0
      ? []
      : [paint.dim('look at the changes with git diff before you commit them')]),
  ];
}
