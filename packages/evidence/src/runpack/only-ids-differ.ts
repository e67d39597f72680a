import type { Runpack } from './runpack-records.ts';

/**
 * True when two runs made the same calls, the same tools in the same order with the same arguments,
 * under other intent ids. Comparisons go by id, so that every call of such runs differs: an agent
 * that makes its ids up anew is not one that behaves otherwise.
 */
export function onlyIdsDiffer(
  left: Pick<Runpack, 'intents'>,
  right: Pick<Runpack, 'intents'>,
): boolean {
  if (left.intents.length !== right.intents.length) return false;
  const pairs = left.intents.map((call, i) => [call, right.intents[i] ?? call] as const);
  return (
    pairs.some(([was, is]) => was.intent_id !== is.intent_id) &&
    pairs.every(([was, is]) => was.tool_name === is.tool_name && was.args_digest === is.args_digest)
  );
}
