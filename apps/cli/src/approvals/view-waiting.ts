import { CodedError, singleKey, type Json } from '@gait/canon';
import { decodeIntent, isSignedWaitingCall, type WaitingCall } from '@gait/gate';
import { loadSigningKey, PROJECT_CONFIG } from '@gait/local';
import { viewOf, type IntentView, type ViewRequest } from '../approve/gate-view.ts';
import type { Context } from '../context.ts';
import { signerSurroundings } from '../gate/gate-keys.ts';
import { hookSettings } from '../hook/hook-gate.ts';
import { inFolder } from '../in-folder.ts';
import { keySources } from '../key-flags.ts';

/**
 * What exactly would run, as the gate of the call's project judges it now. What a waiting call says
 * counts only when that gate signed it, and its intent is digested anew: an approval is for that
 * digest.
 *
 * @throws CodedError `waiting_call_invalid` when the gate did not ask this, or not about this intent;
 *   those of `viewOf`, of the project's settings and of its key
 */
export async function viewWaiting(context: Context, call: WaitingCall): Promise<IntentView> {
  const at = inFolder(context, call.project);
  await assertSigned(at, call);
  const intent = decodeIntent(call.intent as Json);
  const view = await viewOf(at, intent, viewRequest(call), 'strict');
  // What was kept without its secrets cannot have the digest; the gate signed what is left.
  if (call.redacted || view.prepared.intentDigest === call.intent_digest) return view;
  throw new CodedError(
    'waiting_call_invalid',
    `the call ${call.request_id} is not what the gate asked about`,
    { hint: 'its project, agents or settings changed: let the tool try again, and approve that' },
  );
}

/** Whoever can write into the inbox could else show a person something harmless under any digest. */
async function assertSigned(at: Context, call: WaitingCall): Promise<void> {
  const settings = await hookSettings(at);
  const { key } = await loadSigningKey(
    keySources(at, settings.flags, settings.keyMode),
    signerSurroundings(at, settings, false),
  );
  if (isSignedWaitingCall(call, singleKey(key.publicKey))) return;
  throw new CodedError(
    'waiting_call_invalid',
    `the call ${call.request_id} is not signed by the gate of its project`,
    { hint: 'let the tool try again, and answer that call' },
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
