import { join } from 'node:path';
import { isHandWritten, readWhole, writeWhole } from '@gait/local';
import {
  acceptCandidates,
  candidatePath,
  FIXTURE_FILE,
  writeConfig,
  writeFixture,
  type AcceptedFixture,
  type Acceptance,
  type RegressConfig,
  type SuiteRun,
} from '@gait/regress';
import type { Context } from '../context.ts';
import { REWROTE_YAML } from './fixture-answer.ts';

const MAX_RUN_BYTES = 256 * 1024 * 1024;

/**
 * Writes the candidates of failing fixtures over their recorded runs: `--update`.
 * Each file is whole or absent; a run that was cut off between two of them is refused
 * as `regress_fixture_mismatch` and done again.
 */
export function updateFixtures(context: Context, configPath: string, run: SuiteRun): Acceptance {
  const acceptance = acceptCandidates(run);
  for (const accepted of acceptance.accepted) {
    const { loaded } = accepted.from;
    const folder = context.resolve(loaded.folder);
    writeWhole(context.resolve(loaded.runpackPath), candidateBytes(context, accepted));
    writeWhole(join(folder, FIXTURE_FILE), writeFixture(accepted.fixture));
  }
  if (names(acceptance.config) !== names(run.config)) {
    const path = context.resolve(configPath);
    if (isHandWritten(path)) context.warn(`${configPath}: ${REWROTE_YAML}`);
    writeWhole(path, writeConfig(acceptance.config));
  }
  return acceptance;
}

/** Which runs a configuration names. */
function names(config: RegressConfig): string {
  return JSON.stringify(config.fixtures.map(({ run_id }) => run_id));
}

function candidateBytes(context: Context, { from }: AcceptedFixture): Uint8Array {
  const produced = from.ending?.produced;
  if (produced?.kind === 'file') return produced.bytes;
  return readWhole(context.resolve(candidatePath(from.loaded)), { maxBytes: MAX_RUN_BYTES });
}
