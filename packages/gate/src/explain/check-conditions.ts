import type { Call } from '../decide/call.ts';
import type { CompiledRule } from '../decide/compiled-rule.ts';
import { holds } from '../decide/rule-conditions.ts';

/** One condition of a rule's `match`, held against one call. */
export interface ConditionCheck {
  /** The field of `match`. */
  readonly name: string;
  /** What the rule lists. */
  readonly wanted: readonly string[];
  /** What the call has; empty when it has none. */
  readonly found: readonly string[];
  readonly holds: boolean;
  /** Values are compared as beginnings. */
  readonly prefix: boolean;
}

/** Holds every condition of a rule against a call; all of them must hold (gait-formats §4.5). */
export function checkConditions(rule: CompiledRule, call: Call): readonly ConditionCheck[] {
  const checks = rule.conditions.map((condition): ConditionCheck => {
    const { dimension, values } = condition;
    const found: string[] = [];
    for (let index = 0; index < dimension.count(call); index++) {
      const value = dimension.at(call, index);
      if (!found.includes(value)) found.push(value);
    }
    return {
      name: dimension.name,
      wanted: values,
      found,
      holds: holds(condition, call),
      prefix: dimension.prefix,
    };
  });
  if (rule.maxDepth === null) return checks;
  const depth = (call.intent.delegation?.chain ?? []).length;
  return [
    ...checks,
    {
      name: 'max_delegation_depth',
      wanted: [String(rule.maxDepth)],
      found: [String(depth)],
      holds: depth <= rule.maxDepth,
      prefix: false,
    },
  ];
}
