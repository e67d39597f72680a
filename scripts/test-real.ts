/**
 * Tests against the real world: full disks, kill -9, other runtimes, big inputs. Each file is
 * tests/real/*.real.ts; `--quick` leaves out the ones that need minutes (*.slow.real.ts).
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutables, packageVersion } from './build.ts';
import { printSummary, runBunSuite } from './run-suite.ts';
import { ROOT, listFiles } from './source-files.ts';

const quick = process.argv.includes('--quick');
const files = listFiles('tests/real')
  .filter((file) => file.endsWith('.real.ts') && !(quick && file.endsWith('.slow.real.ts')))
  .map((file) => `./${file}`);
mkdirSync(join(ROOT, 'reports'), { recursive: true });
await buildExecutables({ out: join(ROOT, 'dist'), version: packageVersion() });
process.exitCode = printSummary([
  await runBunSuite('real', files, { workers: 1, timeoutMs: 600_000 }),
]);
