import { readCommand, readSql } from '@gait/commands';
import type { ScratchProject } from '../../conformance/commands/scratch-project.ts';
import { NESTED, PARSED, type Shape } from './shapes.ts';

type Place = Pick<ScratchProject, 'project' | 'home'>;

const MEGABYTE = 1_000_000;
const KIB = 1024;
const LONGEST_MS = 100;
/** Below and just below the longest text that each language is read of at all. */
const SIZES: Readonly<Record<Shape['dialect'], readonly number[]>> = {
  sh: [32 * KIB, 64 * KIB, 128 * KIB, 255 * KIB],
  powershell: [4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB - 64],
  cmd: [4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB - 64],
  sql: [8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB - 64],
};
/** Below and just below what the parser of shells is given. */
const PARSED_SIZES = [2 * KIB, 4 * KIB, 8 * KIB, 16 * KIB - 64];
/** From the first size to the last the time grows as the text does, with room for noise. */
const MOST_GROWTH = 8 * 2.5;
/** Shorter times say nothing about growth. */
const LEAST_MS = 1.5;
const RUNS = 5;

/**
 * Times the reader on a megabyte of each shape, and on growing texts below its caps.
 *
 * @returns whether all were answered in time, those of a megabyte as not understood, and none took
 *   more time than its text grew
 */
export function timeParser(place: Place): boolean {
  console.log('\na megabyte of');
  let good = true;
  for (const [name, shape] of Object.entries(NESTED)) {
    const { took, said } = timeOnce(shape, MEGABYTE, place);
    const bad = took >= LONGEST_MS || said === 'understood';
    if (bad) good = false;
    print(name, [took], `${said}${bad ? '  !' : ''}`);
  }
  const grown = Object.entries(SIZES).map(([dialect, sizes]) => {
    const shapes = Object.entries(NESTED).filter(([, shape]) => shape.dialect === dialect);
    return grow(`${dialect}, below the longest text`, shapes, sizes, place);
  });
  const parsed = Object.entries(PARSED);
  grown.push(grow('sh, below the longest syntax', parsed, PARSED_SIZES, place));
  return good && !grown.includes(false);
}

function grow(
  title: string,
  shapes: readonly (readonly [string, Shape])[],
  sizes: readonly number[],
  place: Place,
): boolean {
  console.log(`\n${title}: ${sizes.map((size) => Math.round(size / KIB)).join(', ')} KiB`);
  let good = true;
  for (const [name, shape] of shapes) {
    const measured = sizes.map((size) => timeBest(shape, size, place));
    const took = measured.map((one) => one.took);
    const [first = 0] = took;
    const last = took.at(-1) ?? 0;
    const bad = last >= LONGEST_MS || last > Math.max(first, LEAST_MS) * MOST_GROWTH;
    if (bad) good = false;
    print(name, took, `${measured.at(-1)?.said ?? ''}${bad ? '  !' : ''}`);
  }
  return good;
}

function print(name: string, took: readonly number[], said: string): void {
  const columns = took.map((ms) => ms.toFixed(1).padStart(8)).join('');
  console.log(`  ${name.padEnd(30)}${columns} ms  ${said}`);
}

interface Timed {
  readonly took: number;
  readonly said: string;
}

function timeBest(shape: Shape, size: number, place: Place): Timed {
  const runs = Array.from({ length: RUNS }, () => timeOnce(shape, size, place));
  return runs.reduce((best, run) => (run.took < best.took ? run : best));
}

function timeOnce({ dialect, make }: Shape, size: number, { project, home }: Place): Timed {
  const text = make(size);
  const started = performance.now();
  const said =
    dialect === 'sql' ? readStatements(text) : readShellText(text, dialect, project, home);
  return { took: performance.now() - started, said };
}

function readStatements(text: string): string {
  return readSql(text, 'unknown').complete ? 'understood' : 'incomplete';
}

function readShellText(
  text: string,
  dialect: 'sh' | 'powershell' | 'cmd',
  ...[project, home]: [string, string]
): string {
  const { obscurities } = readCommand(text, {
    dialect,
    folder: project,
    project,
    home,
    variables: new Map(),
    readText: () => undefined,
  });
  return obscurities.join(', ') || 'understood';
}
