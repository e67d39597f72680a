import { CodedError } from '@gait/canon';
import {
  changeSuite,
  cleanPath,
  isHandWritten,
  openFileSource,
  readWhole,
  withSuite,
  type NewFile,
} from '@gait/local';
import {
  acceptCandidates,
  acceptedConfig,
  candidatePath,
  FIXTURE_FILE,
  readConfig,
  readFixture,
  readRun,
  writeConfig,
  writeFixture,
  type AcceptedFixture,
  type Acceptance,
  type LoadedFixture,
  type RegressProfile,
  type SuiteRun,
} from '@gait/regress';
import type { Context } from '../context.ts';
import { REWROTE_YAML } from './fixture-answer.ts';

const MAX_RUN_BYTES = 256 * 1024 * 1024;

/**
 * Writes the candidates of failing fixtures over their recorded runs, all or none:
 * `--update`. Errors: `file_changed` when a fixture is no longer the one that was
 * graded, and those of `changeSuite`.
 */
export async function updateFixtures(
  context: Context,
  configPath: string,
  run: SuiteRun,
  profile: RegressProfile,
): Promise<Acceptance> {
  const acceptance = acceptCandidates(run);
  const { accepted } = acceptance;
  if (accepted.length === 0) return acceptance;
  await withSuite(context.cwd, async (lock) => {
    for (const { from } of accepted) await checkUnchanged(context, from.loaded, profile);
    const files = accepted.flatMap((one) => fixtureFiles(context, one));
    const path = context.resolve(configPath);
    // As it is now: another process may have added to it.
    const config = await readConfig(readWhole(path), { file: configPath, profile });
    const renamed = acceptedConfig(config, accepted);
    if (renamed !== config) {
      if (isHandWritten(path)) context.warn(`${configPath}: ${REWROTE_YAML}`);
      files.push({ path: cleanPath(configPath), content: writeConfig(renamed) });
    }
    await changeSuite(context.cwd, files, lock);
  });
  return acceptance;
}

/** Commands run for minutes: meanwhile somebody may have made the fixture anew. */
async function checkUnchanged(
  context: Context,
  loaded: LoadedFixture,
  profile: RegressProfile,
): Promise<void> {
  const file = `${loaded.folder}/${FIXTURE_FILE}`;
  const now = await readFixture(readWhole(context.resolve(file)), { file, profile });
  const { runpack } = readRun(openFileSource(context.resolve(loaded.runpackPath)), profile);
  if (
    writeFixture(now) === writeFixture(loaded.fixture) &&
    runpack.manifest.manifest_digest === loaded.runpack.manifest.manifest_digest
  )
    return;
  throw new CodedError(
    'file_changed',
    `fixture ${now.name} was changed while the suite ran: nothing was updated`,
    { hint: 'run the command again', where: { file } },
  );
}

function fixtureFiles(context: Context, accepted: AcceptedFixture): NewFile[] {
  const { loaded } = accepted.from;
  return [
    { path: loaded.runpackPath, content: candidateBytes(context, accepted) },
    { path: `${loaded.folder}/${FIXTURE_FILE}`, content: writeFixture(accepted.fixture) },
  ];
}

function candidateBytes(context: Context, { from }: AcceptedFixture): Uint8Array {
  const produced = from.ending?.produced;
  if (produced?.kind === 'file') return produced.bytes;
  return readWhole(context.resolve(candidatePath(from.loaded)), { maxBytes: MAX_RUN_BYTES });
}
