import { inferEndpointClass, isDestructive } from './infer-endpoint.ts';
import type { Intent, PreparedIntent, Target } from './intent-record.ts';

type Classes = ReadonlyMap<string, string>;

const NONE: readonly PreparedIntent[] = Object.freeze([]);

/**
 * The other ways to read a call whose tool a policy lists: whoever decides looks at all of them,
 * and the strictest answer counts. So neither what a caller says of his targets, nor that he names
 * none, can bring him a laxer answer than the policy's table would; and the table can bring him
 * none that is laxer than what he said himself.
 *
 * First as if no target had said what is done to it. Then, where no target has the tool's class by that (the
 * call names none, or names servers alone), as a call that also does to its targets what its tool
 * does; one without targets as if it named the tool itself.
 *
 * @returns Readings that differ from `prepared`; most calls have none. They carry the digests of
 *   what was prepared, which is what approvals and traces name.
 */
export function readingsByTable(
  prepared: PreparedIntent,
  classes: Classes | undefined,
): readonly PreparedIntent[] {
  if (classes === undefined || !isListed(prepared.intent, classes)) return NONE;
  const readings: PreparedIntent[] = [];
  let last = prepared;
  for (const read of [asUnsaid, asTool]) {
    const next = readParts(last, classes, read);
    if (next !== last) readings.push(next);
    last = next;
  }
  return readings;
}

/** True when a table lists the tool of a call, or of one of its steps. */
export function isListed(
  { tool_name: tool, script }: Intent,
  classes: Classes | undefined,
): boolean {
  if (classes === undefined) return false;
  return classes.has(tool) || (script?.steps ?? []).some((step) => classes.has(step.tool_name));
}

type Targets = readonly Target[];
type ReadTargets = (tool: string, listed: string, targets: Targets) => Targets;

/** The same call with the targets of each listed tool read otherwise; itself when none differs. */
function readParts(prepared: PreparedIntent, classes: Classes, read: ReadTargets): PreparedIntent {
  const { intent } = prepared;
  const readPart = (tool: string, targets: Targets): Targets => {
    const listed = classes.get(tool);
    return listed === undefined ? targets : read(tool, listed, targets);
  };
  if (intent.script === null) {
    const before = intent.targets ?? [];
    const targets = readPart(intent.tool_name, before);
    return targets === before ? prepared : { ...prepared, intent: { ...intent, targets } };
  }
  const before = intent.script.steps ?? [];
  const steps = before.map((step) => {
    const given = step.targets ?? [];
    const targets = readPart(step.tool_name, given);
    return targets === given ? step : { ...step, targets };
  });
  const added = steps.flatMap((step, at) => (step === before[at] ? [] : (step.targets ?? [])));
  if (added.length === 0) return prepared;
  const targets = [...(intent.targets ?? []), ...added];
  return { ...prepared, intent: { ...intent, script: { steps }, targets } };
}

/** Every target has the class that it has when nobody says what is done to it. */
function asUnsaid(tool: string, listed: string, targets: Targets): Targets {
  const read = targets.map((target) =>
    withClass(target, inferEndpointClass(target.kind, target.operation, tool, listed)),
  );
  return read.every((target, at) => target === targets[at]) ? targets : read;
}

/** Some target has the class of the tool. */
function asTool(tool: string, listed: string, targets: Targets): Targets {
  if (targets.some((target) => target.endpoint_class === listed)) return targets;
  const done = targets.length === 0 ? [toolItself(tool)] : targets;
  return [...targets, ...done.map((target) => withClass(target, listed))];
}

function withClass(target: Target, endpointClass: string): Target {
  if (target.endpoint_class === endpointClass) return target;
  return {
    ...target,
    endpoint_class: endpointClass,
    destructive: target.destructive || isDestructive(endpointClass, target.operation),
  };
}

function toolItself(tool: string): Target {
  return {
    kind: 'other',
    value: tool,
    operation: '',
    sensitivity: '',
    endpoint_class: '',
    endpoint_domain: '',
    destructive: false,
    discovery_method: 'unknown',
    read_only_hint: false,
    destructive_hint: false,
    idempotent_hint: false,
    open_world_hint: false,
  };
}
