// files
export { checkOutputs, type OutputKind, type PlannedOutput } from './files/check-output.ts';
export { leftoverKind } from './files/leftover-kind.ts';
export { openFileSource, type FileSource } from './files/file-source.ts';
export { cleanPath, safeOutputPath } from './files/output-path.ts';
export { rememberMade } from './files/remember-made.ts';
export { readWhole, type ReadOptions } from './files/read-whole.ts';
export { makeFolder, writeWhole, type WriteOptions } from './files/write-whole.ts';
export { writeWholeStream } from './files/write-whole-stream.ts';

// many files at once
export { changeFiles, finishChanges, previewChanges } from './changes/change-files.ts';
export { changeJournalPath } from './changes/change-journal.ts';
export type {
  ChangeOptions,
  ChangePlace,
  ChangeReport,
  FileChange,
  FinishReport,
} from './changes/file-change.ts';
export { writeBelow } from './changes/write-below.ts';

// locks
export { parseDuration } from './locks/duration.ts';
export {
  APPEND_LOCK,
  sessionLockOptions,
  STANDARD_LOCK,
  SWARM_LOCK,
  type LockOptions,
} from './locks/lock-options.ts';
export type { HeldLock } from './locks/take-lock.ts';
export { withLock, withLockSync } from './locks/with-lock.ts';

// journals
export {
  appendLine,
  appendLines,
  type Appended,
  type AppendOptions,
} from './journals/append-lines.ts';
export { readLines, type JournalLine } from './journals/read-lines.ts';
export type { TornTail } from './journals/torn-tail.ts';

// runs, children, platform
export { checkpointRunpack } from './runs/checkpoint-runpack.ts';
export { resolveRun, type FoundRun, type RunPlaces } from './runs/resolve-run.ts';
export { childEnvironment, type Environment } from './children/child-environment.ts';
export { endChildren } from './children/process-group.ts';
export { runChild, type ChildRequest, type ChildResult } from './children/run-child.ts';
export { foldsCase } from './platform/folds-case.ts';
export { gitUser } from './platform/git-user.ts';
export { gitRoot, gitVersion, isIgnored, isTracked } from './platform/git.ts';
export { systemUser } from './platform/system-user.ts';
export { GATED_SESSION, gatedAncestor, type GatedBy } from './platform/gated-ancestor.ts';
export {
  forgetEndedTools,
  gatedTools,
  markGatedTool,
  type GatedTool,
} from './platform/gated-tool.ts';
export { cacheHome, configHome, stateHome, type Surroundings } from './platform/homes.ts';

// keys
export {
  hasPrivateSource,
  hasPublicSource,
  type KeySources,
  type KeySurroundings,
  type KeyWarning,
} from './keys/key-sources.ts';
export { loadSigningKey, loadVerifyKey } from './keys/load-key.ts';
export { loadTrust } from './keys/load-trust.ts';
export { refuseLooseKeys, type LoadedKey } from './keys/read-private-key.ts';
export { askPassphrase } from './keys/ask-passphrase.ts';
export { initKeys, rotateKeys, type KeyInit, type KeyInitResult } from './keys/init-keys.ts';

// working copies
export { cleanWorkingCopy, type WorkingCopy } from './working-copy/clean-working-copy.ts';

// regression suites
export { addFixture, type AddedFixture, type FixtureRequest } from './regress/add-fixture.ts';
export {
  checkpointSource,
  findReceiptSource,
  findSource,
  isFile,
  isJsonName,
  readChain,
  type RunSource,
} from './regress/find-source.ts';
export { changeSuite, type NewFile } from './regress/change-suite.ts';
export { isHandWritten } from './regress/fixture-tree.ts';
export { folderStore } from './regress/folder-store.ts';
export { hideSecrets } from './regress/hide-secrets.ts';
export { runCandidate, type CommandOutput, type CommandRunner } from './regress/run-candidate.ts';
export { readSourceRun, type SourceRun } from './regress/source-run.ts';
export { withSuite } from './regress/suite-lock.ts';
export { unlistedFixtures } from './regress/unlisted-fixtures.ts';

// sessions
export { appendEvent, type AppendedEvent } from './session-store/append-event.ts';
export {
  checkpointSession,
  type CheckpointRequest,
  type MadeCheckpoint,
} from './session-store/checkpoint-session.ts';
export {
  compactSession,
  type Compaction,
  type CompactionRequest,
} from './session-store/compact-session.ts';
export { journalLinesOf } from './session-store/read-journal.ts';
export {
  openSessionJournal,
  type SessionJournal,
  type SessionTurn,
} from './session-store/open-session-journal.ts';
export { recordOutcome, type CallName, type ToldOutcome } from './session-store/record-outcome.ts';
export { OUTCOME_TOOL } from './session-store/session-entries.ts';
export { sealSession } from './session-store/seal-session.ts';
export type { SessionContext } from './session-store/session-context.ts';
export { sessionFiles, type SessionFiles } from './session-store/session-files.ts';
export { sessionStatus } from './session-store/session-status.ts';
export { startSession } from './session-store/start-session.ts';

// sessions of coding tools
export {
  openHookCalls,
  type AnsweredCall,
  type HookCallName,
  type HookCalls,
} from './hook-sessions/hook-calls.ts';
export { noteAsked, readAsked, type AskedCalls } from './hook-sessions/asked-calls.ts';
export { freshFiles, noteWrittenFiles } from './hook-sessions/fresh-files.ts';
export { CANARY, expectCanary, meetCanary, type Canary } from './hook-sessions/canary.ts';
export {
  coveredTools,
  forgetCoverage,
  keepCoverage,
  noteSeen,
  readCoverage,
  type HookCoverage,
  type HookProbe,
} from './hook-sessions/hook-coverage.ts';
export {
  hookSessionJournals,
  hookSessionsFolder,
  openHookJournals,
  openHookSession,
  type HookSessionName,
  findHookSession,
} from './hook-sessions/hook-session.ts';

// approvals: what waits, was used, denied, approved for good
export { openApprovalInbox, type ApprovalInbox } from './approvals/approval-inbox.ts';
export { secretsHider } from './approvals/hide-waiting-secrets.ts';
export { pruneWaiting, waitingState, type WaitingState } from './approvals/waiting-state.ts';
export { approvalFiles, type ApprovalFiles } from './ledgers/approval-files.ts';
export { changeFile } from './ledgers/change-file.ts';
export { readDenials, recordDenial } from './ledgers/denials.ts';
export { lastDecisionFile, rememberingClock } from './ledgers/last-decision.ts';
export { assertStatePath } from './ledgers/state-path.ts';
export {
  openSpendLedger,
  type SpendLedger,
  type SpendVerdict,
  type Spending,
  type Uses,
} from './ledgers/spend-ledger.ts';
export { openLimitStore, type LimitStore } from './limits/take-limit.ts';
export {
  openChainCheck,
  type ChainCheck,
  type ChainFinding,
  type ChainReport,
} from './traces/check-chain.ts';
export {
  openTraceJournal,
  type TraceJournal,
  type TraceJournalOptions,
} from './traces/open-trace-journal.ts';

// project
export { isSurelyMissing, isThere } from './files/is-there.ts';
export { findProject, type FoundProject } from './project/find-project.ts';
export {
  blankDefaults,
  HOOK_DEFAULTS,
  PROJECT_CONFIG,
  projectConfigAt,
  type GateDefault,
  type HookDefaults,
  type GateDefaults,
  type ProjectConfig,
} from './project/project-config.ts';
export { loadProjectConfig } from './project/read-project-config.ts';
export { excludeFromGit } from './project/exclude-rules.ts';
export { addIgnoreRules, missingIgnoreRules } from './project/ignore-rules.ts';
export {
  scanRepository,
  type FoundServer,
  type RepositoryScan,
} from './project/scan-repository.ts';

// kill switch, credential brokers
export {
  changeKillSwitch,
  killSwitchJournal,
  readKillSwitch,
  readOrNewKillSwitch,
  recordStoppedCall,
  type KillSwitchMaker,
} from './kill-switch/kill-switch-store.ts';
export { isLoopback } from './platform/is-loopback.ts';
export { openKillSwitch, type KillSwitchLook } from './kill-switch/open-kill-switch.ts';
export type { Broker, BrokerSurroundings, Issued } from './brokers/broker.ts';
export { openBroker, type BrokerChoice } from './brokers/open-broker.ts';
export { SealedSecret } from './brokers/sealed-secret.ts';
export { vaultBroker } from './brokers/vault-broker.ts';
export { vaultSettings, type VaultSettings } from './brokers/vault-settings.ts';

// trust in policies, agents of the project
export {
  AGENT_LOCK,
  agentLockDigest,
  readAgentLock,
  type AgentFault,
  type AgentLock,
} from './agents/read-agent-lock.ts';
export {
  changeTrustedPolicies,
  policyPlace,
  readTrustedPolicies,
  trustedPoliciesPath,
  userPolicyPath,
} from './policy-trust/trusted-policies-store.ts';

// protection of the gate itself
export { openPathResolver, projectOf } from './protect/path-resolver.ts';
export { namesProtected } from './protect/names-protected.ts';
export {
  protectedInstallation,
  type Installation,
  type UsedFile,
} from './protect/protected-installation.ts';

// packs: where they come from and go to
export { readPackFolder } from './transports/folder-source.ts';
export { REAL_NETWORK, type Network } from './transports/bounded-fetch.ts';
export { fetchIndex, type FetchedIndex } from './transports/index-store.ts';
export { listTags } from './transports/list-tags.ts';
export { openPackSource } from './transports/open-source.ts';
export {
  planPublication,
  publishPack,
  type Publication,
  type Published,
} from './transports/publish-pack.ts';
export type { SourceSurroundings } from './transports/source-surroundings.ts';

// agents of a project
export { findFramework } from './framework/find-framework.ts';
export { readTree, type ReadTreeOptions } from './framework/read-tree.ts';
export { rewriteFile } from './framework/rewrite-file.ts';

// what an installer looks at and writes down
export {
  AGENT_AUDIT,
  findAuditGaps,
  nextAuditRecord,
  readAudit,
  type AuditEvent,
} from './installs/agent-audit.ts';
export { missingFolders, presentFiles } from './installs/present-files.ts';

// newer versions of the executable
export { fetchReleaseIndex } from './updates/fetch-release-index.ts';
