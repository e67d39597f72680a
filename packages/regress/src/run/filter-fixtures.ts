import { CodedError } from '@gait/canon';

/**
 * The items whose name contains the text or, with `*` or `?` in it, matches it as a
 * whole. The empty text keeps all. Error `regress_filter`: nothing is left.
 */
export function filterFixtures<T extends { readonly name: string }>(
  items: readonly T[],
  filter: string,
): readonly T[] {
  if (filter === '') return items;
  const kept = items.filter((item) => matches(item.name, filter));
  if (kept.length > 0) return kept;
  const names = items.slice(0, 10).map((item) => item.name);
  throw new CodedError('regress_filter', `no fixture matches ${JSON.stringify(filter)}`, {
    hint: names.length === 0 ? 'there are no fixtures' : `fixtures: ${names.join(', ')}`,
  });
}

function matches(name: string, filter: string): boolean {
  if (!/[*?]/u.test(filter)) return name.includes(filter);
  return glob(name, filter);
}

/** Greedy with one point of return: linear but for `*`, never exponential. */
function glob(name: string, pattern: string): boolean {
  let at = 0;
  let p = 0;
  let star = -1;
  let from = 0;
  while (at < name.length) {
    if (
      p < pattern.length &&
      (pattern[p] === '?' || (pattern[p] !== '*' && pattern[p] === name[at]))
    ) {
      at++;
      p++;
    } else if (pattern[p] === '*') {
      star = p++;
      from = at;
    } else if (star >= 0) {
      p = star + 1;
      at = ++from;
    } else {
      return false;
    }
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}
