import type { Outcome } from '@gait/gate';
import type { PreApproval } from './approve-script.ts';
import type { ApprovalStage } from './judge-approvals.ts';
import type { CredentialStage } from './judge-credential.ts';
import type { DelegationStage } from './judge-delegation.ts';
import type { LimitStage } from './judge-limits.ts';
import type { Ruling } from './ruling.ts';
import type { SessionState } from './session-stage.ts';

/** The stages' answers, gathered on the way. */
export interface Judged {
  readonly outcome: Outcome;
  readonly preApproval: PreApproval | undefined;
  readonly registryReason: string;
  readonly session: SessionState;
  readonly delegation: DelegationStage;
  readonly approvals: ApprovalStage;
  readonly limits: LimitStage;
  readonly credential: CredentialStage;
  readonly ruling: Ruling;
}
