/** Long runs on hostile input and at scale: every tests/soak/*.soak.ts. Arguments choose files by a part of their name. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { buildExecutables, packageVersion } from './build.ts';
import { printSummary, runBunSuite } from './run-suite.ts';
import { ROOT, listFiles } from './source-files.ts';

const wanted = process.argv.slice(2);
const files = listFiles('tests/soak')
  .filter((file) => file.endsWith('.soak.ts'))
  .filter((file) => wanted.length === 0 || wanted.some((word) => file.includes(word)))
  .map((file) => `./${file}`);
mkdirSync(join(ROOT, 'reports'), { recursive: true });
await buildExecutables({ out: join(ROOT, 'dist'), version: packageVersion() });
process.exitCode = printSummary([
  await runBunSuite('soak', files, { workers: 1, timeoutMs: 3_600_000 }),
]);
