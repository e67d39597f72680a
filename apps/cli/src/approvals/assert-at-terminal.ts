import { CodedError } from '@gait/canon';
import { assertPerson } from '../approve/assert-person.ts';
import type { Context } from '../context.ts';

/** Asks a question where a person sits. */
export type AskPerson = (question: string) => Promise<string | undefined>;

/**
 * A person at a terminal that does not belong to a session of an agent. A program that feeds this
 * command its answers is no person.
 *
 * @throws CodedError `approval_from_gated_session`, `person_absent`
 */
export function assertAtTerminal(context: Context): AskPerson {
  assertPerson(context);
  const { ask } = context;
  if (ask !== undefined && context.io.errIsTerminal()) return ask;
  throw new CodedError('person_absent', 'an approval needs a person at a terminal', {
    hint: 'run this in a terminal of your own, or open the page of gait ui',
  });
}
