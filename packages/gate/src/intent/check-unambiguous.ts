import { plainDomain } from '../text/plain-domain.ts';
import { inferEndpointDomain } from './infer-endpoint.ts';
import { refuse, shown } from './intent-fault.ts';
import type { Intent, Target } from './intent-record.ts';

/** As many targets as an intent may have in `strict`, those of its steps included. */
const MAX_TARGETS = 1024;
/** Longest value of a target, UTF-16 units: no system opens a longer path. */
const MAX_VALUE = 4096;

/**
 * Refuses, in `strict`, an intent with more or longer targets than a call can mean. Rules look
 * at every target once each, so their number is the price of a decision.
 *
 * Errors: `intent_target_limit`.
 */
export function checkTargetLimits(intent: Intent): void {
  let count = 0;
  for (const [field, targets] of targetLists(intent)) {
    count += targets.length;
    if (count > MAX_TARGETS) {
      refuse('intent_target_limit', field, `an intent has at most ${MAX_TARGETS} targets`);
    }
    for (const { value, endpoint_domain: domain } of targets) {
      if (value.length <= MAX_VALUE && domain.length <= MAX_VALUE) continue;
      refuse('intent_target_limit', field, `a target has at most ${MAX_VALUE} characters`);
    }
  }
  const { workspace } = intent.context;
  if (workspace.length > MAX_VALUE) {
    refuse('intent_target_limit', 'context.workspace', `has more than ${MAX_VALUE} characters`);
  }
}

/**
 * Refuses, in `strict`, a normalised intent of which a rule would see something else than the
 * tool touches: a path with a NUL, which ends there for programs in C
 * (`/repo/x\0/../../etc`), a URL or host under the name of another domain, and one that readers
 * of URLs take to different places.
 *
 * Errors: `intent_path_ambiguous`, `intent_target`.
 */
export function checkUnambiguous(intent: Intent): void {
  checkPath(intent.context.workspace, 'context.workspace');
  for (const [field, targets] of targetLists(intent)) {
    for (const target of targets) checkTarget(target, field);
  }
}

function targetLists(intent: Intent): readonly (readonly [string, readonly Target[]])[] {
  const steps = intent.script?.steps ?? [];
  return [
    ['targets', intent.targets ?? []],
    ...steps.map(({ targets }, i) => [`script.steps[${i}].targets`, targets ?? []] as const),
  ];
}

function checkTarget(target: Target, field: string): void {
  const { kind, value, endpoint_domain: domain } = target;
  if (kind === 'path') checkPath(value, `${field}.value`);
  if (kind !== 'url' && kind !== 'host') return;
  const actual = inferEndpointDomain(kind, value);
  if (plainDomain(kind, value, actual) === undefined) {
    refuse(
      'intent_target',
      `${field}.value`,
      `it is not certain where ${shown(value)} goes`,
      'write scheme://domain, the domain in ASCII and an address in its shortest form',
    );
  }
  if (domain === actual) return;
  refuse(
    'intent_target',
    `${field}.endpoint_domain`,
    `${shown(domain)} is not the domain of ${shown(value)}`,
    'leave endpoint_domain out: it is read from the value',
  );
}

function checkPath(path: string, field: string): void {
  if (path.includes('\0')) refuse('intent_path_ambiguous', field, 'a path holds a NUL character');
}
