/**
 * Tests against the real world: full disks, shells, what needs rights that a plain test run lacks.
 * Every tests/real/*.real.ts and *.test.ts; `--quick` leaves out the ones that need minutes (*.slow.*).
 * AI coding tools are installed into a cache folder by the groups that drive them.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutables, packageVersion } from './build.ts';
import { missingNeeds } from './real-needs.ts';
import { printSummary, runBunSuite } from './run-suite.ts';
import { ROOT, listFiles } from './source-files.ts';

const quick = process.argv.includes('--quick');
const files = listFiles('tests/real')
  .filter((file) => /\.(?:real|test)\.ts$/.test(file) && !(quick && /\.slow\.\w+\.ts$/.test(file)))
  .map((file) => `./${file}`);
mkdirSync(join(ROOT, 'reports'), { recursive: true });
await buildExecutables({ out: join(ROOT, 'dist'), version: packageVersion() });
process.exitCode = printSummary([
  await runBunSuite('real', files, { workers: 1, timeoutMs: 600_000 }),
]);
const which = (name: string): string | null => Bun.which(name);
for (const line of missingNeeds({ env: process.env, which, quick })) console.log(line);
