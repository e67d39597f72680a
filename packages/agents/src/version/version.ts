/** A version by SemVer 2.0, without its build part, which orders nothing. */
export interface Version {
  readonly core: readonly [major: number, minor: number, patch: number];
  readonly pre: readonly (string | number)[];
}

const NUMBER = '(?:0|[1-9][0-9]{0,8})';
const IDENTIFIER = '(?:0|[1-9][0-9]{0,8}|[0-9]*[A-Za-z-][0-9A-Za-z-]*)';
const VERSION = new RegExp(
  `^(${NUMBER})\\.(${NUMBER})\\.(${NUMBER})(?:-(${IDENTIFIER}(?:\\.${IDENTIFIER})*))?$`,
);
const LONGEST = 64;

/**
 * Reads a version. Build metadata (`1.0.0+abc`) is refused: two versions that differ only there are
 * equal in order, so one could take the place of the other unseen.
 */
export function parseVersion(text: string): Version | undefined {
  if (text.length > LONGEST) return undefined;
  const [whole, major, minor, patch, pre] = VERSION.exec(text) ?? [];
  if (whole === undefined) return undefined;
  return {
    core: [Number(major), Number(minor), Number(patch)],
    pre: (pre ?? '')
      .split('.')
      .filter((part) => part !== '')
      .map((part) => (/^[0-9]+$/.test(part) ? Number(part) : part)),
  };
}

/** Negative, zero or positive: SemVer 2.0 section 11. */
export function compareVersions(a: Version, b: Version): number {
  for (const i of [0, 1, 2] as const) {
    if (a.core[i] !== b.core[i]) return a.core[i] - b.core[i];
  }
  if (a.pre.length === 0 || b.pre.length === 0) return b.pre.length - a.pre.length;
  for (let i = 0; i < Math.min(a.pre.length, b.pre.length); i++) {
    const order = compareIdentifiers(a.pre[i] ?? 0, b.pre[i] ?? 0);
    if (order !== 0) return order;
  }
  return a.pre.length - b.pre.length;
}

/** Numbers come before words. */
function compareIdentifiers(a: string | number, b: string | number): number {
  if (typeof a === 'number') return typeof b === 'number' ? a - b : -1;
  if (typeof b === 'number') return 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

const CONDITION = /^(>=|>|<=|<|=)(\S+)$/;
const MOST_CONDITIONS = 8;

/** True for the text of a range: `*`, or conditions that all hold, `>=1.2.0 <2.0.0`. */
export function isRange(text: string): boolean {
  return readRange(text) !== undefined;
}

/** Whether a version lies in a range; a malformed range holds nothing. */
export function inRange(version: Version, range: string): boolean {
  return (readRange(range) ?? [() => false]).every((holds) => holds(version));
}

function readRange(text: string): readonly ((version: Version) => boolean)[] | undefined {
  if (text === '*') return [];
  const words = text.split(' ');
  if (words.length > MOST_CONDITIONS) return undefined;
  const conditions: ((version: Version) => boolean)[] = [];
  for (const word of words) {
    const [, sign = '', bound = ''] = CONDITION.exec(word) ?? [];
    const version = parseVersion(bound);
    if (version === undefined) return undefined;
    conditions.push((given) => SIGNS[sign]?.(compareVersions(given, version)) ?? false);
  }
  return conditions;
}

const SIGNS: Readonly<Record<string, (order: number) => boolean>> = {
  '>=': (order) => order >= 0,
  '>': (order) => order > 0,
  '<=': (order) => order <= 0,
  '<': (order) => order < 0,
  '=': (order) => order === 0,
};
