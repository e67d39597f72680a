import type { Call } from './call.ts';
import { matches, type CompiledRule } from './compiled-rule.ts';
import type { Dimension } from './dimension.ts';

/**
 * Rules that share their values with many others, as bits: one row a value, one bit a group of
 * rules with equal conditions. The rows of a call's values, all together, leave the groups it
 * may match; 32 groups are ruled out in one step.
 */
export interface RuleTable {
  readonly groups: readonly Group[];
  /** Empty when there are so few groups that each is tried. */
  readonly columns: readonly Column[];
}

/** Rules with equal conditions, in order. */
interface Group {
  readonly rules: readonly CompiledRule[];
  /** Priority of the first. */
  readonly first: number;
}

interface Column {
  readonly dimension: Dimension;
  /** Groups that a call with the value may match. */
  readonly rows: ReadonlyMap<string, Int32Array>;
  /** Groups that make no condition here: what any other value may match. */
  readonly open: Int32Array;
}

/** Up to this many groups are tried one by one. */
const FEW_GROUPS = 16;
/** A column of more values would cost more memory than it saves time. */
const MOST_VALUES = 64;

export function buildRuleTable(rules: readonly CompiledRule[]): RuleTable {
  const bySignature = new Map<string, CompiledRule[]>();
  for (const compiled of rules) {
    const signature = signatureOf(compiled);
    const list = bySignature.get(signature);
    if (list === undefined) bySignature.set(signature, [compiled]);
    else list.push(compiled);
  }
  const groups = [...bySignature.values()].map((list) => ({
    rules: list,
    first: list[0]?.rule.priority ?? 0,
  }));
  return { groups, columns: groups.length <= FEW_GROUPS ? [] : columnsOf(groups) };
}

function signatureOf({ conditions, maxDepth }: CompiledRule): string {
  return JSON.stringify([maxDepth, ...conditions.map((of) => [of.dimension.name, ...of.values])]);
}

function columnsOf(groups: readonly Group[]): readonly Column[] {
  const words = Math.ceil(groups.length / 32);
  const listed = new Map<Dimension, Map<string, number[]>>();
  const conditioned = new Map<Dimension, Int32Array>();
  for (const [at, { rules }] of groups.entries()) {
    for (const { dimension, values } of rules[0]?.conditions ?? []) {
      if (dimension.prefix) continue;
      let lists = listed.get(dimension);
      if (lists === undefined) listed.set(dimension, (lists = new Map<string, number[]>()));
      for (const value of values) {
        const list = lists.get(value);
        if (list === undefined) lists.set(value, [at]);
        else list.push(at);
      }
      let bits = conditioned.get(dimension);
      if (bits === undefined) conditioned.set(dimension, (bits = new Int32Array(words)));
      setBit(bits, at);
    }
  }
  const columns: { column: Column; size: number }[] = [];
  for (const [dimension, lists] of listed) {
    if (lists.size > MOST_VALUES) continue;
    const open = (conditioned.get(dimension) ?? new Int32Array(words)).map((word) => ~word);
    const rows = new Map<string, Int32Array>();
    let size = 0;
    for (const [value, list] of lists) {
      const row = open.slice();
      for (const at of list) setBit(row, at);
      rows.set(value, row);
      size += list.length;
    }
    columns.push({ column: { dimension, rows, open }, size });
  }
  // What most groups have a condition on rules out most.
  return columns.sort((left, right) => right.size - left.size).map(({ column }) => column);
}

function setBit(words: Int32Array, at: number): void {
  const word = at >>> 5;
  words[word] = (words[word] ?? 0) | (1 << (at & 31));
}

/** What is looked for, and found so far. */
export interface Search {
  readonly call: Call;
  /** Matching rules of the lowest priority so far. */
  rules: CompiledRule[];
  priority: number;
}

/** Keeps a matching rule; false when an earlier priority has matched. */
export function keep(compiled: CompiledRule, search: Search): boolean {
  const { priority } = compiled.rule;
  if (priority > search.priority) return false;
  if (priority < search.priority) search.rules = [];
  search.priority = priority;
  search.rules.push(compiled);
  return true;
}

/** Keeps the rules of each group whose conditions the call satisfies. */
export function searchTable({ groups, columns }: RuleTable, search: Search): void {
  if (columns.length === 0) {
    for (const group of groups) tryGroup(group, search);
    return;
  }
  const rows: Int32Array[] = [];
  for (const column of columns) rows.push(rowOf(column, search.call));
  const words = (groups.length + 31) >>> 5;
  for (let word = 0; word < words; word++) {
    let left = -1;
    for (let at = 0; at < rows.length && left !== 0; at++)
      left &= (rows[at] as Int32Array)[word] ?? 0;
    for (; left !== 0; left &= left - 1) {
      tryGroup(groups[word * 32 + 31 - Math.clz32(left & -left)], search);
    }
  }
}

function tryGroup(group: Group | undefined, search: Search): void {
  const rule = group?.rules[0];
  if (group === undefined || rule === undefined || group.first > search.priority) return;
  if (!matches(rule, search.call)) return;
  for (const compiled of group.rules) if (!keep(compiled, search)) return;
}

/** The groups that any of the call's values leaves. */
function rowOf({ dimension, rows, open }: Column, call: Call): Int32Array {
  const count = dimension.count(call);
  if (count === 0) return open;
  let row = rows.get(dimension.at(call, 0)) ?? open;
  for (let index = 1; index < count; index++) {
    const other = rows.get(dimension.at(call, index)) ?? open;
    if (other !== row) row = row === open ? other : other === open ? row : union(row, other);
  }
  return row;
}

function union(left: Int32Array, right: Int32Array): Int32Array {
  return left.map((word, at) => word | (right[at] ?? 0));
}
