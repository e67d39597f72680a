import { asksForAgent } from '../constraints/agent-identity.ts';
import { asksForContext } from '../constraints/context-evidence.ts';
import { asksForCredential } from '../constraints/credential.ts';
import { asksForSession } from '../constraints/session.ts';
import type { PolicyRule } from '../policy/policy.ts';

/** What the constraints of a rule are called, in the order of `constraintsOf`. */
export function constraintNames(rule: PolicyRule): readonly string[] {
  const names: readonly (readonly [string, boolean])[] = [
    ['dataflow', rule.dataflow.enabled],
    ['endpoint', rule.endpoint.enabled],
    ['context evidence', asksForContext(rule)],
    ['agent identity', asksForAgent(rule)],
    ['credential', asksForCredential(rule)],
    ['freeze window', rule.freeze_window.enabled],
    ['session', asksForSession(rule)],
    ['sandbox', rule.sandbox.enabled],
  ];
  return names.filter(([, asked]) => asked).map(([name]) => name);
}
