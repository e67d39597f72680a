/** Sentences for people: present in both or in neither, the words are free. */
const WORDING = new Set(['error', 'hint', 'summary', 'migration']);
/** Lists of sentences for people: their presence is free as well. */
const WORDING_LISTS = new Set(['warnings', 'next_commands']);
/** Lists with one sentence for each finding: the number counts, the words are free. */
const COUNTED = new Set(['signature_errors', 'linkage_errors', 'checkpoint_errors']);
type Tree = Readonly<Record<string, unknown>>;

/** What is compared less strictly. */
export interface Leniency {
  /** Keys whose values need not agree, anywhere. */
  readonly mayDiffer?: readonly string[];
  /** Keys that may be there in addition, anywhere. */
  readonly added?: readonly string[];
}

/**
 * Compares an answer with the expected one.
 *
 * @returns one line for each difference, `pointer: expected …, got …`
 */
export function compareJson(
  expected: unknown,
  actual: unknown,
  leniency: Leniency = {},
  pointer = '',
): string[] {
  if (isTree(expected) && isTree(actual)) return compareTrees(expected, actual, leniency, pointer);
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length) {
      return [
        `${pointer}: expected ${expected.length} items, got ${actual.length}: ${show(actual)}`,
      ];
    }
    return expected.flatMap((item, index) =>
      compareJson(item, actual[index], leniency, `${pointer}/${index}`),
    );
  }
  return Object.is(expected, actual)
    ? []
    : [`${pointer}: expected ${show(expected)}, got ${show(actual)}`];
}

function compareTrees(expected: Tree, actual: Tree, leniency: Leniency, pointer: string): string[] {
  const found: string[] = [];
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const at = `${pointer}/${key}`;
    const left = Object.hasOwn(expected, key) ? expected[key] : undefined;
    const right = Object.hasOwn(actual, key) ? actual[key] : undefined;
    if (leniency.mayDiffer?.includes(key) === true) continue;
    if (WORDING_LISTS.has(key) && isWords(left) && isWords(right)) continue;
    if (left === undefined) {
      if (leniency.added?.includes(key) !== true)
        found.push(`${at}: not expected, got ${show(right)}`);
    } else if (right === undefined) {
      found.push(`${at}: expected ${show(left)}, missing`);
    } else if (isWording(key, pointer) && typeof left === 'string' && typeof right === 'string') {
      continue;
    } else if (COUNTED.has(key) && Array.isArray(left) && Array.isArray(right)) {
      if (left.length !== right.length)
        found.push(`${at}: expected ${left.length} entries, got ${show(right)}`);
    } else {
      found.push(...compareJson(left, right, leniency, at));
    }
  }
  return found;
}

/** What to write instead of an old field is advice, too. */
function isWording(key: string, pointer: string): boolean {
  return WORDING.has(key) || (key === 'note' && pointer.includes('/migration/'));
}

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isWords(value: unknown): boolean {
  return (
    value === undefined || (Array.isArray(value) && value.every((item) => typeof item === 'string'))
  );
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** A copy without the parts that pointers name; an element of an array becomes null. */
export function removePointers(value: unknown, pointers: readonly string[]): unknown {
  const copy: unknown = structuredClone(value);
  for (const pointer of pointers) {
    const keys = pointer
      .split('/')
      .slice(1)
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop();
    const parent = keys.reduce<unknown>(
      (node, key) => (node as Record<string, unknown> | undefined)?.[key],
      copy,
    );
    if (last === undefined || typeof parent !== 'object' || parent === null) continue;
    if (Array.isArray(parent)) {
      if (Number(last) < parent.length) parent[Number(last)] = null;
    } else {
      delete (parent as Record<string, unknown>)[last];
    }
  }
  return copy;
}
