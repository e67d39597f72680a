import { isCodedError } from '@gait/canon';
import { openApprovalInbox } from '@gait/local';
import type { WaitingCall } from '@gait/gate';
import { INPUT_ENDED, type Context } from '../context.ts';
import type { FlagValues } from '../flag-spec.ts';
import { errorHint } from '../error-answer.ts';
import { tellPerson } from '../tell-person.ts';
import { askAboutCall, signedLines, type ANSWER_FLAGS } from './ask-about-call.ts';
import { assertAtTerminal, nobodyThere } from './assert-at-terminal.ts';
import { rankWaiting, stateOf, type RankedCall } from './state-words.ts';

const LOOK_EVERY_MS = 200;

/** Nobody reads a call in less: the answer was typed for the question before, which was taken back. */
const LEAST_MS = 600;
const TOO_QUICK = 'that was typed before you can have read this; it is asked again';

/**
 * Asks about each call as it comes until it is stopped, or the input ends: those that a tool waits
 * for first. A question whose call was answered elsewhere, or whose tool waits no more, is taken
 * back; so is one about a call that nobody waits for when one comes that somebody does.
 *
 * @param leastMs what is typed earlier after a question answers nothing
 * @returns how many were answered
 */
export async function watchCalls(
  context: Context,
  flags: FlagValues<typeof ANSWER_FLAGS>,
  stop: AbortSignal,
  leastMs = LEAST_MS,
): Promise<number> {
  const inbox = openApprovalInbox(context);
  const done = new Set<string>();
  const open = (): readonly RankedCall[] =>
    rankWaiting(context, inbox.waiting().calls).filter(({ call }) => !done.has(nameOf(call)));
  let answered = 0;
  while (!stop.aborted) {
    const [next] = open();
    if (next === undefined) {
      if ((await idle(context, stop, () => open().length > 0)) === 'input ended') return answered;
      continue;
    }
    const { call } = next;
    const taken = new AbortController();
    let why = '';
    const look = setInterval(() => {
      why = whyTakenBack(context, next, open());
      if (why !== '') taken.abort();
    }, LOOK_EVERY_MS);
    try {
      const until = AbortSignal.any([stop, taken.signal]);
      const answer = await askAboutCall(context, call, flags, 'either', { until, leastMs });
      switch (answer.kind) {
        case 'signed':
          answered += 1;
          done.add(nameOf(call));
          tellPerson(context, (paint) => [...signedLines(paint, answer), '']);
          break;
        case 'later':
          done.add(nameOf(call));
          tellPerson(context, (paint) => [
            paint.dim(`nothing was signed; ${call.request_id} goes on waiting`),
            '',
          ]);
          break;
        case 'too quick':
          tellPerson(context, (paint) => [paint.warn(TOO_QUICK), '']);
          break;
        case 'taken back':
          if (why !== '') tellPerson(context, (paint) => [paint.warn(why), '']);
          break;
        case 'input ended':
          return answered;
      }
    } catch (error) {
      if (!isCodedError(error)) throw error;
      // Of this call alone: the others wait for the same person.
      done.add(nameOf(call));
      const gone = error.code === 'waiting_call_unknown';
      tellPerson(context, (paint) => [
        gone
          ? paint.warn(goneWords(call))
          : paint.verdict(false, `${call.request_id}: ${error.message} (${error.code})`),
        ...(gone ? [] : [`hint: ${errorHint(error, error.facts.exit)}`]),
        '',
      ]);
    } finally {
      clearInterval(look);
    }
  }
  return answered;
}

/** The same call that is asked about anew is another question. */
function nameOf({ request_id: id, created_at: at }: WaitingCall): string {
  return `${id} ${at}`;
}

/** `''`: the question stands. */
function whyTakenBack(
  context: Context,
  { call, state }: RankedCall,
  open: readonly RankedCall[],
): string {
  if (!open.some((one) => nameOf(one.call) === nameOf(call))) return goneWords(call);
  const isLive = state.kind === 'live';
  if (isLive && stateOf(context, call).kind !== 'live') {
    return `the tool waits no more for ${call.request_id}`;
  }
  const [first] = open;
  return !isLive && first?.state.kind === 'live' ? 'a tool waits for another call' : '';
}

function goneWords({ request_id: id }: WaitingCall): string {
  return `${id} was answered elsewhere, or its tool asks no more`;
}

/** Until there is something to ask. What is typed meanwhile answers nothing, and is gone. */
async function idle(
  context: Context,
  stop: AbortSignal,
  isCome: () => boolean,
): Promise<'input ended' | 'come'> {
  const come = new AbortController();
  const look = setInterval(() => {
    if (isCome()) come.abort();
  }, LOOK_EVERY_MS);
  try {
    const until = AbortSignal.any([stop, come.signal]);
    for (;;) {
      const typed = await assertAtTerminal(context)('', until);
      if (until.aborted) return 'come';
      if (typed === INPUT_ENDED) return 'input ended';
      if (typed === undefined) throw nobodyThere();
    }
  } finally {
    clearInterval(look);
  }
}
