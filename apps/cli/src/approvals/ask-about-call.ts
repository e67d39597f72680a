import type { ApprovalToken, WaitingCall } from '@gait/gate';
import { readTtl } from '../approve/read-ttl.ts';
import { boolFlag, textFlag } from '../command.ts';
import { INPUT_ENDED, type Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { inFolder } from '../in-folder.ts';
import { SIGNING_FLAGS } from '../key-flags.ts';
import { localTime } from '../local-time.ts';
import type { Paint } from '../paint.ts';
import { tellPerson } from '../tell-person.ts';
import { answerWaiting } from './answer-waiting.ts';
import { assertAtTerminal, nobodyThere } from './assert-at-terminal.ts';
import { describeWaiting } from './describe-waiting.ts';
import { signerOf } from './signer-of.ts';
import { viewWaiting } from './view-waiting.ts';
import { waitingLines } from './waiting-lines.ts';

/** Flags that say who signs, and how. */
export const SIGNER_FLAGS = {
  approver: textFlag({
    value: 'NAME',
    help: 'who you are; default: the only approver with a key here',
  }),
  reason: textFlag({ default: 'looked_at', value: 'CODE', help: 'why, as a short code' }),
  ttl: textFlag({ default: '1h', value: 'DURATION', help: 'how long the answer counts' }),
  ...SIGNING_FLAGS,
} as const;

/** Flags of `approvals approve`, `deny` and `watch`. */
export const ANSWER_FLAGS = {
  ...SIGNER_FLAGS,
  full: boolFlag({ help: 'show every line of a very long action' }),
} as const;

/** What came of a question. */
export type CallAnswer =
  | { readonly kind: 'signed'; readonly deny: boolean; readonly token: ApprovalToken }
  | { readonly kind: 'later' | 'input ended' | 'taken back' | 'too quick' };

/** How long a question stands. */
export interface QuestionTime {
  /** When it is aborted, the question is taken back and nothing is signed. */
  readonly until?: AbortSignal;
  /** What is typed earlier answers nothing. */
  readonly leastMs?: number;
}

/**
 * Shows a waiting call to the person at the terminal, asks, and signs the answer.
 *
 * @throws CodedError `person_absent`, `approval_from_gated_session`, those of `answerWaiting`
 */
export async function askAboutCall(
  context: Context,
  call: WaitingCall,
  flags: FlagValues<typeof ANSWER_FLAGS>,
  wanted: 'approve' | 'deny' | 'either',
  { until, leastMs = 0 }: QuestionTime = {},
): Promise<CallAnswer> {
  const ask = assertAtTerminal(context);
  const ttl = readTtl(flags.ttl);
  await viewWaiting(context, call);
  const view = describeWaiting(context, call);
  const signer = await signerOf(context, inFolder(context, call.project), flags);
  tellPerson(context, (paint) => waitingLines(paint, view, flags.full));
  const left = view.state.kind === 'live' ? ` (${view.state.secondsLeft} s left)` : '';
  const shownAt = performance.now();
  const said = await ask(`${signer.name}, ${QUESTIONS[wanted]}${left} ${CHOICES[wanted]} `, until);
  if (said === INPUT_ENDED) return { kind: 'input ended' };
  if (until?.aborted === true) return { kind: 'taken back' };
  if (said === undefined) throw nobodyThere();
  if (performance.now() - shownAt < leastMs) return { kind: 'too quick' };
  const answer = readAnswer(said.trim(), wanted);
  if (answer === undefined) return { kind: 'later' };
  const deny = answer === 'deny';
  const token = await answerWaiting(context, call, await signer.load(), {
    deny,
    approver: signer.name,
    reasonCode: flags.reason.trim(),
    ttl,
  });
  return { kind: 'signed', deny, token };
}

const QUESTIONS = {
  approve: 'approve exactly this, once?',
  deny: 'deny this?',
  either: 'approve exactly this, once?',
} as const;

const CHOICES = {
  approve: '[y/N]',
  deny: '[y/N]',
  either: '[y = approve, d = deny, enter = later]',
} as const;

function readAnswer(said: string, wanted: keyof typeof QUESTIONS): 'approve' | 'deny' | undefined {
  if (/^y(?:es)?$/iu.test(said)) return wanted === 'deny' ? 'deny' : 'approve';
  return wanted === 'either' && /^d(?:eny)?$/iu.test(said) ? 'deny' : undefined;
}

/** What a person is told of an answer that was signed. */
export function signedLines(
  paint: Paint,
  { deny, token }: Extract<CallAnswer, { kind: 'signed' }>,
) {
  return [
    paint.verdict(!deny, deny ? 'denied' : 'approved, once'),
    ...paint.pairs({
      approver: token.approver_identity,
      token: token.token_id,
      expires: localTime(token.expires_at),
    }),
  ];
}
