import type { Intent } from './intent-record.ts';

/**
 * True when the call destroys something: a target of a step, or of the call itself when no step
 * names any (gait-formats §4.7 step 8).
 */
export function hasDestructiveTargets({ script, targets }: Intent): boolean {
  const ofSteps = (script?.steps ?? []).flatMap((step) => step.targets ?? []);
  return (ofSteps.length > 0 ? ofSteps : (targets ?? [])).some(({ destructive }) => destructive);
}
