import type {
  ArgProvenance,
  CommandFacts,
  Intent,
  IntentContext,
  PreparedIntent,
  ScriptStep,
  Target,
} from '../intent/intent-record.ts';
import { isPathTarget, pathForms, type PathForms } from '../constraints/path-forms.ts';
import { isDestructiveCall } from '../intent/destructive-targets.ts';
import type { WrkrTool } from '../intent/wrkr-inventory.ts';
import { goPathClean } from '../text/go-path.ts';

/** One tool call as rules see it: an intent, or one step of a script under the script's context. */
export interface Call {
  readonly intent: Intent;
  readonly context: IntentContext;
  readonly tool: string;
  readonly targets: readonly Target[];
  readonly provenance: readonly ArgProvenance[];
  /** What the inventory says of a step's tool; null: what `auth_context` says counts. */
  readonly claims: WrkrTool | null;
  /** Any target is destructive. */
  readonly destructive: boolean;
  /** What workspace prefixes are compared with; cleaned in `strict`. */
  readonly workspace: string;
  /** In `strict` what the path of each target may mean; of other targets nothing. */
  readonly readings: readonly (readonly PathForms[])[];
  /** What rules compare with the values of targets; in `strict` all forms of a path, too. */
  readonly targetValues: readonly string[];
  /** Age of the bound context envelope in seconds. */
  readonly contextAge: number | undefined;
  /** What the command of the call would do; every step of a script has that of the whole. */
  readonly command: CommandFacts | undefined;
  /** Paths are compared after cleaning (profile `strict`). */
  readonly strict: boolean;
}

const NO_TARGETS: readonly Target[] = Object.freeze([]);
const NO_READINGS: readonly (readonly PathForms[])[] = Object.freeze([]);
const NO_FORMS: readonly PathForms[] = Object.freeze([]);
const NO_PROVENANCE: readonly ArgProvenance[] = Object.freeze([]);

/** The call that an intent asks for; with a step, the step's tool under the script's context. */
export function callOf(
  prepared: PreparedIntent,
  step: ScriptStep | null,
  claims: WrkrTool | null,
  strict: boolean,
): Call {
  const { intent } = prepared;
  const asked = step ?? intent;
  const targets = asked.targets ?? NO_TARGETS;
  const workspace = strict ? goPathClean(intent.context.workspace) : intent.context.workspace;
  const readings = strict ? targets.map((target) => readingsOf(target, workspace)) : NO_READINGS;
  return {
    intent,
    context: intent.context,
    tool: asked.tool_name,
    targets,
    provenance: asked.arg_provenance ?? NO_PROVENANCE,
    claims,
    destructive: isDestructiveCall(targets),
    workspace,
    readings,
    targetValues: valuesOf(targets, readings),
    contextAge: prepared.contextAgeSeconds,
    command: prepared.command,
    strict,
  };
}

function readingsOf(target: Target, workspace: string): readonly PathForms[] {
  return isPathTarget(target, true) ? pathForms(target.value, workspace) : NO_FORMS;
}

function valuesOf(
  targets: readonly Target[],
  readings: readonly (readonly PathForms[])[],
): readonly string[] {
  const values: string[] = [];
  for (const [at, { value }] of targets.entries()) {
    values.push(value);
    for (const { all } of readings[at] ?? NO_FORMS) {
      for (const form of all) if (form !== value) values.push(form);
    }
  }
  return values;
}
