import { readConfig } from '../config/read-config.ts';
import type { RegressConfig } from '../config/config-record.ts';
import { judgeEnding, type CommandEnding, type JudgedEnding } from '../exec/judge-ending.ts';
import type { GradeOptions, Subject } from '../graders/grader.ts';
import type { RegressProfile, Tolerated } from '../profile.ts';
import { filterFixtures } from './filter-fixtures.ts';
import { findCandidate } from './find-candidate.ts';
import { gradeSuite, type GradedSuite, type SuiteOptions } from './grade-suite.ts';
import { loadFixtures, type LoadedFixture } from './load-fixtures.ts';
import { mapConcurrent } from './map-concurrent.ts';
import type { SuiteStore } from './suite-store.ts';

/** What is to be run, and how it is judged. */
export interface SuiteRequest extends GradeOptions {
  readonly configPath: string;
  readonly producerVersion: string;
  readonly profile: RegressProfile;
  /** Keeps only fixtures whose name matches; empty: all. */
  readonly filter: string;
  /** Makes a candidate for a fixture; without it each fixture's own candidate is compared. */
  readonly runCommand?: RunCommand;
  /** Commands at the same time. */
  readonly jobs: number;
}

/** Runs a command for one fixture and says how it ended. */
export type RunCommand = (loaded: LoadedFixture, index: number) => Promise<CommandEnding>;

/** A suite that was run. */
export interface SuiteRun extends GradedSuite {
  readonly config: RegressConfig;
  readonly cases: readonly SuiteCase[];
  /** What `compat` let pass. */
  readonly tolerated: readonly Tolerated[];
  /** What the cases were graded by. */
  readonly options: SuiteOptions;
}

/** One fixture and what it was compared with. */
export interface SuiteCase {
  readonly loaded: LoadedFixture;
  readonly subject: Subject;
  /** How the command ended, where one was run. */
  readonly ending?: CommandEnding;
}

/**
 * Reads a suite, finds or makes a candidate for each fixture, and grades them all
 * (gait-formats §5.3). Every recorded run is in memory before the first command
 * starts: a command cannot change what it is judged by.
 *
 * Errors: those of `readConfig`, `loadFixtures` and `filterFixtures`, and what
 * `runCommand` throws.
 */
export async function runSuite(request: SuiteRequest, store: SuiteStore): Promise<SuiteRun> {
  const tolerated: Tolerated[] = [];
  const reading = {
    profile: request.profile,
    tolerate: (found: Tolerated) => void tolerated.push(found),
  };
  const { config, loaded } = await store.atRest(
    async () => await loadSuite(request, store, reading),
  );
  const { runCommand } = request;
  const cases =
    runCommand === undefined
      ? compareAll(loaded, store, reading)
      : await mapConcurrent(loaded, request.jobs, (one, index) =>
          runOne(one, index, runCommand, request.profile),
        );
  const options: SuiteOptions = {
    ...request,
    fixtureSet: config.fixtureSet,
    exec: runCommand !== undefined,
  };
  const subjects = cases.map((one) => one.subject);
  return { ...gradeSuite(subjects, options), config, cases, tolerated, options };
}

interface Reading {
  readonly profile: RegressProfile;
  readonly tolerate: (found: Tolerated) => void;
}

async function loadSuite(
  { configPath, filter }: SuiteRequest,
  store: SuiteStore,
  reading: Reading,
): Promise<{ readonly config: RegressConfig; readonly loaded: readonly LoadedFixture[] }> {
  const config = await readConfig(store.read(configPath), { ...reading, file: configPath });
  const fixtures = filterFixtures(config.fixtures, config.fixtures.length === 0 ? '' : filter);
  return { config, loaded: await loadFixtures({ ...config, fixtures }, store, reading) };
}

function compareAll(
  loaded: readonly LoadedFixture[],
  store: SuiteStore,
  reading: Reading,
): SuiteCase[] {
  const cases: SuiteCase[] = [];
  for (const one of loaded) {
    const candidate = findCandidate(one, store, reading.profile, reading.tolerate);
    cases.push({ loaded: one, subject: { ...subjectOf(one), candidate } });
  }
  return cases;
}

async function runOne(
  loaded: LoadedFixture,
  index: number,
  runCommand: RunCommand,
  profile: RegressProfile,
): Promise<SuiteCase> {
  const ending = await runCommand(loaded, index);
  const { outcome, candidate }: JudgedEnding = judgeEnding(ending, loaded.runpack, profile);
  return { loaded, ending, subject: { ...subjectOf(loaded), candidate, exec: outcome } };
}

function subjectOf(loaded: LoadedFixture): Pick<Subject, 'fixture' | 'source' | 'refusals'> {
  return { fixture: loaded.fixture, source: loaded.runpack, refusals: loaded.refusals };
}
