import { posix } from 'node:path';
import { isTest, listFiles, readText } from '../source-files.ts';
import type { Check } from './check.ts';
import { importsOf } from './import-directions.ts';

/** Files shorter than this, and faces, are tested through what uses them. */
const SHORT = 60;

/** Every library file of some length has a test beside it or is imported by a test of its package. */
export const testsPresent: Check = {
  name: 'tests present',
  findProblems() {
    const files = listFiles('packages').filter((file) => file.endsWith('.ts'));
    const tested = new Set(
      files.filter(isTest).flatMap((test) => [
        test.replace('.test.ts', '.ts'),
        ...importsOf(readText(test))
          .filter((name) => name.startsWith('.'))
          .map((name) => posix.join(posix.dirname(test), name)),
      ]),
    );
    return files
      .filter((file) => !isTest(file) && !file.endsWith('/index.ts') && !tested.has(file))
      .map((file) => ({ file, lines: readText(file).split('\n').length }))
      .filter(({ lines }) => lines >= SHORT)
      .map(({ file, lines }) => `${file}: ${lines} lines and no test imports it`);
  },
};
