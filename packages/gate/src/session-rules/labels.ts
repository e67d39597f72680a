import { sortUtf8 } from '@gait/canon';

/** Labels of data, sorted and unique. `*` among them: it may carry any label at all. */
export type Labels = readonly string[];

/** The label that stands for every label. */
export const ANY_LABEL = '*';
/** Nothing known to be sensitive. */
export const NO_LABELS: Labels = Object.freeze([]);
/** All labels. */
export const ALL_LABELS: Labels = Object.freeze([ANY_LABEL]);

/** More labels than this in one session, or longer ones, count as every label. */
const MAX_LABELS = 64;
const MAX_LABEL_LENGTH = 128;

/** The labels of both. */
export function joinLabels(left: Labels, right: Labels): Labels {
  if (right.length === 0 || left === right) return left;
  if (left.length === 0) return bounded(right);
  if (right.every((label) => left.includes(label))) return left;
  return bounded(sortUtf8([...new Set([...left, ...right])]));
}

/** Which of `wanted` the labels hold, or may hold. */
export function heldOf(wanted: readonly string[], labels: Labels): readonly string[] {
  if (labels.includes(ANY_LABEL)) return wanted;
  return wanted.filter((label) => labels.includes(label));
}

function bounded(labels: Labels): Labels {
  const fits =
    labels.length <= MAX_LABELS && labels.every(({ length }) => length <= MAX_LABEL_LENGTH);
  return fits ? labels : ALL_LABELS;
}
