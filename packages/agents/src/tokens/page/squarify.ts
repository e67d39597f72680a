/** A rectangle; all numbers in the units of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Divides a rectangle among weights so that areas are in their proportion and the parts are near to
 * squares (Bruls, Huizing, van Wijk 2000).
 *
 * @param weights above 0, the largest first
 * @returns a box for each weight, in their order
 */
export function squarify(weights: readonly number[], area: Box): readonly Box[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const boxes: Box[] = [];
  let rest = area;
  let left = total;
  for (let start = 0; start < weights.length;) {
    const scale = left === 0 ? 0 : (rest.width * rest.height) / left;
    const side = Math.min(rest.width, rest.height);
    let end = start + 1;
    let sum = weights[start] ?? 0;
    while (end < weights.length) {
      const next = weights[end] ?? 0;
      if (
        worst(weights[start] ?? 0, next, sum + next, side, scale) >
        worst(weights[start] ?? 0, weights[end - 1] ?? 0, sum, side, scale)
      )
        break;
      sum += next;
      end += 1;
    }
    const row = weights.slice(start, end);
    boxes.push(...layRow(row, sum, rest, scale));
    rest = without(rest, sum * scale);
    left -= sum;
    start = end;
  }
  return boxes;
}

/** The worst proportion of sides in a row of parts whose sum is known. */
function worst(
  largest: number,
  smallest: number,
  sum: number,
  side: number,
  scale: number,
): number {
  const row = sum * scale;
  const square = side * side;
  return Math.max(
    (square * largest * scale) / (row * row),
    (row * row) / (square * smallest * scale),
  );
}

function layRow(row: readonly number[], sum: number, area: Box, scale: number): readonly Box[] {
  const wide = area.width >= area.height;
  const side = Math.min(area.width, area.height);
  const depth = side === 0 ? 0 : (sum * scale) / side;
  let at = wide ? area.y : area.x;
  return row.map((weight) => {
    const length = sum === 0 ? 0 : (weight / sum) * side;
    const box = wide
      ? { x: area.x, y: at, width: depth, height: length }
      : { x: at, y: area.y, width: length, height: depth };
    at += length;
    return box;
  });
}

function without({ x, y, width, height }: Box, taken: number): Box {
  if (width >= height) {
    const depth = height === 0 ? 0 : taken / height;
    return { x: x + depth, y, width: Math.max(0, width - depth), height };
  }
  const depth = width === 0 ? 0 : taken / width;
  return { x, y: y + depth, width, height: Math.max(0, height - depth) };
}
