import { ZERO_TIME } from '@gait/canon';
import type { AgentIdentity, Intent } from './intent-record.ts';

/** What the gate itself knows of the agents of its project. */
export interface AgentSet {
  /** Digest of the installed files, 64 hex digits; `''` when they are not what the lock says. */
  readonly manifestDigest: string;
  readonly publisher: string;
  readonly source: string;
}

const NOBODY: AgentIdentity = {
  lifecycle_states: null,
  owner: '',
  manifest_digest: '',
  publisher: '',
  source: '',
  issued_at: ZERO_TIME,
  approved_at: ZERO_TIME,
  expires_at: ZERO_TIME,
  revoked: false,
};

/**
 * The intent with what the gate knows of the agent in place of what the caller claims: manifest
 * digest, publisher and source. An intent that says nothing of its agent gets an identity only
 * where there is something to say.
 */
export function fillAgentIdentity(intent: Intent, agents: AgentSet): Intent {
  const claimed = intent.context.agent_identity;
  const { manifestDigest, publisher, source } = agents;
  if (claimed === null && manifestDigest === '') return intent;
  return {
    ...intent,
    context: {
      ...intent.context,
      agent_identity: {
        ...(claimed ?? NOBODY),
        manifest_digest: manifestDigest,
        publisher: manifestDigest === '' ? '' : publisher,
        source: manifestDigest === '' ? '' : source,
      },
    },
  };
}
