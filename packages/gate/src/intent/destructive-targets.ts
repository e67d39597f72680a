import type { Intent, Target } from './intent-record.ts';

/** True when a target says it is destructive. */
export function isDestructiveCall(targets: readonly Target[] | null): boolean {
  for (const target of targets ?? []) if (target.destructive) return true;
  return false;
}

/**
 * True when the call destroys something: a target of a step, or of the call itself when no step
 * names any (gait-formats §4.7 step 8).
 */
export function hasDestructiveTargets({ script, targets }: Intent): boolean {
  const ofSteps = (script?.steps ?? []).flatMap((step) => step.targets ?? []);
  return isDestructiveCall(ofSteps.length > 0 ? ofSteps : targets);
}
