import { CodedError } from '@gait/canon';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { askAboutCall, signedLines, type ANSWER_FLAGS } from './ask-about-call.ts';
import { assertAtTerminal } from './assert-at-terminal.ts';
import { namedCall } from './named-call.ts';

/**
 * Shows a waiting call to the person at the terminal, asks, and signs the answer.
 *
 * @throws CodedError `waiting_call_unanswered`, so that no script takes it for a yes; those of
 *   `askAboutCall`
 */
export async function answerAtTerminal(
  context: Context,
  id: string,
  flags: FlagValues<typeof ANSWER_FLAGS>,
  wanted: 'approve' | 'deny',
): Promise<Outcome> {
  assertAtTerminal(context);
  const call = namedCall(context, id);
  const answer = await askAboutCall(context, call, flags, wanted);
  if (answer.kind !== 'signed') {
    const message = `nothing was signed: the call ${call.request_id} goes on waiting`;
    throw new CodedError('waiting_call_unanswered', message, { hint: 'answer with y' });
  }
  const { deny, token } = answer;
  return {
    exit: 0,
    json: {
      ok: true,
      id: call.request_id,
      answered: true,
      denied: deny,
      token_id: token.token_id,
      expires_at: token.expires_at,
      approver: token.approver_identity,
    },
    text: (paint) => signedLines(paint, answer),
  };
}
