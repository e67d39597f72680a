import type { JsonObject } from '@gait/canon';
import { makeRunpack } from './make-runpack.ts';

/** Files of one fixture: its run, and `fixture.json` with the given fields over the usual ones. */
export function fixtureFiles(
  name: string,
  fields: JsonObject = {},
  run: Uint8Array = makeRunpack(),
): Record<string, string | Uint8Array> {
  return {
    [`fixtures/${name}/runpack.zip`]: run,
    [`fixtures/${name}/fixture.json`]: JSON.stringify({
      schema_id: 'gait.regress.fixture',
      schema_version: '1.0.0',
      name,
      run_id: 'run_a',
      runpack: 'runpack.zip',
      expected_replay_exit_code: 0,
      expected_tool_sequence: ['tool.read', 'tool.write'],
      expected_verdict_sequence: ['allow', 'allow'],
      ...fields,
    }),
  };
}

/** The text of a configuration that lists fixtures in the usual places. */
export function configText(...names: readonly string[]): string {
  return JSON.stringify({
    schema_id: 'gait.regress.config',
    schema_version: '1.0.0',
    fixture_set: 'default',
    fixtures: names.map((name) => ({
      name,
      run_id: 'run_a',
      runpack: `fixtures/${name}/runpack.zip`,
    })),
  });
}
