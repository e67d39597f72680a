import {
  foldedCall,
  isListed,
  readingsByTable,
  retarget,
  type CompiledPolicy,
  type Intent,
  type PreparedIntent,
} from '@gait/gate';
import type { GateSetup } from './gate-setup.ts';

/*
 * What the policy of a project says of its tools counts for that policy alone: a table that calls
 * a shell a reader must open neither the user's policy nor the protection of the gate. These see
 * the call as it is without that table.
 */

/** A call as a policy sees it that counts besides the one it was prepared under. */
export function viewOfPolicy(
  setup: GateSetup,
  asked: Intent,
  prepared: PreparedIntent,
  { toolClasses: policyClasses }: CompiledPolicy,
): PreparedIntent {
  const { toolClasses, policy } = setup;
  const { intent } = prepared;
  if (!isListed(intent, policy.toolClasses) && !isListed(intent, policyClasses)) return prepared;
  return retarget(prepared, asked, { toolClasses, policyClasses });
}

/**
 * A call as guards see it, each of whom has to be satisfied with every view: without the policy's
 * table, and with all that the table says.
 *
 * @param decided what the policy's answer is about
 */
export function viewsOfGuards(
  setup: GateSetup,
  asked: Intent,
  prepared: PreparedIntent,
  decided: PreparedIntent,
): readonly Intent[] {
  const { toolClasses, policy } = setup;
  if (!isListed(prepared.intent, policy.toolClasses)) return [decided.intent];
  const without = retarget(prepared, asked, { toolClasses }).intent;
  const read = (readingsByTable(prepared, policy.toolClasses).at(-1) ?? prepared).intent;
  return sameTargets(without, read) ? [without] : [without, read];
}

function sameTargets(left: Intent, right: Intent): boolean {
  const targetsOf = ({ targets, script }: Intent): string =>
    JSON.stringify([targets, (script?.steps ?? []).map((step) => step.targets)]);
  return targetsOf(left) === targetsOf(right);
}

/** Every way, besides the prepared one, in which a policy, or the file system, reads a call. */
export function furtherReadings(
  setup: GateSetup,
  asked: Intent,
  prepared: PreparedIntent,
): readonly PreparedIntent[] {
  const { policy, overlays = [], foldsCase = false } = setup;
  const ofOthers = overlays.flatMap((further) => {
    const view = viewOfPolicy(setup, asked, prepared, further);
    return view === prepared ? [] : [view, ...readingsByTable(view, further.toolClasses)];
  });
  const readings = [...readingsByTable(prepared, policy.toolClasses), ...ofOthers];
  return foldsCase ? [...readings, ...[prepared, ...readings].map(foldedCall)] : readings;
}
