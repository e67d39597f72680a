import {
  approvalNeeds,
  delegationBindingDigest,
  mintApproval,
  mintDenial,
  NONCE_BYTES,
  type ApprovalToken,
  type WaitingCall,
} from '@gait/gate';
import { approvalFiles, openApprovalInbox, PROJECT_CONFIG, recordDenial } from '@gait/local';
import { assertApprover } from '../approve/assert-approver.ts';
import { gateDefaults } from '../approve/gate-view.ts';
import type { Minter } from '../approve/load-minter.ts';
import type { Context } from '../context.ts';
import { inFolder } from '../in-folder.ts';
import { viewWaiting } from './view-waiting.ts';

/** How a waiting call is answered. */
export interface WaitingAnswer {
  readonly deny: boolean;
  readonly approver: string;
  readonly reasonCode: string;
  /** Nanoseconds that the answer counts. */
  readonly ttl: bigint;
}

/**
 * Signs the answer to a waiting call and leaves it where the gate looks. An approval is for exactly
 * this call under this policy, and works once.
 *
 * @param minter the key, loaded by whoever asked the person
 * @throws CodedError those of `viewWaiting`, `assertApprover`, `mintApproval` and the inbox
 */
export async function answerWaiting(
  context: Context,
  call: WaitingCall,
  minter: Minter,
  { deny, approver, reasonCode, ttl }: WaitingAnswer,
): Promise<ApprovalToken> {
  const { prepared } = await viewWaiting(context, call);
  const at = inFolder(context, call.project);
  const defaults = await gateDefaults(at, { config: PROJECT_CONFIG, 'no-config': false });
  assertApprover(at, defaults, { ...minter, approver });
  const request = {
    approverIdentity: approver,
    reasonCode,
    intentDigest: call.intent_digest,
    policyDigest: call.policy_digest,
    delegationBindingDigest: delegationBindingDigest(prepared.intent),
    scope: approvalNeeds(prepared.intent).scopes,
    maxTargets: 0,
    maxOps: 0,
    now: context.now(),
    ttl,
    producerVersion: context.version,
    notBefore: undefined,
  };
  const inbox = openApprovalInbox(context);
  const token = deny
    ? mintDenial(request, minter.key)
    : mintApproval({ ...request, nonce: context.randomBytes(NONCE_BYTES) }, minter.key);
  if (deny) recordDenial(approvalFiles(context).denials, token);
  else inbox.grant(token);
  inbox.remove(call.request_id);
  return token;
}
