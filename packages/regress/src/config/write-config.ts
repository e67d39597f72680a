import { compareUtf8, encodeRecord, prettyJson } from '@gait/canon';
import {
  CONFIG_SCHEMA,
  configRecord,
  REGRESS_SCHEMA_VERSION,
  type RegressConfig,
} from './config-record.ts';

/** The text of `gait.yaml` for a suite: JSON, which is YAML, two spaces, fixtures by name. */
export function writeConfig(config: RegressConfig): string {
  return prettyJson(
    encodeRecord(configRecord, {
      schema_id: CONFIG_SCHEMA,
      schema_version: REGRESS_SCHEMA_VERSION,
      fixture_set: config.fixtureSet,
      fixtures: [...config.fixtures].sort((a, b) => compareUtf8(a.name, b.name)),
    }),
  );
}
