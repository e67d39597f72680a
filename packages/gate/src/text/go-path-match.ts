/**
 * Go's `path.Match`: `*` any run without `/`, `?` one character but `/`, `[a-z]` and `[^a-z]`,
 * backslash for a plain character; the whole name must match. A malformed pattern matches
 * nothing.
 *
 * The star steps over bytes while `?` and sets read characters, so both sides are compared as
 * UTF-8. A star gives up its place to the next one, so time is bounded by the product of the
 * lengths: a pattern like `*a*a*a*b` cannot make a decision slow.
 */
export function goPathMatch(pattern: string, name: string): boolean {
  // Most names are no match from the start: they are long, patterns are short.
  const [plain] = PLAIN_START.exec(pattern) as RegExpExecArray;
  if (!name.startsWith(plain)) return false;
  const p = utf8Units(pattern);
  if (!isWellFormed(p)) return false;
  const n = utf8Units(name);
  let at = 0;
  let from = 0;
  let star = -1;
  let starFrom = 0;
  while (from < n.length || at < p.length) {
    if (p[at] === '*') {
      star = at++;
      starFrom = from;
      continue;
    }
    const step = matchItem(p, at, n, from);
    if (step !== undefined) {
      at = step.at;
      from = step.from;
      continue;
    }
    // The last star takes one byte more, unless that is a slash.
    if (star < 0 || starFrom >= n.length || n[starFrom] === '/') return false;
    at = star + 1;
    from = ++starFrom;
  }
  return true;
}

/** False for a pattern that `goPathMatch` cannot read, and that therefore matches nothing. */
export function isPathPattern(pattern: string): boolean {
  return isWellFormed(utf8Units(pattern));
}

const BEYOND_ASCII = /[\u0080-\uffff]/;
/** Characters at the start of a pattern that stand for themselves, in ASCII. */
const PLAIN_START = /^[^*?[\\\u0080-\uffff]*/;

/** Text whose units are the UTF-8 bytes of `text`. */
function utf8Units(text: string): string {
  if (!BEYOND_ASCII.test(text)) return text;
  let units = '';
  for (const byte of new TextEncoder().encode(text)) units += String.fromCharCode(byte);
  return units;
}

interface Step {
  readonly at: number;
  readonly from: number;
}

/** Positions after one item of the pattern and what it took of the name; undefined: no match. */
function matchItem(p: string, at: number, n: string, from: number): Step | undefined {
  if (at >= p.length || from >= n.length) return undefined;
  const item = p[at];
  if (item === '?') {
    return n[from] === '/' ? undefined : { at: at + 1, from: from + runeAt(n, from).size };
  }
  if (item === '[') {
    const set = readSet(p, at);
    if (set === undefined) return undefined;
    const { code, size } = runeAt(n, from);
    const inside = set.ranges.some(([low, high]) => low <= code && code <= high);
    return inside === set.negated ? undefined : { at: set.end, from: from + size };
  }
  const literal = item === '\\' ? at + 1 : at;
  return p[literal] === n[from] ? { at: literal + 1, from: from + 1 } : undefined;
}

interface CharacterSet {
  readonly negated: boolean;
  readonly ranges: readonly (readonly [number, number])[];
  /** Position after the closing bracket. */
  readonly end: number;
}

/** Reads `[...]` from its opening bracket; undefined when malformed. */
function readSet(p: string, open: number): CharacterSet | undefined {
  let at = open + 1;
  const negated = p[at] === '^';
  if (negated) at++;
  const ranges: [number, number][] = [];
  for (;;) {
    if (p[at] === ']' && ranges.length > 0) return { negated, ranges, end: at + 1 };
    const low = readMember(p, at);
    if (low === undefined) return undefined;
    at = low.next;
    let high = low.code;
    if (p[at] === '-') {
      const upper = readMember(p, at + 1);
      if (upper === undefined) return undefined;
      high = upper.code;
      at = upper.next;
    }
    ranges.push([low.code, high]);
  }
}

/** One character of a set; the pattern may not end with it. */
function readMember(p: string, start: number): { code: number; next: number } | undefined {
  const first = p[start];
  if (first === undefined || first === '-' || first === ']') return undefined;
  const at = first === '\\' ? start + 1 : start;
  if (at >= p.length) return undefined;
  const { code, size } = runeAt(p, at);
  if (code === REPLACEMENT && size === 1) return undefined;
  return at + size < p.length ? { code, next: at + size } : undefined;
}

function isWellFormed(p: string): boolean {
  for (let at = 0; at < p.length;) {
    if (p[at] === '\\') {
      if (at + 1 >= p.length) return false;
      at += 2;
    } else if (p[at] === '[') {
      const set = readSet(p, at);
      if (set === undefined) return false;
      at = set.end;
    } else at++;
  }
  return true;
}

const REPLACEMENT = 0xfffd;
const BROKEN = { code: REPLACEMENT, size: 1 };

/** The character that starts at a byte; one replacement character a byte where none does. */
function runeAt(units: string, at: number): { code: number; size: number } {
  const lead = units.charCodeAt(at);
  if (lead < 0x80) return { code: lead, size: 1 };
  // Both sides were encoded from text: only the middle of a character is not its start.
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  if (size === 1 || at + size > units.length) return BROKEN;
  let code = lead & (0xff >> (size + 1));
  for (let i = 1; i < size; i++) code = (code << 6) | (units.charCodeAt(at + i) & 0x3f);
  return { code, size };
}
