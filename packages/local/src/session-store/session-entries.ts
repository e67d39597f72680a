import { normalizeLowerList, toLower, trimSpace } from '@gait/canon';
import type { SessionCallDetails, SessionEvent } from '@gait/evidence';
import type { SessionCall, SessionEntry, SessionOutcome, SessionStep } from '@gait/gate';

/** The tool that an event names which tells what came of an earlier call. */
export const OUTCOME_TOOL = 'gait.outcome';

/** Verdicts after which a call does not run. */
const HELD_BACK: ReadonlySet<string> = new Set(['block', 'dry_run', 'require_approval']);

/**
 * What an event of a journal says to the rules over earlier calls. An event that does not say what
 * its call did, because another program wrote it, is a call of which only the name is known.
 */
export function entriesOf(event: SessionEvent): readonly SessionEntry[] {
  const outcome = outcomeOf(event);
  if (outcome === undefined) return [callOf(event)];
  // Nobody hides a call behind what came of another.
  const bare = event.call === null && event.tool_name === OUTCOME_TOOL;
  return bare ? [outcome] : [callOf(event), outcome];
}

function callOf({ call, ...event }: SessionEvent): SessionCall {
  const verdict = toLower(trimSpace(event.verdict));
  return {
    kind: 'call',
    sequence: event.sequence,
    refs: [event.trace_id, call?.event_id ?? '', event.intent_digest, event.intent_id],
    verdict: HELD_BACK.has(verdict) ? verdict : 'allow',
    tool: toLower(trimSpace(event.tool_name)),
    steps: call?.steps?.map(stepOf),
  };
}

function stepOf(step: NonNullable<SessionCallDetails['steps']>[number]): SessionStep {
  return {
    tool: toLower(trimSpace(step.tool_name)),
    endpointClasses: normalizeLowerList(step.endpoint_classes),
    dataClasses: normalizeLowerList(step.data_classes),
    destructive: step.destructive,
    labels: normalizeLowerList(step.labels),
    places: step.places ?? [],
  };
}

function outcomeOf({ outcome }: SessionEvent): SessionOutcome | undefined {
  if (outcome === null) return undefined;
  const word = toLower(trimSpace(outcome.outcome));
  return {
    kind: 'outcome',
    of: outcome.sequence,
    outcome: word === 'success' || word === 'failure' ? word : 'unknown',
    resultDigest: toLower(trimSpace(outcome.result_digest)),
  };
}
