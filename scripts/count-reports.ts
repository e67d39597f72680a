/** Prints `PASSED FAILED` summed over the JUnit reports in reports/. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { countTests } from './junit.ts';
import { ROOT } from './source-files.ts';

const folder = join(ROOT, 'reports');
const counts = readdirSync(folder)
  .filter((name) => name.endsWith('.xml'))
  .map((name) => countTests(join(folder, name)));
const passed = counts.reduce((sum, count) => sum + count.passed, 0);
const failed = counts.reduce((sum, count) => sum + count.failed, 0);
console.log(`${passed} ${failed}`);
