import { CREDENTIAL_ACCESS_TYPES, CREDENTIAL_SOURCES } from '../../intent/intent-words.ts';
import {
  budgetBlock,
  dataflowBlock,
  endpointBlock,
  freezeWindowBlock,
  rateLimitBlock,
  sandboxBlock,
} from './constraint-blocks.ts';
import { block, defineBlock, flag, list, text, whole } from './field-kinds.ts';
import { matchBlock } from './match-block.ts';
import { sequenceBlock, taintBlock } from './session-blocks.ts';
import { VERDICTS } from './vocabulary.ts';

/** One rule: which calls, what verdict, and what the verdict depends on. */
export const ruleBlock = defineBlock('rule', {
  name: {
    digestName: 'Name',
    kind: text('trim'),
    always: true,
    about: 'Name of the rule. Needed; part of reason codes and of the order.',
  },
  priority: {
    digestName: 'Priority',
    kind: whole(-Infinity),
    always: true,
    about: 'Lower numbers are looked at first.',
  },
  effect: {
    digestName: 'Effect',
    kind: text('lower', VERDICTS),
    always: true,
    about: 'Verdict of the calls that match. Needed.',
  },
  action: {
    digestName: null,
    kind: text('raw', VERDICTS),
    about: 'The same as effect; when both are given they must agree.',
  },
  match: {
    digestName: 'Match',
    kind: block(matchBlock),
    always: true,
    about: 'Which calls; an empty match is every call.',
  },
  endpoint: {
    digestName: 'Endpoint',
    kind: block(endpointBlock),
    about: 'Which paths and domains the targets may be.',
  },
  reason_codes: {
    digestName: 'ReasonCodes',
    kind: list('trim'),
    always: true,
    about: 'Codes that a decision by this rule carries.',
  },
  violations: {
    digestName: 'Violations',
    kind: list('trim'),
    always: true,
    about: 'Violations that a decision by this rule records.',
  },
  require_declared_agent: {
    digestName: 'RequireDeclaredAgent',
    kind: flag(),
    about: 'The call must name its agent.',
  },
  allowed_agent_ids: {
    digestName: 'AllowedAgentIDs',
    kind: list('trim'),
    about: 'Agents that may call; empty: any.',
  },
  denied_agent_ids: {
    digestName: 'DeniedAgentIDs',
    kind: list('trim'),
    about: 'Agents that may not call.',
  },
  required_agent_manifest_digest: {
    digestName: 'RequiredAgentManifestDigest',
    kind: text('lower'),
    about: 'SHA-256 of the agent manifest, 64 hex digits.',
  },
  allowed_agent_manifest_publishers: {
    digestName: 'AllowedAgentManifestPublishers',
    kind: list('lower'),
    about: 'Publishers of agents that may call.',
  },
  allowed_agent_manifest_sources: {
    digestName: 'AllowedAgentManifestSources',
    kind: list('lower'),
    about: 'Sources of agents that may call.',
  },
  required_agent_lifecycle_states: {
    digestName: 'RequiredAgentLifecycleStates',
    kind: list('lower'),
    about: 'States that the agent must be in.',
  },
  require_agent_owner: {
    digestName: 'RequireAgentOwner',
    kind: flag(),
    about: 'The agent must have an owner.',
  },
  require_unexpired_agent: {
    digestName: 'RequireUnexpiredAgent',
    kind: flag(),
    about: 'The agent must not be expired or revoked.',
  },
  block_standing_credentials: {
    digestName: 'BlockStandingCredentials',
    kind: flag(),
    about: 'Block calls with a credential that does not expire.',
  },
  allowed_credential_sources: {
    digestName: 'AllowedCredentialSources',
    kind: list('lower', CREDENTIAL_SOURCES),
    about: 'Where the credential may come from.',
  },
  allowed_credential_issuers: {
    digestName: 'AllowedCredentialIssuers',
    kind: list('trim'),
    about: 'Who may have issued the credential.',
  },
  allowed_credential_access_types: {
    digestName: 'AllowedCredentialAccessTypes',
    kind: list('lower', CREDENTIAL_ACCESS_TYPES),
    about: 'What kind of credential it may be.',
  },
  max_credential_ttl_seconds: {
    digestName: 'MaxCredentialTTLSeconds',
    kind: whole(),
    about: 'Longest life of the credential; 0: no limit.',
  },
  require_jit_credential: {
    digestName: 'RequireJITCredential',
    kind: flag(),
    about: 'The credential must have been made for this call.',
  },
  min_approvals: {
    digestName: 'MinApprovals',
    kind: whole(),
    about: 'How many approvals the call needs.',
  },
  require_distinct_approvers: {
    digestName: 'RequireDistinctApprovers',
    kind: flag(),
    about: 'Approvals must come from different people; always so for more than one.',
  },
  require_context_evidence: {
    digestName: 'RequireContextEvidence',
    kind: flag(),
    about: 'The call must bring verified context evidence.',
  },
  required_context_evidence_mode: {
    digestName: 'RequiredContextEvidenceMode',
    kind: text('lower', ['required']),
    about: 'Mode of the context evidence.',
  },
  max_context_age_seconds: {
    digestName: 'MaxContextAgeSeconds',
    kind: whole(),
    about: 'Greatest age of the context evidence; 0: no limit.',
  },
  require_broker_credential: {
    digestName: 'RequireBrokerCredential',
    kind: flag(),
    about: 'The credential must come through a broker.',
  },
  broker_reference: {
    digestName: 'BrokerReference',
    kind: text('trim'),
    about: 'What the broker is asked for.',
  },
  broker_scopes: {
    digestName: 'BrokerScopes',
    kind: list('lower'),
    about: 'Scopes that the broker is asked for.',
  },
  freeze_window: {
    digestName: 'FreezeWindow',
    kind: block(freezeWindowBlock),
    about: 'Times in which the calls are not made.',
  },
  sandbox: {
    digestName: 'Sandbox',
    kind: block(sandboxBlock),
    about: 'The sandbox that the call must run in.',
  },
  rate_limit: {
    digestName: 'RateLimit',
    kind: block(rateLimitBlock),
    about: 'How many calls in a minute or an hour.',
  },
  destructive_budget: {
    digestName: 'DestructiveBudget',
    kind: block(budgetBlock),
    about: 'How many destructive calls in a minute or an hour.',
  },
  dataflow: {
    digestName: 'Dataflow',
    kind: block(dataflowBlock),
    about: 'Where data from untrusted sources may not go.',
  },
  sequence: {
    digestName: 'Sequence',
    kind: block(sequenceBlock, true),
    since: '1.1.0',
    about: 'Conditions over the earlier calls of the session.',
  },
  taint: {
    digestName: 'Taint',
    kind: block(taintBlock, true),
    since: '1.1.0',
    about: 'Labels that may not travel from results to later arguments.',
  },
});
