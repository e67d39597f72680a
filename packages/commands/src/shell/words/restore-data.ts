import { DATA_START } from '../marks.ts';
import type { Run } from '../run.ts';

const PIECE = /\uFDD5\d+\uFDD6/g;

/** Puts back the data that the parser was spared, and notes that it stood where data stands. */
export function restoreData(run: Run, text: string, quoted: boolean): string {
  if (!text.includes(DATA_START)) return text;
  return text.replaceAll(PIECE, (key) => {
    const piece = run.data.get(key);
    if (piece === undefined) return key;
    if (quoted) piece.met = true;
    return piece.text;
  });
}
