import { inferEndpointDomain } from './infer-endpoint.ts';
import { refuse, shown } from './intent-fault.ts';
import type { Intent, Target } from './intent-record.ts';

/**
 * Refuses, in `strict`, a normalised intent of which a rule would see something else than the
 * tool touches: a path with a NUL, which ends there for programs in C
 * (`/repo/x\0/../../etc`), and a URL or host under the name of another domain.
 *
 * Errors: `intent_path_ambiguous`, `intent_target`.
 */
export function checkUnambiguous(intent: Intent): void {
  checkPath(intent.context.workspace, 'context.workspace');
  for (const target of intent.targets ?? []) checkTarget(target, 'targets');
  for (const [i, step] of (intent.script?.steps ?? []).entries()) {
    for (const target of step.targets ?? []) checkTarget(target, `script.steps[${i}].targets`);
  }
}

function checkTarget(target: Target, field: string): void {
  const { kind, value, endpoint_domain: domain } = target;
  if (kind === 'path') checkPath(value, `${field}.value`);
  if (kind !== 'url' && kind !== 'host') return;
  const actual = inferEndpointDomain(kind, value);
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
