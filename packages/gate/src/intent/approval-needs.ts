import { normalizeLowerList } from '@gait/canon';
import type { Intent } from './intent-record.ts';

/** What an approval must cover (gait-formats §4.7 step 7, §4.12). */
export interface ApprovalNeeds {
  /** Sorted, in lower case. */
  readonly scopes: readonly string[];
  readonly targetCount: number;
  readonly opCount: number;
}

/** What an approval of a normalised intent must cover. */
export function approvalNeeds(intent: Intent): ApprovalNeeds {
  const targets = intent.targets ?? [];
  const steps = intent.script?.steps ?? [];
  const scopes = [`tool:${intent.tool_name}`];
  if (intent.context.phase === 'apply' && targets.some(({ destructive }) => destructive)) {
    scopes.push('phase:apply', 'destructive:apply');
  }
  const ofSteps = steps.reduce((sum, step) => sum + (step.targets?.length ?? 0), 0);
  return {
    scopes: normalizeLowerList(scopes),
    targetCount: ofSteps > 0 ? ofSteps : targets.length,
    opCount: steps.length || targets.length || 1,
  };
}
