import type { PolicyRule } from '../policy/policy.ts';
import { agentIdentityConstraint, asksForAgent } from './agent-identity.ts';
import { asksForContext, contextEvidenceConstraint } from './context-evidence.ts';
import { asksForCredential, credentialConstraint } from './credential.ts';
import { dataflowConstraint } from './dataflow.ts';
import { endpointConstraint } from './endpoint.ts';
import type { Constraint } from './finding.ts';
import { freezeWindowConstraint } from './freeze-window.ts';
import { sandboxConstraint } from './sandbox.ts';
import { asksForSession, sessionConstraint } from './session.ts';

/**
 * The constraints a rule has, in the order of gait-formats §4.6, those
 * of schema 1.1.0 before the sandbox; most rules have none.
 */
export function constraintsOf(rule: PolicyRule): readonly Constraint[] {
  const constraints: Constraint[] = [];
  if (rule.dataflow.enabled) constraints.push(dataflowConstraint(rule.dataflow));
  if (rule.endpoint.enabled) constraints.push(endpointConstraint(rule.endpoint));
  if (asksForContext(rule)) constraints.push(contextEvidenceConstraint(rule));
  if (asksForAgent(rule)) constraints.push(agentIdentityConstraint(rule));
  if (asksForCredential(rule)) constraints.push(credentialConstraint(rule));
  if (rule.freeze_window.enabled) constraints.push(freezeWindowConstraint(rule.freeze_window));
  if (asksForSession(rule)) constraints.push(sessionConstraint(rule));
  if (rule.sandbox.enabled) constraints.push(sandboxConstraint(rule.sandbox));
  return constraints;
}
