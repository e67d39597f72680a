import { CodedError } from '@gait/canon';
import { assertPerson } from '../approve/assert-person.ts';
import type { Context } from '../context.ts';

/** Asks a question where a person sits. */
export type AskPerson = NonNullable<Context['ask']>;

/**
 * A person at a terminal that does not belong to a session of an agent. A program that feeds this
 * command its answers is no person.
 *
 * @param why what is said when nobody is there
 * @throws CodedError `approval_from_gated_session`, `person_absent`
 */
export function assertAtTerminal(context: Context, why?: string): AskPerson {
  assertPerson(context);
  const { ask } = context;
  if (ask !== undefined && context.io.errIsTerminal()) return ask;
  throw nobodyThere(why);
}

/** Nobody sits there who could type. */
export function nobodyThere(why = 'an approval needs a person at a terminal'): CodedError {
  return new CodedError('person_absent', why, {
    hint: 'run this in a terminal of your own, with its input and its messages at that terminal',
  });
}
