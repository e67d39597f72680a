/** Runs every static check, prints one line for each, and ends with 1 when one fails. */
import type { Check } from './checks/check.ts';
import { fileSizes } from './checks/file-sizes.ts';
import { importDirections } from './checks/import-directions.ts';
import { licences } from './checks/licences.ts';
import { machinePaths } from './checks/machine-paths.ts';
import { purity } from './checks/purity.ts';
import { rooms } from './checks/rooms.ts';
import { scopeNames } from './checks/scope-names.ts';
import { testsPresent } from './checks/tests-present.ts';
import { TOOL_CHECKS } from './checks/tools.ts';

const CHECKS: readonly Check[] = [
  ...TOOL_CHECKS,
  importDirections,
  purity,
  rooms,
  scopeNames,
  licences,
  machinePaths,
  fileSizes,
  testsPresent,
];
const SHOWN = 60;

const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const check of CHECKS) {
  if (wanted.length > 0 && !wanted.some((word) => check.name.includes(word))) continue;
  const started = performance.now();
  const problems = await Promise.try(() => check.findProblems()).catch((error: unknown) => [
    String(error),
  ]);
  const time = `${((performance.now() - started) / 1000).toFixed(1)} s`.padStart(7);
  if (problems.length === 0) {
    passed += 1;
    console.log(`ok      ${check.name.padEnd(18)}${time}`);
    continue;
  }
  failed += 1;
  console.log(`FAILED  ${check.name.padEnd(18)}${time}`);
  for (const problem of problems.slice(0, SHOWN)) console.log(`        ${problem}`);
  if (problems.length > SHOWN) console.log(`        and ${problems.length - SHOWN} more lines`);
}
console.log(`checks: ${passed} passed, ${failed} failed`);
// A misspelt name must not look like success.
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
