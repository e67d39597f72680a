import { isCodedError } from '@gait/canon';
import type { WaitingCall } from '@gait/gate';
import { approvalFiles, openApprovalInbox, readDenials } from '@gait/local';
import { describeWaiting, type WaitingView } from '../approvals/describe-waiting.ts';
import { viewWaiting } from '../approvals/view-waiting.ts';
import type { Context } from '../context.ts';

/** What the page finds under the id of a call. */
export type LookedAt =
  | { readonly kind: 'waiting'; readonly call: WaitingCall; readonly view: WaitingView }
  /** It is there, and an approval of it would be for something else. */
  | { readonly kind: 'unsound'; readonly view: WaitingView; readonly why: string }
  | { readonly kind: 'gone'; readonly why: string };

/**
 * Looks at a waiting call as the gate would judge it now.
 *
 * @param seen the call as it was shown before, to tell how it was answered meanwhile
 */
export async function lookAtCall(
  context: Context,
  id: string,
  seen: WaitingCall | undefined,
): Promise<LookedAt> {
  let call: WaitingCall;
  try {
    call = openApprovalInbox(context).read(id);
  } catch (error) {
    if (!isCodedError(error)) throw error;
    if (error.code !== 'waiting_call_unknown') return { kind: 'gone', why: error.message };
    return { kind: 'gone', why: whyGone(context, seen) };
  }
  const view = describeWaiting(context, call);
  try {
    await viewWaiting(context, call);
    return { kind: 'waiting', call, view };
  } catch (error) {
    if (!isCodedError(error)) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    return { kind: 'unsound', view, why: `${error.message}${hint}` };
  }
}

function whyGone(context: Context, seen: WaitingCall | undefined): string {
  const unknown = 'It was answered elsewhere, or its tool asks no more.';
  if (seen === undefined) return unknown;
  const { intent_digest: digest } = seen;
  if (openApprovalInbox(context).granted(digest).length > 0) return 'It was approved elsewhere.';
  try {
    if (readDenials(approvalFiles(context).denials, digest).length > 0) {
      return 'It was denied elsewhere.';
    }
  } catch (error) {
    // The ledger is the gate's to complain about.
    if (!isCodedError(error)) throw error;
  }
  return unknown;
}
