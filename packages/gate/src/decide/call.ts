import type {
  ArgProvenance,
  Intent,
  IntentContext,
  PreparedIntent,
  ScriptStep,
  Target,
} from '../intent/intent-record.ts';
import { pathReadings } from '../constraints/path-readings.ts';
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
  /** In `strict` what the value of each target may mean: cleaned readings of a path. */
  readonly readings: readonly (readonly string[])[];
  /** Age of the bound context envelope in seconds. */
  readonly contextAge: number | undefined;
  /** Paths are compared after cleaning (profile `strict`). */
  readonly strict: boolean;
}

const NO_TARGETS: readonly Target[] = Object.freeze([]);
const NO_READINGS: readonly (readonly string[])[] = Object.freeze([]);
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
  return {
    intent,
    context: intent.context,
    tool: asked.tool_name,
    targets,
    provenance: asked.arg_provenance ?? NO_PROVENANCE,
    claims,
    destructive: isDestructiveCall(targets),
    workspace: strict ? goPathClean(intent.context.workspace) : intent.context.workspace,
    readings: strict ? targets.map(readingsOf) : NO_READINGS,
    contextAge: prepared.contextAgeSeconds,
    strict,
  };
}

function readingsOf({ kind, value }: Target): readonly string[] {
  return kind === 'path' ? pathReadings(value) : [value];
}
