import { compareUtf8 } from '@gait/canon';
import { clean } from '../text/clean-text.ts';

/** The one empty list: decisions share it. */
export const NO_CODES: readonly string[] = Object.freeze([]);

/** Up to this many codes are put in order one by one. */
const FEW_CODES = 24;

/** Trimmed, unique, in UTF-8 byte order, without empty items. */
export function codeList(codes: readonly string[]): readonly string[] {
  if (codes.length > FEW_CODES) return manyCodes(codes);
  const list: string[] = [];
  for (const code of codes) {
    const trimmed = clean(code);
    if (trimmed !== '') insert(list, trimmed);
  }
  return list.length === 0 ? NO_CODES : list;
}

function manyCodes(codes: readonly string[]): readonly string[] {
  const kept = new Set(codes.map(clean));
  kept.delete('');
  return kept.size === 0 ? NO_CODES : [...kept].sort(compareUtf8);
}

function insert(list: string[], code: string): void {
  let at = list.length;
  while (at > 0) {
    const order = compareUtf8(list[at - 1] as string, code);
    if (order === 0) return;
    if (order < 0) break;
    at--;
  }
  if (at === list.length) list.push(code);
  else list.splice(at, 0, code);
}

/** Both lists, each made by `codeList`, as one. A list that adds nothing costs nothing. */
export function mergeCodes(left: readonly string[], right: readonly string[]): readonly string[] {
  if (right.length === 0) return left;
  if (left.length === 0) return right;
  if (left.length + right.length > FEW_CODES) return manyCodes([...left, ...right]);
  const list = left.slice();
  for (const code of right) insert(list, code);
  return list;
}
