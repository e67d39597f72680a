import type { ApprovalToken } from '@gait/gate';
import { openApprovalInbox } from '@gait/local';
import { readTtl } from '../approve/read-ttl.ts';
import { textFlag, type Outcome } from '../command.ts';
import type { Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { inFolder } from '../in-folder.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { createPaint } from '../paint.ts';
import { answerWaiting } from './answer-waiting.ts';
import { assertAtTerminal } from './assert-at-terminal.ts';
import { describeWaiting } from './describe-waiting.ts';
import { signerOf } from './signer-of.ts';
import { viewWaiting } from './view-waiting.ts';
import { waitingLines } from './waiting-lines.ts';

/** Flags of `approvals approve` and `approvals deny`. */
export const ANSWER_FLAGS = {
  approver: textFlag({
    value: 'NAME',
    help: 'who you are; default: the only approver with a key here',
  }),
  reason: textFlag({ default: 'looked_at', value: 'CODE', help: 'why, as a short code' }),
  ttl: textFlag({ default: '1h', value: 'DURATION', help: 'how long the answer counts' }),
  ...SIGNING_FLAGS,
} as const;

/**
 * Shows a waiting call to the person at the terminal, asks, and signs the answer.
 *
 * @throws CodedError `person_absent`, `approval_from_gated_session`, those of `answerWaiting`
 */
export async function answerAtTerminal(
  context: Context,
  id: string,
  flags: FlagValues<typeof ANSWER_FLAGS>,
  wanted: 'approve' | 'deny' | 'either',
): Promise<Outcome> {
  const ask = assertAtTerminal(context);
  const ttl = readTtl(flags.ttl);
  const call = openApprovalInbox(context).read(id.trim());
  await viewWaiting(context, call);
  const at = inFolder(context, call.project);
  const signer = await signerOf(context, at, flags);
  const paint = createPaint({ colour: false, width: context.width() });
  for (const line of waitingLines(paint, describeWaiting(context, call))) context.warn(line);
  const said = await ask(`${signer.name}, ${QUESTIONS[wanted]} `);
  const answer = readAnswer((said ?? '').trim(), wanted);
  if (answer === undefined) return unanswered(call.request_id);
  const deny = answer === 'deny';
  const token = await answerWaiting(context, call, await signer.load(), {
    deny,
    approver: signer.name,
    reasonCode: flags.reason.trim(),
    ttl,
  });
  return answered(call.request_id, token, deny);
}

const QUESTIONS = {
  approve: 'approve exactly this, once? [y/N]',
  deny: 'deny this? [y/N]',
  either: 'approve exactly this, once? [y = approve, d = deny, enter = later]',
} as const;

function readAnswer(said: string, wanted: keyof typeof QUESTIONS): 'approve' | 'deny' | undefined {
  if (/^y(?:es)?$/iu.test(said)) return wanted === 'deny' ? 'deny' : 'approve';
  return wanted === 'either' && /^d(?:eny)?$/iu.test(said) ? 'deny' : undefined;
}

function unanswered(id: string): Outcome {
  return {
    exit: 0,
    json: { ok: true, id, answered: false },
    text: (paint) => [paint.warn('nothing was signed; the call goes on waiting')],
  };
}

function answered(id: string, token: ApprovalToken, deny: boolean): Outcome {
  const what = deny ? 'denied' : 'approved, once';
  return {
    exit: 0,
    json: {
      ok: true,
      id,
      answered: true,
      denied: deny,
      token_id: token.token_id,
      expires_at: token.expires_at,
      approver: token.approver_identity,
    },
    text: (paint) => [
      paint.verdict(!deny, what),
      ...paint.pairs({
        approver: token.approver_identity,
        token: token.token_id,
        expires: token.expires_at,
      }),
    ],
  };
}
