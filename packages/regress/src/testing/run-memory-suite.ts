import { runSuite, type SuiteRequest, type SuiteRun } from '../run/run-suite.ts';
import type { GraderResult } from '../graders/grader.ts';
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
