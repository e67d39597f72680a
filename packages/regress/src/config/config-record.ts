import { list, record, str, struct, type Infer } from '@gait/canon';

/** `gait.yaml` (gait-formats §5.1): which fixtures a suite has. */

export const CONFIG_SCHEMA = 'gait.regress.config';
export const REGRESS_SCHEMA_VERSION = '1.0.0';
export const DEFAULT_FIXTURE_SET = 'default';

const configFixtureRecord = record('fixture entry', {
  name: str(),
  run_id: str(),
  runpack: str(),
});

export const configRecord = record('regress configuration', {
  schema_id: str(),
  schema_version: str(),
  fixture_set: str(),
  fixtures: list(struct(configFixtureRecord)),
});

/** One entry: a fixture's name, the run it holds, the path of its runpack. */
export type ConfigFixture = Infer<typeof configFixtureRecord>;

/** A suite: its name and its fixtures, by name. */
export interface RegressConfig {
  readonly fixtureSet: string;
  readonly fixtures: readonly ConfigFixture[];
}
