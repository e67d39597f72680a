import { join } from 'node:path';
import { stateHome, type Surroundings } from '../platform/homes.ts';

/** Where this machine keeps what it knows of approvals, outside every repository. */
export interface ApprovalFiles {
  /** Uses of tokens that work once. */
  readonly spent: string;
  readonly denials: string;
  /** Withdrawn tokens. */
  readonly revocations: string;
}

/** The files of the user: below `$XDG_STATE_HOME/gait` and its equivalents. */
export function approvalFiles(at: Surroundings): ApprovalFiles {
  const folder = join(stateHome(at), 'approvals');
  return {
    spent: join(folder, 'spent.jsonl'),
    denials: join(folder, 'denials.jsonl'),
    revocations: join(folder, 'revocations.json'),
  };
}
