import { stripVTControlCharacters } from 'node:util';
import { localBin, runCommand } from '../run-command.ts';
import type { Check } from './check.ts';

/** Lines of the frames around tables. */
const BOX = /[│─┌├└]/;

function toolCheck(name: string, tool: string, ...args: readonly string[]): Check {
  return {
    name,
    async findProblems() {
      const { status, output } = await runCommand([...localBin(tool), ...args], {
        env: { NO_COLOR: '1', CI: '1', FORCE_COLOR: undefined },
      });
      if (status === 0) return [];
      const lines = stripVTControlCharacters(output)
        .split('\n')
        .filter((line) => line.trim() !== '' && !BOX.test(line));
      return lines.length > 0 ? lines : [`${tool} ended with status ${status}`];
    },
  };
}

/** The checks that a kept tool does, each with the settings in the root of the checkout. */
export const TOOL_CHECKS: readonly Check[] = [
  toolCheck('types', 'tsc', '--noEmit', '-p', '.'),
  toolCheck('lint', 'oxlint', '--format', 'unix', '--deny-warnings'),
  toolCheck('format', 'oxfmt', '--list-different'),
  toolCheck('unused code', 'knip', '--no-progress', '--no-config-hints'),
  toolCheck('only in tests', 'knip', '--production', '--no-progress', '--no-config-hints'),
  // Limits in .jscpd.json: any copy of that size fails.
  toolCheck('duplicate code', 'jscpd', '--config', '.jscpd.json', '--exit-code', '1', '.'),
];
