import { CodedError } from '@gait/canon';
import { GATED_SESSION, hasGatedAncestor } from '@gait/local';
import type { Context } from '../context.ts';

/**
 * The one place that every command which signs a permission, or changes what the gate stands on,
 * passes before it reads or writes anything: whoever is governed by the gate neither approves
 * himself nor takes away what stops him (rule 9 of the design). To stop calls (`kill-switch add`)
 * nobody needs to be a person. The mark of a
 * governed session counts in this process and in those above it.
 *
 * Error: `approval_from_gated_session`.
 */
export function assertPerson(context: Context): void {
  const gated = (context.env[GATED_SESSION] ?? '') !== '';
  const { parent } = context;
  if (!gated && (parent === undefined || !hasGatedAncestor(parent, context))) return;
  throw new CodedError(
    'approval_from_gated_session',
    'a session that the gate governs may not approve, delegate, trust, withdraw, resume or set up',
    { hint: 'run the command in a terminal of your own, outside the session of the agent' },
  );
}
