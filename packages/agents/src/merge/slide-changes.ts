/** Steps that sliding may go, for each line; beyond, runs stay where they were found. */
const STEPS_PER_LINE = 64;

/** A run of changed lines on its way. */
interface Run {
  readonly lines: ArrayLike<number>;
  readonly changed: Uint8Array;
  start: number;
  end: number;
  /** Lines in front of it that stay: as many stay in front of its place on the other side. */
  before: number;
  /** Steps that are left. */
  budget: number;
}

/**
 * Moves each run of changed lines as far down as repetition lets it, unless on the way it stands
 * beside a change of the other side: then to the last such place. Runs that meet become one.
 * Several ways to tell a change are equally short; this makes both sides of a merge, and git, tell
 * it at the same place.
 */
export function slideChanges(
  lines: ArrayLike<number>,
  changed: Uint8Array,
  others: Uint8Array,
): void {
  const beside = changesBetween(others);
  const run: Run = { lines, changed, start: 0, end: 0, before: 0, budget: 0 };
  run.budget = STEPS_PER_LINE * (lines.length + 1);
  while (run.end < lines.length && run.budget > 0) {
    if (changed[run.end] === 1) slideRun(run, beside);
    else {
      run.end += 1;
      run.before += 1;
    }
  }
}

function slideRun(run: Run, beside: Int32Array): void {
  const isBeside = (): boolean => (beside[run.before] ?? 0) > 0;
  run.start = run.end;
  takeBelow(run);
  let [size, first, meets] = [0, 0, false];
  do {
    size = run.end - run.start;
    while (slideUp(run));
    first = run.end;
    meets = isBeside();
    while (slideDown(run)) meets ||= isBeside();
  } while (size !== run.end - run.start && run.budget > 0);
  if (run.end !== first && meets) while (!isBeside() && slideUp(run));
}

function slideUp(run: Run): boolean {
  const { lines, changed, start, end, budget } = run;
  if (start === 0 || lines[start - 1] !== lines[end - 1] || budget <= 0) return false;
  changed[start - 1] = 1;
  changed[end - 1] = 0;
  run.start -= 1;
  run.end -= 1;
  run.before -= 1;
  run.budget -= 1;
  while (changed[run.start - 1] === 1) run.start -= 1;
  return true;
}

function slideDown(run: Run): boolean {
  const { lines, changed, start, end, budget } = run;
  if (end === lines.length || lines[start] !== lines[end] || budget <= 0) return false;
  changed[start] = 0;
  changed[end] = 1;
  run.start += 1;
  run.before += 1;
  run.budget -= 1;
  takeBelow(run);
  return true;
}

function takeBelow(run: Run): void {
  while (run.changed[run.end] === 1) run.end += 1;
}

/** How many changed lines stand in front of each line that stays, and after the last one. */
function changesBetween(changed: Uint8Array): Int32Array {
  const counts = new Int32Array(changed.length + 1);
  let at = 0;
  for (const one of changed) {
    if (one === 1) counts[at] = (counts[at] ?? 0) + 1;
    else at += 1;
  }
  return counts.subarray(0, at + 1);
}
