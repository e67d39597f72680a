import { CodedError } from '@gait/canon';
import { GATED_SESSION, gatedAncestor, type GatedBy } from '@gait/local';
import type { Context } from '../context.ts';
import { shownTime } from '../shown-time.ts';

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
  const own = (context.env[GATED_SESSION] ?? '') !== '';
  const { parent } = context;
  const by = parent === undefined ? undefined : gatedAncestor(parent, context);
  if (!own && by === undefined) return;
  throw new CodedError(
    'approval_from_gated_session',
    'a session that the gate governs may not approve, delegate, trust, withdraw, resume or set up',
    {
      hint: `run the command in a terminal of your own, outside the session of the agent${whyText(by)}`,
    },
  );
}

/** Which process it is that makes this one a part of a session, and what to do when it is none. */
function whyText(by: GatedBy | undefined): string {
  if (by === undefined) return ` (${GATED_SESSION} is set here)`;
  if (by.kind === 'environment') return ` (process ${by.pid} above has ${GATED_SESSION} set)`;
  const { pid, program, harness, project, since } = by.tool;
  const name = program === '' ? 'a process above' : program;
  const when = since === '' ? '' : ` since ${shownTime(since, true)}`;
  const hook =
    harness === ''
      ? 'a hook was called below it'
      : `the hook of ${harness} in ${project} was called below it`;
  return `: ${name} (pid ${pid}) counts as a coding tool${when}, because ${hook}. It does until it ends; a terminal that it did not start is free`;
}
