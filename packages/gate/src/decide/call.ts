import type {
  ArgProvenance,
  Intent,
  IntentContext,
  PreparedIntent,
  ScriptStep,
  Target,
} from '../intent/intent-record.ts';
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
  /** What workspace prefixes are compared with. */
  readonly workspace: string;
  /** Age of the bound context envelope in seconds. */
  readonly contextAge: number | undefined;
  /** Paths are compared after cleaning (profile `strict`). */
  readonly strict: boolean;
}

const NO_TARGETS: readonly Target[] = Object.freeze([]);
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
    destructive: hasDestructiveTarget(targets),
    workspace: strict ? asFolder(goPathClean(intent.context.workspace)) : intent.context.workspace,
    contextAge: prepared.contextAgeSeconds,
    strict,
  };
}

/** True when a target says it is destructive. */
export function hasDestructiveTarget(targets: readonly Target[]): boolean {
  for (const target of targets) if (target.destructive) return true;
  return false;
}

/**
 * `/repo/../etc` begins with `/repo`; cleaned it does not. The slash at the end lets a prefix
 * that ends with one match the folder itself.
 */
function asFolder(cleaned: string): string {
  return cleaned.endsWith('/') ? cleaned : `${cleaned}/`;
}
