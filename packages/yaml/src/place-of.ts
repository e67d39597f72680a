/** A place in a text, both from 1; columns count UTF-16 code units. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

/** Line and column of a position in a text. */
export function placeOf(text: string, position: number): TextPlace {
  const before = text.slice(0, position);
  const start = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line: before.split(/\r\n|\n|\r/u).length, column: position - start + 1 };
}

/** Tells the places of many positions in one text. */
export function placeFinder(text: string): (position: number) => TextPlace {
  const starts = lineStarts(text);
  return (position) => {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: position - (starts[low] as number) + 1 };
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/gu)) starts.push(index + end.length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Tells the line, from 1, of many positions in one text. */
export function lineFinder(text: string): (position: number) => number {
  const find = placeFinder(text);
  return (position) => find(position).line;
}
