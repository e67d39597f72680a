import { sha256Hex } from '@gait/canon';
import { cleanLower } from '../text/clean-text.ts';
import { refuse } from './intent-fault.ts';
import type { Intent, ScriptStep } from './intent-record.ts';
import { scriptText } from './intent-text.ts';
import { normalizeArguments } from './normalize-arguments.ts';
import { normalizeArgProvenance } from './normalize-provenance.ts';
import { normalizeTargets } from './normalize-targets.ts';
import type { Strictness } from './strictness.ts';
import type { ToolTables } from './tool-tables.ts';

/** As many steps as one script may have. */
export const MAX_SCRIPT_STEPS = 64;

type Script = NonNullable<Intent['script']>;

/** A normalised script and its digest. */
export interface CanonicalScript {
  readonly steps: readonly ScriptStep[];
  readonly hash: string;
  /** The arguments of all steps are in canonical order. */
  readonly ordered: boolean;
}

/**
 * Normalises the steps of a script, in their order (gait-formats §4.2, §4.3). Raw credentials in
 * the arguments of steps pass in `standard`, as with the reference, and are refused in `strict`.
 *
 * Errors: `intent_script` (no step, too many, a step without a tool), and those of the parts.
 */
export function normalizeScript(
  given: Script,
  strictness: Strictness,
  tables?: ToolTables,
): CanonicalScript {
  const count = given.steps?.length ?? 0;
  if (count === 0) refuse('intent_script', 'script.steps', 'must not be empty');
  if (count > MAX_SCRIPT_STEPS) {
    refuse('intent_script', 'script.steps', `has more than ${MAX_SCRIPT_STEPS} steps`);
  }
  const steps: ScriptStep[] = [];
  let ordered = true;
  for (const [i, step] of (given.steps ?? []).entries()) {
    const field = `script.steps[${i}]`;
    const tool = cleanLower(step.tool_name);
    if (tool === '') refuse('intent_script', `${field}.tool_name`, 'is required');
    const secrets = strictness.refuseMoreSecrets;
    const args = normalizeArguments(step.args, `${field}.args`, secrets, strictness);
    ordered &&= args.ordered;
    steps.push({
      tool_name: tool,
      args: args.value,
      targets: normalizeTargets(tool, step.targets, `${field}.targets`, tables),
      arg_provenance: normalizeArgProvenance(step.arg_provenance, `${field}.arg_provenance`),
    });
  }
  return { steps, hash: sha256Hex(scriptText(steps, ordered)), ordered };
}
