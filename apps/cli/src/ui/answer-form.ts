import { createPaint, showControls } from '../paint.ts';
import type { OpenAnswer } from './answer-desk.ts';
import { lookAtCall } from './look-at-call.ts';
import { callPage } from './pages/call-page.ts';
import { problemPage } from './pages/page-layout.ts';
import type { UiDesk } from './ui-desk.ts';
import { respond, sendOn } from './ui-response.ts';

/** Longest body of a form, bytes. */
export const LONGEST_FORM = 4096;
const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(?:;|$)/iu;
/** Lines of the action that the terminal shows beside the code; the page shows all. */
const MOST_TOLD = 12;
/** Columns where nobody knows how many there are. */
const NARROW = 80;
const INDENT = '  ';

/** Answers one of the three forms of a call: begin an answer, type its code, take it back. */
export async function answerForm(
  desk: UiDesk,
  request: Request,
  { id, step }: { readonly id: string; readonly step: string },
): Promise<Response> {
  const form = await readForm(request);
  if (form === undefined) return respond(413, 'text/plain', 'refused: not a form of this page\n');
  if (!desk.access.knowsForm(form.get('form') ?? '')) {
    return respond(403, 'text/plain', 'refused: the form is not of this session\n');
  }
  const here = `${desk.access.base}/calls/${id}`;
  switch (step) {
    case 'answer':
      return (await begin(desk, id, form.get('answer'))) ?? sendOn(here);
    case 'cancel':
      if (desk.answers.open(id) !== undefined) desk.answers.cancel();
      return sendOn(here);
    default:
      return (await confirm(desk, id, form.get('code') ?? '')) ?? sendOn(here);
  }
}

async function begin(
  desk: UiDesk,
  id: string,
  answer: string | null,
): Promise<Response | undefined> {
  if (answer !== 'approve' && answer !== 'deny') return problem(desk, 'The form says no answer.');
  const found = await lookAtCall(desk.context, id, desk.shown.get(id));
  if (found.kind !== 'waiting') return undefined;
  const { call, view } = found;
  const approver = await desk.approverFor(call.project);
  const code = desk.answers.begin(call, answer === 'deny');
  if (code === undefined) return problem(desk, LOCKED);
  desk.tell([
    '',
    `${approver}, the page asks to ${answer.toUpperCase()} this (${id}):`,
    ...toldLines(desk, [
      `${view.headline}, in ${call.project}`,
      ...someOf(view.action).map((line) => `| ${line}`),
      ...someOf(view.held).map((line) => `because ${line}`),
    ]),
    `code to ${answer} it: ${code.slice(0, 3)} ${code.slice(3)}   (for two minutes; type it only if you want this)`,
  ]);
  return undefined;
}

function someOf(lines: readonly string[]): readonly string[] {
  const more = lines.length - MOST_TOLD;
  return more <= 0
    ? lines
    : [...lines.slice(0, MOST_TOLD), `… and ${more} more lines, on the page`];
}

/**
 * No line is longer than the terminal is wide: text of others that went on in the next line, at its
 * beginning, could pass for ours.
 */
function toldLines(desk: UiDesk, lines: readonly string[]): readonly string[] {
  const most = (desk.context.width() ?? NARROW) - INDENT.length - 1;
  return lines.map((line) => {
    const shown = showControls(line);
    return `${INDENT}${shown.length > most ? `${shown.slice(0, most - 1)}…` : shown}`;
  });
}

const LOCKED =
  'Too many wrong codes were typed: this page takes no answer any more. Look at the terminal of gait ui, end it with Ctrl-C, and answer with gait approvals, or start it again.';

async function confirm(desk: UiDesk, id: string, code: string): Promise<Response | undefined> {
  const ruling = desk.answers.confirm(id, code);
  switch (ruling.kind) {
    case 'right':
      return await sign(desk, ruling.answer);
    case 'wrong': {
      const said = `That is not the code. ${ruling.triesLeft === 1 ? 'One try is' : `${ruling.triesLeft} tries are`} left.`;
      return respond(400, 'text/html', await callPage(desk, id, said));
    }
    case 'cancelled':
      desk.tell([`three wrong codes for ${id}: the answer is cancelled`]);
      return respond(400, 'text/html', await callPage(desk, id, CANCELLED));
    case 'expired':
      return respond(400, 'text/html', await callPage(desk, id, EXPIRED));
    case 'unknown':
      return respond(400, 'text/html', await callPage(desk, id, UNKNOWN));
    case 'locked':
      desk.tell(['too many wrong codes: the page takes no answer any more']);
      return problem(desk, LOCKED);
  }
}

const CANCELLED = 'Three wrong codes: the answer is cancelled, and the call goes on waiting.';
const EXPIRED = 'The code is too old: the answer is cancelled, and the call goes on waiting.';
const UNKNOWN = 'No code is asked for here: another answer was begun, or this one is done.';

async function sign(desk: UiDesk, { call, deny }: OpenAnswer): Promise<Response | undefined> {
  const { request_id: id } = call;
  // Said at once, instead of an error of the signer.
  const found = await lookAtCall(desk.context, id, call);
  if (found.kind !== 'waiting') return undefined;
  const given = await desk.sign(call, deny);
  desk.given.set(id, given);
  const what = deny ? 'denied' : 'approved, once';
  desk.tell([createPaint({ colour: false, width: undefined }).verdict(!deny, `${id}: ${what}`)]);
  return undefined;
}

function problem(desk: UiDesk, why: string): Response {
  return respond(400, 'text/html', problemPage(desk, { title: 'No answer', why, hint: '' }));
}

/** Undefined: too long, or no form. */
async function readForm(request: Request): Promise<URLSearchParams | undefined> {
  if (!FORM_TYPE.test(request.headers.get('content-type') ?? '')) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = request.body ?? [];
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > LONGEST_FORM) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
