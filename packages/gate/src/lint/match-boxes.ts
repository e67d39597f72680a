import { conditionsOf, type Condition } from '../decide/rule-conditions.ts';
import { DELEGATOR } from '../decide/dimension.ts';
import {
  COMMAND_EFFECTS,
  DISCOVERY_METHODS,
  ENDPOINT_CLASSES,
  PROVENANCE_SOURCES,
  TARGET_KINDS,
} from '../intent/intent-words.ts';
import type { PolicyMatch } from '../policy/policy.ts';

/**
 * The set of calls that a `match` describes: an AND of conditions, each an OR of values. What is
 * said here about such sets is proved, not guessed: "implies" may be false where it holds, never
 * true where it does not.
 */
export interface MatchBox {
  readonly conditions: readonly Condition[];
  /** Most links of a delegation chain; null: any. */
  readonly maxDepth: number | null;
}

export function boxOf(match: PolicyMatch): MatchBox {
  return { conditions: conditionsOf(match), maxDepth: match.max_delegation_depth };
}

/** Words a property of a call can have; properties that are not here can have any. */
const CLOSED: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['target_kinds', TARGET_KINDS],
  ['endpoint_classes', ENDPOINT_CLASSES],
  ['discovery_methods', DISCOVERY_METHODS],
  ['provenance_sources', PROVENANCE_SOURCES],
  ['command.effects', COMMAND_EFFECTS],
]);

/** Two fields that look at the same property of a call have the same name here. */
export function propertyOf({ dimension }: Condition): string {
  if (dimension.name === 'destination_kinds') return 'target_kinds';
  return dimension.name === 'destination_values' ? 'target_values' : dimension.name;
}

/** Listed values that no call can have. */
export function impossibleValues(condition: Condition): readonly string[] {
  const known = CLOSED.get(propertyOf(condition));
  if (known !== undefined) return condition.values.filter((value) => !known.has(value));
  // Backslashes of a workspace become slashes before rules look at it.
  if (!condition.dimension.prefix) return [];
  return condition.values.filter((value) => value.includes('\\'));
}

/** The condition that no call can meet, if there is one. */
export function impossibleCondition(box: MatchBox): Condition | undefined {
  return box.conditions.find(
    (condition) =>
      impossibleValues(condition).length === condition.values.length ||
      // A delegator is named by a link of the chain only.
      (condition.dimension === DELEGATOR && box.maxDepth === 0),
  );
}

/** True when every call in `inner` is in `outer`. */
export function implies(inner: MatchBox, outer: MatchBox): boolean {
  if (outer.maxDepth !== null && (inner.maxDepth === null || inner.maxDepth > outer.maxDepth)) {
    return false;
  }
  return outer.conditions.every((wanted) => meets(inner, wanted));
}

/** True when every call in the box meets the condition. */
function meets(box: MatchBox, wanted: Condition): boolean {
  const property = propertyOf(wanted);
  return box.conditions.some(
    (given) =>
      propertyOf(given) === property && given.values.every((value) => isListed(value, wanted)),
  );
}

function isListed(value: string, { dimension, values, lookup }: Condition): boolean {
  if (dimension.prefix) return values.some((prefix) => value.startsWith(prefix));
  return lookup === null ? values.includes(value) : lookup.has(value);
}

/** Boxes that may be looked at before the answer is "not proved". */
const BUDGET = 2000;

/**
 * The positions of those `covers` that together hold every call of the box; undefined when that
 * is not so or not proved. A box is cut along a condition's values where only some of them are
 * covered by one cover: a call that is in the box has one of the values.
 */
export function coveredBy(
  box: MatchBox,
  covers: readonly MatchBox[],
): readonly number[] | undefined {
  const used = new Set<number>();
  const state = { budget: BUDGET };
  const candidates = covers.map((cover, index) => ({ cover, index }));
  return cut(box, candidates, used, state) ? [...used].sort((a, b) => a - b) : undefined;
}

interface Candidate {
  readonly cover: MatchBox;
  readonly index: number;
}

function cut(
  box: MatchBox,
  candidates: readonly Candidate[],
  used: Set<number>,
  state: { budget: number },
): boolean {
  if (state.budget-- <= 0) return false;
  const possible = candidates.filter(({ cover }) => mayHelp(box, cover));
  const whole = possible.find(({ cover }) => implies(box, cover));
  if (whole !== undefined) {
    used.add(whole.index);
    return true;
  }
  const at = box.conditions.findIndex(
    (given) => given.values.length > 1 && possible.some(({ cover }) => isPartly(given, cover, box)),
  );
  const along = box.conditions[at];
  if (along === undefined) return false;
  return along.values.every((value) => {
    const one: Condition = {
      dimension: along.dimension,
      values: [value],
      lookup: null,
      folders: [],
    };
    const part = { ...box, conditions: box.conditions.with(at, one) };
    return cut(part, possible, used, state);
  });
}

/** False when some condition of the cover has nothing to do with any value of the box. */
function mayHelp(box: MatchBox, cover: MatchBox): boolean {
  if (cover.maxDepth !== null && (box.maxDepth === null || box.maxDepth > cover.maxDepth)) {
    return false;
  }
  return cover.conditions.every((wanted) => {
    const property = propertyOf(wanted);
    return box.conditions.some(
      (given) =>
        propertyOf(given) === property && given.values.some((value) => isListed(value, wanted)),
    );
  });
}

/** The cover asks for some of these values, and the box does not promise them. */
function isPartly(given: Condition, cover: MatchBox, box: MatchBox): boolean {
  const property = propertyOf(given);
  return cover.conditions.some(
    (wanted) =>
      propertyOf(wanted) === property &&
      !meets(box, wanted) &&
      given.values.some((value) => isListed(value, wanted)),
  );
}
