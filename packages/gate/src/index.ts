export { approvalNeeds, type ApprovalNeeds } from './intent/approval-needs.ts';
export type { BoundEnvelope } from './intent/bind-context.ts';
export { decodeIntent } from './intent/decode-intent.ts';
export { inferEndpointClass } from './intent/infer-endpoint.ts';
export {
  argsDigest,
  delegationBindingDigest,
  intentDigest,
  scriptHash,
} from './intent/intent-digest.ts';
export {
  INTENT_SCHEMA_ID,
  intentRecord,
  type AgentIdentity,
  type ArgProvenance,
  type Delegation,
  type DelegationLink,
  type Intent,
  type IntentContext,
  type CommandFacts,
  type PreparedIntent,
  type ReadCommandFacts,
  type SandboxMetadata,
  type ScriptStep,
  type SkillProvenance,
  type Target,
} from './intent/intent-record.ts';
export { targetBindingDigest } from './intent/intent-text.ts';
export { ENDPOINT_CLASSES } from './intent/intent-words.ts';
export { MAX_SCRIPT_STEPS } from './intent/normalize-script.ts';
export { normalizeIntent, prepareIntent, type PrepareOptions } from './intent/prepare-intent.ts';
export { isListed, readingsByTable } from './intent/readings-by-table.ts';
export { retarget } from './intent/retarget.ts';
export type { Profile } from './intent/strictness.ts';
export { refuseConflict, type ToolTables } from './intent/tool-tables.ts';
export {
  enrichWithInventory,
  inventoryContext,
  parseInventory,
  type WrkrTool,
} from './intent/wrkr-inventory.ts';
export type { Policy, PolicyMatch, PolicyRule, Verdict } from './policy/policy.ts';
export type { Outcome } from './decide/outcome.ts';
export { parseLimitState, printLimitState, type LimitCounters } from './limit/limit-state.ts';
export { appliedLimits, limitSubjects, type AppliedLimit } from './limit/limit-subjects.ts';
export {
  destructiveSubject,
  giveBack,
  takeFromLimit,
  type LimitDecision,
  type LimitSubject,
} from './limit/take-from-limit.ts';
export type { RateLimitPolicy } from './policy/policy.ts';

// tokens
export {
  delegationAuditRecord,
  type ApprovalAudit,
  type ApprovalAuditEntry,
  type DelegationAudit,
  type DelegationAuditEntry,
} from './token/audit-record.ts';
export { buildApprovalAudit, type ApprovalAuditFacts } from './token/approval-audit.ts';
export { buildDelegationAudit, type DelegationAuditFacts } from './token/delegation-audit.ts';
export {
  checkApprovals,
  type ApprovalsQuestion,
  type ApprovalStatus,
  type ApprovalsVerdict,
  type Stranger,
  type TokenUse,
} from './token/check-approvals.ts';
export {
  checkDelegationChain,
  type ChainQuestion,
  type ChainVerdict,
} from './token/check-delegation-chain.ts';
export { mintApproval, mintDenial, type ApprovalRequest } from './token/mint-approval.ts';
export {
  isSignedWaitingCall,
  readWaitingCall,
  signWaitingCall,
  WAITING_CALL_SCHEMA_ID,
  WAITING_CALL_SCHEMA_VERSION,
  waitingCallId,
  waitingCallRecord,
  type WaitingCall,
} from './token/waiting-call.ts';
export { mintDelegation, type DelegationRequest } from './token/mint-delegation.ts';
export { readApproval, readDelegation, type ReadToken } from './token/read-token.ts';
export {
  parseRevocationFile,
  parseRevocationList,
  revocationListRecord,
  revokeTokens,
  type Revocation,
  type RevocationFile,
  type RevocationList,
  type RevocationTrust,
} from './token/revocation-list.ts';
export {
  NONCE_BYTES,
  plainScope,
  readScopeClaims,
  type ScopeClaims,
} from './token/scope-claims.ts';
export {
  approvalRecord,
  DENIAL_SCHEMA_ID,
  TOKEN_SCHEMA_VERSION,
  delegationTokenRecord,
  type ApprovalToken,
  type DelegationToken,
} from './token/token-record.ts';
export {
  spendKey,
  verifyApproval,
  verifyDenial,
  type ApprovalCode,
  type ApprovalQuestion,
  type ApprovalVerdict,
} from './token/verify-approval.ts';
export {
  verifyDelegation,
  type DelegationCode,
  type DelegationQuestion,
  type DelegationVerdict,
} from './token/verify-delegation.ts';

// approved scripts
export {
  approvedScriptRecord,
  type ApprovedScript,
} from './approved-script/approved-script-record.ts';
export {
  formatApprovedScripts,
  parseApprovedScripts,
  putApprovedScript,
} from './approved-script/approved-script-registry.ts';
export {
  matchApprovedScript,
  type ApprovedScriptMatch,
  type ApprovedScriptQuestion,
} from './approved-script/match-approved-script.ts';
export {
  mintApprovedScript,
  verifyApprovedScript,
  type ApprovedScriptCode,
  type ApprovedScriptRequest,
  type ApprovedScriptVerdict,
} from './approved-script/sign-approved-script.ts';
export { parsePlacedPolicy, parsePolicy, type PlacedPolicy } from './policy/parse-policy.ts';
export { policyDigest } from './policy/policy-digest.ts';

// decisions
export { compilePolicy, type CompiledPolicy } from './decide/compile-policy.ts';
export { decide, type DecideOptions } from './decide/decide.ts';
export { foldedCall } from './decide/fold-names.ts';
export {
  decisionTime,
  explainOutcome,
  freezeJson,
  killSwitchJson,
  sandboxJson,
  type ExplainFacts,
} from './decide/explain-outcome.ts';
export { failsClosed } from './decide/fail-closed.ts';
export type {
  FreezeWindowDecision,
  FurtherLimit,
  KillSwitchDecision,
  SandboxDecision,
  ScriptOutcome,
  StepVerdict,
} from './decide/outcome.ts';
export { followsReference } from './decide/profile.ts';
export { runPolicyTest, type PolicyTest } from './decide/run-policy-test.ts';
export type { Call } from './decide/call.ts';
export { stricterOutcome } from './decide/stricter-outcome.ts';
export { isStricter, stricterOf } from './decide/verdict-order.ts';
export {
  KILL_SWITCH_STATE_SCHEMA_ID,
  killSwitchEntryRecord,
  killSwitchStateRecord,
  type KillSwitchEntry,
  type KillSwitchState,
  type KillSwitchView,
} from './kill-switch/kill-switch-state.ts';
export { matchKillSwitch } from './kill-switch/match-kill-switch.ts';
export { preApprovedOutcome } from './decide/pre-approved-outcome.ts';
export { hasDestructiveTargets } from './intent/destructive-targets.ts';
export { requiresContextEvidence } from './policy/requires-context-evidence.ts';

// earlier calls of the session (schema 1.1.0)
export { HISTORY_UNAVAILABLE } from './constraints/session.ts';
export type {
  BrokenCondition,
  SessionCall,
  SessionEntry,
  SessionOutcome,
  SessionStep,
} from './session-rules/session-call.ts';
export {
  addCall,
  CUT_HISTORY,
  cutHistory,
  EMPTY_HISTORY,
  extendHistory,
  type SessionHistory,
} from './session-rules/session-history.ts';
export { replayCall, type ReplayedCall } from './session-rules/replay-call.ts';
export { sessionSteps } from './session-rules/session-step.ts';

// kill switch
export {
  addEntry,
  disableEntry,
  emptyKillSwitchState,
  expireEntry,
  type KillSwitchChange,
  type NewEntry,
} from './kill-switch/change-kill-switch.ts';
export { killSwitchJournalLine, type StoppedCall } from './kill-switch/kill-switch-journal.ts';
export { hasSelectors } from './kill-switch/normalize-entry.ts';
export { parseKillSwitchState, printKillSwitchState } from './kill-switch/parse-kill-switch.ts';

// credential brokers
export type { BrokerReceipt, ReceiptClaim, ReceiptProof } from './broker/broker-receipt.ts';
export { EMPTY_RECEIPT, normalizeReceipt, type RawReceipt } from './broker/broker-receipt.ts';
export {
  brokerRequest,
  brokerRequestDigest,
  brokerRequestJson,
  type BrokerRequest,
} from './broker/broker-request.ts';
export { checkReceipt, type ReceiptQuestion } from './broker/check-receipt.ts';
export { completeReceipt, stubReceipt } from './broker/complete-receipt.ts';
export {
  buildCredentialRecord,
  printCredentialRecord,
  type CredentialRecord,
  type CredentialRecordFacts,
} from './broker/credential-record.ts';
export { credentialVariable } from './broker/env-names.ts';
export {
  readReceipt,
  refuseLeak,
  type ReadReceipt,
  type ReceiptReading,
} from './broker/read-receipt.ts';

// trust in MCP servers
export {
  applyMcpTrust,
  judgeMcpServer,
  MCP_TRUST_VIOLATION,
  type McpTrustQuestion,
  type SnapshotView,
} from './mcp-trust/judge-mcp-server.ts';
export { mcpTrustJson, type McpTrustDecision } from './mcp-trust/trust-decision.ts';
export { mcpServerRecord, parseMcpServer, type McpServer } from './mcp-trust/mcp-server.ts';
export {
  parseTrustSnapshot,
  type TrustEntry,
  type TrustSnapshot,
} from './mcp-trust/trust-snapshot.ts';
export { formatPolicy, shortenPolicy } from './policy/format-policy.ts';
export { policyJsonSchema } from './policy/policy-json-schema.ts';
export {
  LegacyPolicyError,
  type LegacyField,
  type PolicyMigration,
} from './policy/legacy-fields.ts';
export { formatGoDuration, parseGoDuration } from './policy/go-duration.ts';
export {
  readPolicySuite,
  type PolicySuite,
  type PolicySuiteTest,
} from './policy-suite/policy-suite.ts';
export { runPolicySuite, type PolicySuiteResult } from './policy-suite/run-policy-suite.ts';
export {
  policyTemplate,
  policyTemplateNames,
  resolveTemplateName,
} from './policy/policy-templates.ts';

// trust in policies, agents of the project
export { fillAgentIdentity, type AgentSet } from './intent/fill-agent-identity.ts';
export {
  formatTrustedPolicies,
  parseTrustedPolicies,
  policyTrust,
  trustPolicy,
  untrustPolicy,
  type PolicyTrust,
  type TrustedPolicy,
} from './policy-trust/trusted-policies.ts';

// protection of the gate itself
export {
  judgeProtection,
  NAME_OPERATION,
  TREE_OPERATION,
  type ProtectionTools,
  type ProtectionVerdict,
} from './protect/judge-protection.ts';
export { fileWords, useOfWords, type FileWord, type WordUse } from './protect/file-words.ts';
export type { SpokenWords } from './protect/spoken-words.ts';
export { expandBraces, matchWildcards } from './protect/match-wildcards.ts';
export type { Candidate } from './protect/word-candidates.ts';
export { argumentTexts, type ArgumentText } from './protect/argument-texts.ts';
export { indexProtected, type ProtectedIndex } from './protect/protected-index.ts';
export { natureOf as natureOfTool } from './protect/tool-nature.ts';
export type {
  PathResolver,
  ProtectedKind,
  ProtectedName,
  ProtectedPlace,
  ProtectedSet,
  ResolvedPath,
} from './protect/protected-set.ts';

// starting in a repository
export { readinessFindings, type ReadinessFinding } from './onboard/readiness-findings.ts';
export {
  readSignals,
  type RepositorySignal,
  type RepositorySignals,
  type RepositorySurface,
  type StarterRule,
} from './onboard/repository-signals.ts';
export { starterPolicy, type StarterFacts, type StarterPolicy } from './onboard/starter-policy.ts';
export { callableTools, natureOf, type ToolNature } from './onboard/action-tools.ts';

// looking at policies
export {
  comparePolicies,
  type CallComparison,
  type ComparedCall,
  type ComparedSessions,
  type Judged,
  type PolicyComparison,
  type RolloutStage,
  type VerdictCount,
} from './simulate/compare-policies.ts';
export {
  coverPolicy,
  type CoveredCall,
  type ConditionCoverage,
  type ConstraintCoverage,
  type PolicyCoverage,
  type RuleCoverage,
} from './coverage/cover-policy.ts';
export {
  describePolicy,
  type PolicyDescription,
  type RuleDescription,
} from './explain/describe-policy.ts';
export { lacksFacts } from './explain/lacks-facts.ts';
export type { ConditionCheck } from './explain/check-conditions.ts';
export {
  walkRules,
  type CallWalk,
  type ConstraintCheck,
  type RuleFate,
  type RuleWalk,
  type WalkOptions,
} from './explain/walk-rules.ts';
export { lintPolicy, type PolicyLint } from './lint/lint-policy.ts';
export type { LintCode, LintFinding, LintLevel } from './lint/lint-finding.ts';
export { historyOf } from './policy-suite/earlier-calls.ts';
