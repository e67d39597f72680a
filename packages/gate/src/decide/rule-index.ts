import { goPathClean } from '../text/go-path.ts';
import type { Call } from './call.ts';
import { matches, type CompiledRule } from './compiled-rule.ts';
import type { Dimension } from './dimension.ts';
import type { Condition } from './rule-conditions.ts';
import { buildRuleTable, keep, searchTable, type RuleTable, type Search } from './rule-table.ts';

/**
 * Finds the rules that match a call without looking at the others: a tree whose branches are
 * conditions. Each rule hangs below its rarest condition, there below the next rarest, and so
 * on, so that a call reaches only rules it satisfies step by step. Rules whose values are all
 * common stay at their node, in a table of bits. Time depends on how many conditions the call
 * satisfies, hardly on how many rules there are.
 *
 * Nodes below the root are made when a call first reaches them; what they say never changes.
 */
export interface RuleIndex {
  readonly node: Node;
}

/** Up to this many rules are tried one by one. */
const FEW_RULES = 8;

/** A value is common when more than one in so many of a node's rules has it. */
const COMMON_SHARE = 32;

/**
 * Below the root a rule is entered under at most this many nodes in all: lists of many values
 * under each other must not multiply.
 */
const MOST_ENTRIES = 256;

interface Entry {
  readonly compiled: CompiledRule;
  /** Conditions not yet known to hold at this node. */
  readonly open: readonly Condition[];
  /** Nodes that still may be made for this rule. */
  readonly budget: number;
}

interface Node {
  readonly entries: readonly Entry[];
  readonly first: number;
  plan: Plan | null;
}

interface Plan {
  /** Tried one by one, in order. */
  readonly direct: readonly Entry[];
  readonly branches: readonly Branch[];
  readonly table: RuleTable | null;
}

interface Branch {
  readonly dimension: Dimension;
  readonly children: Map<string, Node>;
  /** Distinct lengths of the prefixes, ascending; empty when values must be equal. */
  readonly lengths: readonly number[];
  /** Prefixes as `strict` takes them: folders, cleaned. */
  readonly folders: Folders | null;
}

interface Folders {
  readonly children: Map<string, Node>;
  readonly lengths: readonly number[];
}

export function buildRuleIndex(rules: readonly CompiledRule[]): RuleIndex {
  const node = nodeOf(
    rules.map((compiled) => ({
      compiled,
      open: compiled.conditions,
      budget: Number.POSITIVE_INFINITY,
    })),
  );
  node.plan = planOf(node.entries);
  return { node };
}

/** All matching rules of the lowest matching priority, in policy order. */
export function findMatches(index: RuleIndex, call: Call): readonly CompiledRule[] {
  const search: TreeSearch = { call, rules: [], priority: Number.POSITIVE_INFINITY, visited: null };
  visit(index.node, search);
  return inOrder(search.rules);
}

interface TreeSearch extends Search {
  /** Nodes reached by more than one value of the call. */
  visited: Set<Node> | null;
}

function visit(node: Node, search: TreeSearch): void {
  if (node.first > search.priority) return;
  node.plan ??= planOf(node.entries);
  const { direct, branches, table } = node.plan;
  for (const { compiled } of direct) {
    if (compiled.rule.priority > search.priority) break;
    if (matches(compiled, search.call)) keep(compiled, search);
  }
  if (table !== null) searchTable(table, search);
  for (const branch of branches) follow(branch, search);
}

function follow(branch: Branch, search: TreeSearch): void {
  const { dimension, children, lengths, folders } = branch;
  if (folders !== null && search.call.strict) {
    followFolders(folders, dimension.at(search.call, 0), search);
    return;
  }
  const count = dimension.count(search.call);
  for (let index = 0; index < count; index++) {
    const value = dimension.at(search.call, index);
    if (!dimension.prefix) enter(children.get(value), count, search);
    for (const length of lengths) {
      if (length > value.length) break;
      enter(children.get(value.slice(0, length)), lengths.length, search);
    }
  }
}

/** Down to all that may be folders of a cleaned path; the rules there look again. */
function followFolders({ children, lengths }: Folders, path: string, search: TreeSearch): void {
  for (const length of lengths) {
    if (length > path.length) break;
    enter(children.get(path.slice(0, length)), lengths.length, search);
  }
}

function enter(node: Node | undefined, ways: number, search: TreeSearch): void {
  if (node === undefined) return;
  if (ways > 1) {
    search.visited ??= new Set();
    if (search.visited.has(node)) return;
    search.visited.add(node);
  }
  visit(node, search);
}

/** A rule listed under two values of one call is found twice. */
function inOrder(rules: CompiledRule[]): readonly CompiledRule[] {
  if (rules.length < 2) return rules;
  rules.sort((left, right) => left.order - right.order);
  return rules.filter((compiled, at) => compiled !== rules[at - 1]);
}

function nodeOf(entries: readonly Entry[]): Node {
  let first = Number.POSITIVE_INFINITY;
  for (const { compiled } of entries) first = Math.min(first, compiled.rule.priority);
  return { entries, first, plan: null };
}

function planOf(entries: readonly Entry[]): Plan {
  if (entries.length <= FEW_RULES) return { direct: entries, branches: [], table: null };
  const frequency = countValues(entries);
  const common = Math.max(FEW_RULES, entries.length / COMMON_SHARE);
  const direct: Entry[] = [];
  const tabled: CompiledRule[] = [];
  const groups = new Map<Dimension, Map<string, Entry[]>>();
  for (const entry of entries) {
    const { best, shared } = rarest(entry, frequency);
    if (best === undefined) {
      direct.push(entry);
      continue;
    }
    if (shared > common && !best.dimension.prefix) {
      tabled.push(entry.compiled);
      continue;
    }
    const open = entry.open.filter((condition) => condition !== best);
    const budget = Math.trunc(Math.min(entry.budget, MOST_ENTRIES) / best.values.length);
    let children = groups.get(best.dimension);
    if (children === undefined) groups.set(best.dimension, (children = new Map<string, Entry[]>()));
    for (const value of best.values) {
      const list = children.get(value);
      const next = { compiled: entry.compiled, open, budget };
      if (list === undefined) children.set(value, [next]);
      else list.push(next);
    }
  }
  return {
    direct,
    branches: [...groups].map(([dimension, lists]) => branchOf(dimension, lists)),
    table: tabled.length === 0 ? null : buildRuleTable(tabled),
  };
}

function branchOf(dimension: Dimension, lists: ReadonlyMap<string, readonly Entry[]>): Branch {
  const children = childrenOf(lists);
  if (!dimension.prefix) return { dimension, children, lengths: [], folders: null };
  const folders = new Map<string, Entry[]>();
  for (const [prefix, entries] of lists) {
    const folder = goPathClean(prefix);
    folders.set(folder, [...(folders.get(folder) ?? []), ...entries]);
  }
  const cleaned = { children: childrenOf(folders), lengths: lengthsOf(folders) };
  return { dimension, children, lengths: lengthsOf(lists), folders: cleaned };
}

function childrenOf(lists: ReadonlyMap<string, readonly Entry[]>): Map<string, Node> {
  return new Map([...lists].map(([value, entries]) => [value, nodeOf(entries)]));
}

function lengthsOf(lists: ReadonlyMap<string, unknown>): readonly number[] {
  return [...new Set([...lists.keys()].map((value) => value.length))].sort((a, b) => a - b);
}

type Frequency = ReadonlyMap<Dimension, ReadonlyMap<string, number>>;

function countValues(entries: readonly Entry[]): Frequency {
  const frequency = new Map<Dimension, Map<string, number>>();
  for (const { open } of entries) {
    for (const { dimension, values } of open) {
      let counts = frequency.get(dimension);
      if (counts === undefined) frequency.set(dimension, (counts = new Map<string, number>()));
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  return frequency;
}

/**
 * The condition whose values the fewest rules share, and how many; none when no condition is
 * left or affordable.
 */
function rarest(
  entry: Entry,
  frequency: Frequency,
): { readonly best: Condition | undefined; readonly shared: number } {
  let best: Condition | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const condition of entry.open) {
    if (condition.values.length > entry.budget) continue;
    const counts = frequency.get(condition.dimension);
    let shared = 0;
    for (const value of condition.values) shared += counts?.get(value) ?? 0;
    if (shared < least) {
      least = shared;
      best = condition;
    }
  }
  return { best, shared: least };
}
