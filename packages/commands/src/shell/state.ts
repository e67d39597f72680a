import type { CommandNode } from 'unbash';
import { LIMITS } from './limits.ts';
import { isOpaque, STAR, UNKNOWN } from './marks.ts';

/** What a variable holds. A variable that is not in the state is one that nothing is known about. */
export interface Value {
  /** With marks for what is not known; the first element of a list. */
  readonly text: string;
  /** The elements of an array. */
  readonly list?: readonly string[];
  readonly exported: boolean;
  /** It certainly does not exist. */
  readonly unset?: true;
}

/** What a command finds when it starts. Never changed: every command gives the next ones. */
export interface State {
  /** The folders that the shell may be in; at least one. */
  readonly folders: readonly string[];
  readonly variables: ReadonlyMap<string, Value>;
  /** Bodies that a name may have. */
  readonly functions: ReadonlyMap<string, readonly CommandNode[]>;
  readonly aliases: ReadonlyMap<string, string>;
  /** `$1`, `$2`, …; undefined: nobody knows. */
  readonly words: readonly string[] | undefined;
  /** `set -e` is on. */
  readonly stopsOnError: boolean;
  /** It is not certain that the command runs at all. */
  readonly perhaps: boolean;
}

/** A way in which a list ends before its last command. */
export interface Jump {
  readonly kind: 'break' | 'return' | 'exit';
  readonly state: State;
}

/** How a command may end. A state that is missing: it does not end that way. */
export interface Outcome {
  readonly ok: State | undefined;
  readonly fail: State | undefined;
  readonly jumps: readonly Jump[];
  /** What it prints, with marks; undefined: nobody knows. */
  readonly out: string | undefined;
}

/**
 * A folder that nobody knows. It is so deep that `..` does not lead out of it; when a path leaves
 * it nevertheless it is at the root of the machine in fact.
 */
export const LOST_FOLDER = `/${UNKNOWN}`.repeat(48);

/** It may succeed or fail and leaves this state. Without a second argument it prints nothing. */
export function endBoth(state: State, ...printed: readonly [out?: string | undefined]): Outcome {
  const out = printed.length === 0 ? '' : printed[0];
  return { ok: state, fail: state, jumps: [], out };
}

/** The state behind a command of which nobody asks how it ended. */
export function stateAfter(outcome: Outcome): State | undefined {
  return mergeStates(outcome.ok, outcome.fail);
}

/** What holds when either of two things happened. */
export function mergeStates(one: State | undefined, other: State | undefined): State | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return {
    folders: mergeFolders(one.folders, other.folders),
    variables: mergeVariables(one.variables, other.variables),
    functions: mergeFunctions(one.functions, other.functions),
    aliases:
      one.aliases === other.aliases ? one.aliases : new Map([...one.aliases, ...other.aliases]),
    words: sameList(one.words, other.words) ? one.words : undefined,
    stopsOnError: one.stopsOnError && other.stopsOnError,
    perhaps: one.perhaps || other.perhaps,
  };
}

export function mergeAll(states: readonly (State | undefined)[]): State | undefined {
  return states.reduce<State | undefined>((merged, state) => mergeStates(merged, state), undefined);
}

function mergeFolders(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one === other) return one;
  const all = [...new Set([...one, ...other])];
  return all.length > LIMITS.folders ? [LOST_FOLDER] : all;
}

function mergeVariables(
  one: ReadonlyMap<string, Value>,
  other: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  if (one === other) return one;
  const merged = new Map<string, Value>();
  for (const name of new Set([...one.keys(), ...other.keys()])) {
    const left = one.get(name);
    const right = other.get(name);
    merged.set(name, left === right && left !== undefined ? left : mergeValues(left, right));
  }
  return merged;
}

function mergeValues(one: Value | undefined, other: Value | undefined): Value {
  const exported = (one?.exported ?? false) || (other?.exported ?? false);
  if (one === undefined || other === undefined) return { text: UNKNOWN, exported };
  if (one.text === other.text && sameList(one.list, other.list) && one.unset === other.unset) {
    return { ...one, exported };
  }
  const token = isToken(one.text) && isToken(other.text) && !one.list && !other.list;
  return { text: token ? STAR : UNKNOWN, exported };
}

/** A plain piece that is no option and leads to no other folder. */
function isToken(text: string): boolean {
  return !isOpaque(text) && /^[\w\uFDD2][\w.\uFDD2-]*$/.test(text);
}

function mergeFunctions(one: State['functions'], other: State['functions']): State['functions'] {
  if (one === other) return one;
  const merged = new Map(one);
  for (const [name, bodies] of other) {
    merged.set(name, [...new Set([...(merged.get(name) ?? []), ...bodies])]);
  }
  return merged;
}

function sameList(
  one: readonly string[] | undefined,
  other: readonly string[] | undefined,
): boolean {
  if (one === other) return true;
  if (one === undefined || other === undefined || one.length !== other.length) return false;
  return one.every((text, index) => text === other[index]);
}

/** Whether two states are the same for all that follows: a loop has come to rest. */
export function sameStates(one: State, other: State): boolean {
  if (!sameList(one.folders, other.folders) || one.variables.size !== other.variables.size)
    return false;
  if (one.functions.size !== other.functions.size || one.aliases.size !== other.aliases.size)
    return false;
  for (const [name, value] of one.variables) {
    const next = other.variables.get(name);
    if (next?.text !== value.text || !sameList(next.list, value.list)) return false;
  }
  return sameList(one.words, other.words);
}

export function setVariable(state: State, name: string, value: Value): State {
  const text = value.text.length > LIMITS.value ? UNKNOWN : value.text;
  const variables = new Map(state.variables);
  variables.set(name, text === value.text ? value : { text, exported: value.exported });
  return { ...state, variables };
}

export function setText(state: State, name: string, text: string): State {
  const exported = state.variables.get(name)?.exported ?? false;
  return setVariable(state, name, { text, exported });
}
