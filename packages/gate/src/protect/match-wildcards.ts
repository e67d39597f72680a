/** True when the text holds characters that a shell or a tool may take for a pattern. */
export function hasWildcards(text: string): boolean {
  return /[*?[{]|[@+!]\(/u.test(text);
}

/**
 * One component of a path against a pattern of `*`, `?` and `[…]`. A class stands for any
 * character: whether it would really match does not matter for what is refused. Linear but for
 * one step back.
 */
export function matchWildcards(pattern: string, name: string): boolean {
  const parts = pattern.replaceAll(/\[[^\]]*\]/gu, '?');
  let p = 0;
  let n = 0;
  let star = -1;
  let mark = 0;
  while (n < name.length) {
    const character = parts[p];
    if (character === '*') {
      star = p++;
      mark = n;
    } else if (character !== undefined && (character === '?' || character === name[n])) {
      p++;
      n++;
    } else if (star >= 0) {
      p = star + 1;
      n = ++mark;
    } else return false;
  }
  while (parts[p] === '*') p++;
  return p === parts.length;
}

/** True when some name may match both patterns: their fixed beginnings and ends agree. */
export function mayMeet(left: string, right: string): boolean {
  const [a, b] = [left, right].map((pattern) => ({
    front: pattern.replace(/[*?[].*$/su, ''),
    back: pattern.replace(/^.*[*?\]]/su, ''),
  })) as [Ends, Ends];
  const fronts = a.front.startsWith(b.front) || b.front.startsWith(a.front);
  return fronts && (a.back.endsWith(b.back) || b.back.endsWith(a.back));
}

interface Ends {
  readonly front: string;
  readonly back: string;
}

const MOST_WORDS = 64;

/** `a{b,c}` → `ab`, `ac`. Gives up at 64 words: the rest is then taken for `*`. */
export function expandBraces(text: string): readonly string[] {
  const done: string[] = [];
  const pending = [text];
  for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
    // Innermost first: it has no braces inside.
    const [whole = '', inside = ''] = /\{([^{}]*)\}/u.exec(next) ?? [];
    if (whole === '') done.push(next.replaceAll(/[{}]/gu, ''));
    else if (done.length + pending.length >= MOST_WORDS)
      done.push(next.replaceAll(/\{[^/]*\}|[{}]/gu, '*'));
    else {
      const words = /^[^,]*\.\.[^,]*$/u.test(inside) ? ['*'] : inside.split(',');
      for (const word of words) pending.push(next.replace(whole, () => word));
    }
  }
  return done;
}
