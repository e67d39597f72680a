import { spreadOf, type Spread } from './measure.ts';

/** What a figure must not miss: the ratio of the medians, or our own median. */
export interface Bar {
  readonly on: 'ratio' | 'value';
  readonly most?: number;
  readonly least?: number;
}

/** One line of the result. */
export interface Row {
  readonly name: string;
  /** `x`: a ratio of two of our own figures. */
  readonly unit: 'us' | 'ms' | '/s' | 'x';
  readonly ours: Spread;
  /** Whom `theirs` is about. */
  readonly beside?: string;
  readonly theirs?: Spread;
  /** Our median over theirs. */
  readonly ratio?: number;
  readonly bar?: Bar;
  readonly holds?: boolean;
}

/** Whose figures stand beside ours, and what we allow ourselves. */
export interface RowOptions {
  readonly beside?: string;
  readonly theirs?: readonly number[] | undefined;
  readonly bar?: Bar | undefined;
}

/** Sums up rounds; without `theirs` a bar on the ratio says nothing. */
export function makeRow(
  name: string,
  unit: Row['unit'],
  ours: readonly number[],
  { beside = 'reference', theirs = [], bar }: RowOptions = {},
): Row {
  const own = spreadOf(ours);
  const other = theirs.length === 0 ? undefined : spreadOf(theirs);
  const ratio = other === undefined ? undefined : own.median / other.median;
  const judged = bar?.on === 'value' ? own.median : ratio;
  return {
    name,
    unit,
    ours: own,
    ...(other === undefined || ratio === undefined ? {} : { beside, theirs: other, ratio }),
    ...(bar === undefined || judged === undefined ? {} : { bar, holds: within(bar, judged) }),
  };
}

function within({ most = Number.POSITIVE_INFINITY, least = 0 }: Bar, value: number): boolean {
  return value <= most && value >= least;
}

const NAME = 44;
const COLUMN = 13;

/** The head over lines of `formatRow`. */
export const HEAD = [
  ''.padEnd(NAME),
  ...['ours min', 'median', 'theirs min', 'median'].map((title) => title.padStart(COLUMN)),
  'ratio'.padStart(8),
  'bar'.padStart(12),
].join('');

/** One line of a table. */
export function formatRow({ name, unit, ours, theirs, beside, ratio, bar, holds }: Row): string {
  const digits = { us: 2, ms: 2, '/s': 0, x: 2 }[unit];
  const figure = (value: number | undefined): string =>
    (value === undefined ? '-' : `${value.toFixed(digits)} ${unit}`).padStart(COLUMN);
  const limit =
    bar === undefined || holds === undefined
      ? ''
      : bar.most === undefined
        ? `>= ${bar.least}`
        : `<= ${bar.most}`;
  return [
    name.padEnd(NAME),
    figure(ours.minimum),
    figure(ours.median),
    figure(theirs?.minimum),
    figure(theirs?.median),
    (ratio === undefined ? '-' : ratio.toFixed(3)).padStart(8),
    limit.padStart(12),
    holds === undefined ? '' : holds ? '  ok' : '  MISSED',
    beside === undefined || beside === 'reference' ? '' : `  ${beside}`,
  ].join('');
}
