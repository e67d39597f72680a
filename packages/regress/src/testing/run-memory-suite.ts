import { runSuite, type SuiteRequest, type SuiteRun } from '../run/run-suite.ts';
import type { GraderResult } from '../graders/grader.ts';
import type { JsonObject } from '@gait/canon';
import { makeRunpack, type RunShape } from './make-runpack.ts';
import { configText, fixtureFiles } from './make-suite.ts';
import { memoryStore } from './memory-store.ts';

/** Runs a suite in memory with the usual choices. */
export async function runMemorySuite(
  files: Readonly<Record<string, string | Uint8Array>>,
  choices: Partial<SuiteRequest> = {},
): Promise<SuiteRun> {
  return await runSuite(
    {
      configPath: 'gait.yaml',
      producerVersion: '1.4.0',
      profile: 'standard',
      filter: '',
      jobs: 1,
      contextConformance: false,
      allowContextRuntimeDrift: false,
      failVacuous: false,
      ...choices,
    },
    memoryStore(files),
  );
}

/** One grader's result by its full name. */
export function graderOf(run: SuiteRun, name: string): GraderResult {
  const found = run.result.graders.find((grader) => grader.name === name);
  if (found === undefined) throw new Error(`no grader ${name}`);
  return found;
}

/** A suite of one fixture `a` with a candidate. */
export async function compare(
  candidate: RunShape | Uint8Array,
  fields: JsonObject = {},
  recorded: RunShape = {},
  choices: Partial<SuiteRequest> = {},
): Promise<SuiteRun> {
  const bytes = candidate instanceof Uint8Array ? candidate : makeRunpack(candidate);
  const files = {
    'gait.yaml': configText('a'),
    ...fixtureFiles('a', { candidate_runpack: 'new.zip', ...fields }, makeRunpack(recorded)),
    'fixtures/a/new.zip': bytes,
  };
  return await runMemorySuite(files, choices);
}
