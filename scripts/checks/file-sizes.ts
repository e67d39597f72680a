import { listCode, readText } from '../source-files.ts';
import type { Check } from './check.ts';

const LONGEST = 500;
const LONGEST_MEDIAN = 120;

/** A file is one idea: none is longer than 500 lines, and the median stays short. */
export const fileSizes: Check = {
  name: 'file sizes',
  findProblems() {
    const lengths = listCode().map((file) => ({
      file,
      lines: readText(file).split('\n').length - 1,
    }));
    const problems = lengths
      .filter(({ lines }) => lines > LONGEST)
      .map(({ file, lines }) => `${file}: ${lines} lines, at most ${LONGEST}`);
    const sorted = lengths.map(({ lines }) => lines).toSorted((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
    if (median > LONGEST_MEDIAN)
      problems.push(`the median file has ${median} lines, at most ${LONGEST_MEDIAN}`);
    return problems;
  },
};
