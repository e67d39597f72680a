import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { countTests, type TestCounts } from './junit.ts';
import { runCommand } from './run-command.ts';
import { ROOT } from './source-files.ts';

/** The outcome of one suite; its JUnit report is reports/<name>.xml. */
export interface SuiteResult extends TestCounts {
  readonly name: string;
  readonly seconds: number;
}

/** How a suite is run. */
export interface SuiteOptions {
  readonly workers?: number;
  /** Longest time of one test. */
  readonly timeoutMs?: number;
}

const TEST_TIMEOUT_MS = 120_000;

function settle(name: string, status: number, seconds: number): SuiteResult {
  const counts = countTests(join(ROOT, 'reports', `${name}.xml`));
  // A file that does not even load is in no report, only in the exit status.
  if (status === 0 || counts.failed > 0) return { name, seconds, ...counts };
  const failures = [`the ${name} runner ended with status ${status}`];
  return { name, seconds, ...counts, failed: 1, failures };
}

/** Runs test files under Bun, several at once, and shows the failures only. */
export async function runBunSuite(
  name: string,
  files: readonly string[],
  { workers = availableParallelism(), timeoutMs = TEST_TIMEOUT_MS }: SuiteOptions = {},
): Promise<SuiteResult> {
  const { status, seconds } = await runCommand(
    [
      process.execPath,
      'test',
      '--only-failures',
      `--parallel=${workers}`,
      `--timeout=${timeoutMs}`,
      '--reporter=junit',
      `--reporter-outfile=reports/${name}.xml`,
      ...files,
    ],
    { show: true, env: { TZ: 'UTC' } },
  );
  return settle(name, status, seconds);
}

/** Bundles test files for Node and runs them with Node's own runner: the libraries work there too. */
export async function runNodeSuite(name: string, files: readonly string[]): Promise<SuiteResult> {
  const folder = 'reports/node-tests';
  const bundled = await runCommand([
    process.execPath,
    'build',
    '--target=node',
    '--format=esm',
    `--outdir=${folder}`,
    '--entry-naming=[name].mjs',
    ...files,
  ]);
  if (bundled.status !== 0) console.log(bundled.output);
  const { status, output, seconds } = await runCommand([
    'node',
    '--test',
    '--test-reporter=junit',
    `--test-reporter-destination=reports/${name}.xml`,
    ...files.map((file) => `${folder}/${basename(file, '.ts')}.mjs`),
  ]);
  if (output.trim() !== '') console.log(output);
  return settle(name, bundled.status === 0 ? status : bundled.status, seconds);
}

/** Prints the failures and one line for each suite; answers with the exit status. */
export function printSummary(results: readonly SuiteResult[]): number {
  for (const { name, failures } of results) {
    for (const failure of failures) console.log(`FAILED  ${name}: ${failure}`);
  }
  console.log('');
  for (const { name, passed, failed, skipped, seconds } of results) {
    const counts = `${passed} passed, ${failed} failed, ${skipped} skipped`;
    console.log(`${name.padEnd(12)}${counts.padEnd(44)}${seconds.toFixed(1)} s`);
  }
  return results.every(({ failed }) => failed === 0) ? 0 : 1;
}
