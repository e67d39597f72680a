import type { RunInput } from './run-input.ts';

/** A place in a run record that is legal and probably not meant. */
export interface RunInputRemark {
  readonly code:
    | 'no_calls'
    | 'runtime_unnamed'
    | 'tool_unnamed'
    | 'result_unasked'
    | 'intent_repeated';
  /** The first place: `intents[3].tool_name`. */
  readonly path: string;
  /** The intent id there. */
  readonly intentId: string;
  /** How many more places are like it. */
  readonly more: number;
}

/**
 * Finds what a recorder probably did not mean: the formats allow all of it, so that nothing
 * here is a refusal. One remark for each kind, with its first place.
 */
export function reviewRunInput(input: RunInput): readonly RunInputRemark[] {
  const intents = input.intents ?? [];
  const results = input.results ?? [];
  const asked = new Set(intents.map(({ intent_id }) => intent_id));
  const remarks = new Map<RunInputRemark['code'], RunInputRemark>();
  const remark = (code: RunInputRemark['code'], path: string, intentId: string): void => {
    const first = remarks.get(code);
    remarks.set(code, first === undefined ? { code, path, intentId, more: 0 } : again(first));
  };
  if (intents.length === 0) remark('no_calls', 'intents', '');
  if (input.run.env.runtime === '') remark('runtime_unnamed', 'run.env.runtime', '');
  const seen = new Set<string>();
  for (const [i, { intent_id, tool_name }] of intents.entries()) {
    if (tool_name.trim() === '') remark('tool_unnamed', `intents[${i}].tool_name`, intent_id);
    if (seen.has(intent_id)) remark('intent_repeated', `intents[${i}].intent_id`, intent_id);
    seen.add(intent_id);
  }
  const answered = new Set<string>();
  for (const [i, { intent_id }] of results.entries()) {
    if (!asked.has(intent_id)) remark('result_unasked', `results[${i}].intent_id`, intent_id);
    if (answered.has(intent_id)) remark('intent_repeated', `results[${i}].intent_id`, intent_id);
    answered.add(intent_id);
  }
  return [...remarks.values()];
}

function again(first: RunInputRemark): RunInputRemark {
  return { ...first, more: first.more + 1 };
}
