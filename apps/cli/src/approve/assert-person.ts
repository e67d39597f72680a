import { CodedError } from '@gait/canon';
import type { Context } from '../context.ts';

/**
 * The one place that every command which signs a permission passes before it reads a key:
 * whoever is governed by the gate does not approve himself (rule 9 of the design).
 *
 * Error: `approval_from_gated_session`.
 */
export function assertPerson(context: Context): void {
  if ((context.env['GAIT_GATED_SESSION'] ?? '') === '') return;
  throw new CodedError(
    'approval_from_gated_session',
    'a session that the gate governs may not approve, delegate or withdraw',
    { hint: 'run the command in a terminal of your own, outside the session of the agent' },
  );
}
