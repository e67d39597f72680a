import { normalizeList } from '@gait/canon';
import { callOf, type Call } from '../decide/call.ts';
import type { PreparedIntent } from '../intent/intent-record.ts';
import type { Profile } from '../intent/strictness.ts';
import { labelsOfCall } from './carried-labels.ts';
import { joinLabels } from './labels.ts';
import { placesOf } from './places.ts';
import type { SessionStep } from './session-call.ts';
import { addCall, type SessionHistory } from './session-history.ts';

/** Classes of targets that keep nothing of what a call holds. */
const KEEPS_NOTHING: ReadonlySet<string> = new Set(['fs.delete', 'fs.read']);

/** What a call adds to the history of its session, should it happen. */
export function stepOf(call: Call, history: SessionHistory): SessionStep {
  const labels = labelsOfCall(call, history);
  const kept = call.targets.filter(({ endpoint_class: known }) => !KEEPS_NOTHING.has(known));
  return {
    tool: call.tool,
    endpointClasses: normalizeList(call.targets.map((target) => target.endpoint_class)),
    dataClasses: normalizeList(call.targets.map((target) => target.sensitivity)),
    destructive: call.destructive,
    labels,
    places:
      labels.length === 0
        ? []
        : normalizeList(kept.flatMap((target) => placesOf(target, call.context.workspace))),
  };
}

/**
 * The history as a later step of a script meets it: with the step before it, that the verdict on
 * the whole script will let happen or not. Its result has no name yet, and no success.
 */
export function withStep(history: SessionHistory, call: Call): SessionHistory {
  return afterStep(history, stepOf(call, history));
}

function afterStep(history: SessionHistory, step: SessionStep): SessionHistory {
  return addCall(history, {
    kind: 'call',
    sequence: 0,
    refs: [],
    verdict: 'allow',
    tool: step.tool,
    steps: [step],
  });
}

/**
 * What an intent adds to the history of its session: one step, or those of its script.
 *
 * @param readings other ways to read the same call: it did what any of them says
 */
export function sessionSteps(
  prepared: PreparedIntent,
  history: SessionHistory,
  profile: Profile,
  readings: readonly PreparedIntent[] = [],
): readonly SessionStep[] {
  const strict = profile === 'strict';
  const steps = prepared.intent.script?.steps ?? [null];
  let before = history;
  return steps.map((asked, at) => {
    const step = [prepared, ...readings]
      .map((reading) => {
        const part = asked === null ? null : (reading.intent.script?.steps?.[at] ?? asked);
        return stepOf(callOf(reading, part, null, strict), before);
      })
      .reduce(joinSteps);
    before = afterStep(before, step);
    return step;
  });
}

function joinSteps(step: SessionStep, other: SessionStep): SessionStep {
  return {
    tool: step.tool,
    endpointClasses: normalizeList([...step.endpointClasses, ...other.endpointClasses]),
    dataClasses: normalizeList([...step.dataClasses, ...other.dataClasses]),
    destructive: step.destructive || other.destructive,
    labels: joinLabels(step.labels, other.labels),
    places: normalizeList([...step.places, ...other.places]),
  };
}
