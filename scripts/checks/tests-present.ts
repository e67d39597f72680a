import { posix } from 'node:path';
import { isTest, listFiles, readText } from '../source-files.ts';
import type { Check } from './check.ts';
import { importsOf } from './import-directions.ts';

/** Shorter files, and faces, are tested through what uses them. */
const SHORT = 60;

/** Files that a file imports by a relative path. */
function relativeImports(file: string): readonly string[] {
  return importsOf(readText(file))
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(file), name));
}

/** A test speaks for what it imports, and for the parts of that which lie in the same folder. */
function filesTestedBy(test: string, known: ReadonlySet<string>): ReadonlySet<string> {
  const tested = new Set<string>();
  const visit = (file: string): void => {
    if (tested.has(file) || !known.has(file)) return;
    tested.add(file);
    for (const imported of relativeImports(file)) {
      if (posix.dirname(imported) === posix.dirname(file)) visit(imported);
    }
  };
  for (const imported of relativeImports(test)) visit(imported);
  return tested;
}

/** Every library file of some length is what a test of its package is about. */
export const testsPresent: Check = {
  name: 'tests present',
  findProblems() {
    const files = listFiles('packages').filter((file) => file.endsWith('.ts'));
    const known = new Set(files);
    const tested = new Set(files.filter(isTest).flatMap((test) => [...filesTestedBy(test, known)]));
    return files
      .filter((file) => !isTest(file) && !file.endsWith('/index.ts') && !tested.has(file))
      .map((file) => ({ file, lines: readText(file).split('\n').length }))
      .filter(({ lines }) => lines >= SHORT)
      .map(({ file, lines }) => `${file}: ${lines} lines and no test is about it`);
  },
};
