import type { Intent, PreparedIntent } from './intent-record.ts';
import { normalizeTargets } from './normalize-targets.ts';
import type { ToolTables } from './tool-tables.ts';

/**
 * A prepared call with its targets as other tables read them: for whoever does not believe the
 * policy that it was prepared under. Nothing else changes, the digests included.
 *
 * @param asked what was prepared
 */
export function retarget(
  prepared: PreparedIntent,
  asked: Intent,
  tables: ToolTables,
): PreparedIntent {
  const { intent } = prepared;
  const given = asked.targets ?? [];
  if (intent.script === null) {
    const targets = normalizeTargets(intent.tool_name, given, 'targets', tables);
    return { ...prepared, intent: { ...intent, targets } };
  }
  const steps = (intent.script.steps ?? []).map((step, at) => {
    const ofStep = asked.script?.steps?.[at]?.targets ?? null;
    const targets = normalizeTargets(step.tool_name, ofStep, `script.steps[${at}].targets`, tables);
    return { ...step, targets };
  });
  const own = given.length > 0 ? given : steps.flatMap(({ targets }) => targets);
  const targets = normalizeTargets(intent.tool_name, own, 'targets', tables);
  return { ...prepared, intent: { ...intent, script: { steps }, targets } };
}
