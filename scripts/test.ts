/**
 * Builds what the tests run, then runs every suite and prints one summary.
 * Arguments name folders or files: only their Bun tests run then.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutables, packageVersion } from './build.ts';
import { type SuiteResult, printSummary, runBunSuite, runNodeSuite } from './run-suite.ts';
import { ROOT, listFiles } from './source-files.ts';

/** The version that the reference vectors were made with; it enters digests of written files. */
const CONFORMANCE_VERSION = '1.4.0';
/** Run on their own by `npm run soak` and `npm run test:real`. */
const ELSEWHERE = /^tests\/(?:soak|real|node)\//;

await buildExecutables({ out: join(ROOT, 'dist'), version: packageVersion() });
await buildExecutables({ out: join(ROOT, 'dist', 'conformance'), version: CONFORMANCE_VERSION });
rmSync(join(ROOT, 'reports'), { recursive: true, force: true });
mkdirSync(join(ROOT, 'reports'), { recursive: true });

const wanted = process.argv.slice(2);
const results: SuiteResult[] = [];
if (wanted.length > 0) {
  results.push(await runBunSuite('bun', wanted));
} else {
  const files = listFiles().filter((file) => file.endsWith('.test.ts') && !ELSEWHERE.test(file));
  results.push(
    await runBunSuite(
      'bun',
      files.map((file) => `./${file}`),
    ),
  );
  results.push(
    await runNodeSuite(
      'node',
      listFiles('tests/node').filter((file) => file.endsWith('.node.ts')),
    ),
  );
}
process.exitCode = printSummary(results);
