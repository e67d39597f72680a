import { CodedError, type Json } from '@gait/canon';
import { decodeIntent, type WaitingCall } from '@gait/gate';
import { viewOf, type IntentView, type ViewRequest } from '../approve/gate-view.ts';
import type { Context } from '../context.ts';
import { PROJECT_CONFIG } from '@gait/local';
import { inFolder } from '../in-folder.ts';

/**
 * What exactly would run, as the gate of the call's project judges it now. What a waiting call says
 * of itself is not believed: its intent is digested anew, and an approval is for that digest.
 *
 * @throws CodedError `waiting_call_invalid` when the intent is not the one that the gate asked about;
 *   those of `viewOf`
 */
export async function viewWaiting(context: Context, call: WaitingCall): Promise<IntentView> {
  const at = inFolder(context, call.project);
  const intent = decodeIntent(call.intent as Json);
  const view = await viewOf(at, intent, viewRequest(call), 'strict');
  // What was kept without its secrets cannot have the digest; the gate alone wrote it.
  if (call.redacted || view.prepared.intentDigest === call.intent_digest) return view;
  throw new CodedError(
    'waiting_call_invalid',
    `the call ${call.request_id} is not what the gate asked about`,
    { hint: 'its project, agents or settings changed: let the tool try again, and approve that' },
  );
}

function viewRequest(call: WaitingCall): ViewRequest {
  return {
    intent: '',
    policy: call.policy_path,
    'context-envelope': '',
    'wrkr-inventory': '',
    'tool-classes': '',
    config: PROJECT_CONFIG,
    'no-config': false,
  };
}
