// what a framework is made of
export { FINDING_CODES, type FindingCode, type Severity } from './findings/finding-codes.ts';
export type { Finding } from './findings/finding.ts';
export type { ByteEdit, TextEdit } from './reader/byte-edits.ts';
export { closureOf, LEVEL_OF, rootsOf, type Closure } from './graph/closure.ts';
export { findCycles } from './graph/cycles.ts';
export type { Edge, Graph, GraphNode, Level, NodeKind, Reach } from './graph/graph.ts';
export { readFramework, type AgentAsset, type Framework } from './graph/read-framework.ts';
export { usersOf } from './graph/users.ts';
export { assetSchemas } from './model/asset-schemas.ts';
export type { Asset } from './reader/read-asset.ts';
export { FOLDER_OF, LOCAL, mayBeProgram, type AssetKind } from './tree/asset-places.ts';
export {
  FRAMEWORK,
  type EntryFault,
  type EntryKind,
  type FileTree,
  type TreeEntry,
} from './tree/file-tree.ts';
export { TREE_LIMITS, type TreeLimits } from './tree/limits.ts';
export { memoryTree, type MemoryFile } from './tree/memory-tree.ts';
export { rememberFiles } from './tree/remember-files.ts';

// settings
export { SETTINGS_FILE } from './settings/settings-file.ts';

// validation
export { countByAgent, type AgentCounts, type Counts } from './validate/count-references.ts';
export { planFixes, type FilePlan } from './validate/plan-fixes.ts';
export { findingJson } from './validate/render/finding-json.ts';
export { findingsGithub } from './validate/render/github.ts';
export { countsPerAgent, perAgent } from './validate/render/per-agent.ts';
export { reportJson } from './validate/render/report-json.ts';
export { findingsSarif } from './validate/render/sarif.ts';
export { countsText, findingsText, type TextStyle } from './validate/render/text.ts';
export {
  validateFramework,
  type ValidateOptions,
  type ValidationReport,
} from './validate/validate-framework.ts';
export { readSizeSettings } from './validate/size-settings.ts';

// levels
export { redirectInstalled } from './levels/redirect-installed.ts';
export { levelOfAgent, nodesByLevel } from './levels/agent-level.ts';
export {
  projectFramework,
  type LeftOut,
  type ProjectedFile,
  type Projection,
  type ProjectionWishes,
} from './levels/project-framework.ts';

// lists and drawings
export { drawDot, drawingOf, drawJson, drawMermaid, type Drawing } from './inventory/draw-graph.ts';
export { renderGraphPage, type GraphPage } from './inventory/page/graph-page.ts';
export { agentJson, listAgents, type AgentRow } from './inventory/list-agents.ts';
export { listAssets, type AssetRow } from './inventory/list-assets.ts';

// bundles
export { findCollisions, judgePath } from './bundle/judge-path.ts';
export type { BundleFault, BundleFile } from './bundle/bundle-file.ts';
export { findAgents, findTasks } from './bundle/find-scope.ts';
export { findTaken, type PathCollision } from './bundle/judge-path.ts';
export { parseBundle, type ParseBundleOptions, type ParsedBundle } from './bundle/parse-bundle.ts';
export { printBundle, type BundlePart } from './bundle/print-bundle.ts';
export {
  brokenReferences,
  bundleRoots,
  selectBundle,
  type BundleRequest,
  type BundleSelection,
} from './bundle/select-bundle.ts';

// tokens
export { countFiles, type CountedFile, type FileCounts } from './tokens/count-files.ts';
export { ENCODINGS, type Encoding } from './tokens/encodings.ts';
export { countOtherBytes, estimateTokens, type TokenEstimate } from './tokens/estimate-tokens.ts';
export { loadRanks } from './tokens/library-ranks.ts';
export { loadTokenizer } from './tokens/load-tokenizer.ts';
export type { Tokenizer } from './tokens/open-tokenizer.ts';
export { renderTokensPage, type TokensPage } from './tokens/page/tokens-page.ts';
export {
  budgetOf,
  findExcess,
  type BudgetExcess,
  type TokenBudgets,
} from './tokens/token-budgets.ts';
export {
  reportTokens,
  type AgentTokens,
  type AssetTokens,
  type TokenReport,
} from './tokens/token-report.ts';
export { readTokenSettings, type TokenSettings } from './tokens/token-settings.ts';

// files of AI coding tools
export { readMark, type GeneratedMark } from './targets/generated-mark.ts';
export {
  finishRendering,
  pickRendering,
  type FinishedRendering,
} from './targets/finished-rendering.ts';
export { judgeTargetFile, type TargetFileKind } from './targets/judge-target-file.ts';
export { CAPABILITY_COLUMNS, capabilityWord, targetReportJson } from './targets/report-json.ts';
export { renderTargets } from './targets/render-targets.ts';
export { resolveTargets } from './targets/resolve-targets.ts';
export { TARGET_FINDING_CODES, type TargetFindingCode } from './targets/target-finding-codes.ts';
export type {
  Capability,
  Feature,
  RenderedFile,
  Rendering,
  RenderOptions,
  TargetFinding,
  TargetLayout,
  TargetReport,
} from './targets/rendering.ts';

// what is installed
export {
  AUDIT_FILE,
  encodeLock,
  isSameLock,
  LOCK_FILE,
  LOCK_FORMATS,
  LOCK_SCHEMA,
  lockValue,
  setDigest,
  summarizeSources,
  type AgentsLock,
  type LockedFile,
  type LockedRequirement,
  type LockedSource,
  type SourceFacts as LockedFacts,
} from './lock/agents-lock.ts';
export {
  encodeStore,
  packContent,
  readContent,
  readStore,
  STORE_FILE,
  type ContentStore,
  type Packing,
} from './lock/content-store.ts';
export { TAKE_OURS } from './lock/lock-fields.ts';
export { judgeInstalled, type InstalledFinding } from './lock/judge-installed.ts';
export { judgeLockSignature } from './lock/judge-lock-signature.ts';
export { listLocalFiles, type LocalFile } from './lock/local-files.ts';
export type { LockedLocal } from './lock/locked-local.ts';
export { isOwnRecord, withoutOwnRecords } from './lock/own-records.ts';
export { overlayTree } from './lock/overlay-tree.ts';
export {
  copyPath,
  KEPT_FOLDER,
  planInstall,
  type InstallAction,
  type InstallPlan,
  type InstallReason,
  type InstallState,
  type PlannedFile,
  type PresentFile,
  type WantedFile,
} from './lock/plan-install.ts';
export { assertLockVersion, readLock } from './lock/read-lock.ts';

// migrations
export { adoptFiles, type Adoption } from './migrate/adopt-files.ts';
export {
  findOutdatedHooks,
  MIGRATION_FINDING_CODES,
  programFolders,
  type MigrationFinding,
} from './migrate/find-outdated-hooks.ts';
export {
  legacyFolders,
  planMigration,
  type LeftFile,
  type MigrationPlan,
  type MovedFile,
} from './migrate/plan-migration.ts';

// updates
export { isUnresolved } from './merge/conflict-line.ts';
export { mergeFile, type Favour, type MergeLabels, type MergeResult } from './merge/merge-file.ts';
export { unifiedDiff, type FileVersions } from './merge/unified-diff.ts';
export { planRollback } from './update/plan-rollback.ts';
export {
  settleUpdate,
  type MergedFile,
  type SettledUpdate,
  type UpdateInput,
} from './update/settle-update.ts';
export {
  encodeUndo,
  packAll,
  readUndo,
  undoContent,
  type UndoFile,
  type UndoSnapshot,
} from './update/undo-snapshot.ts';

// scan
export { SCAN_RULES, type ScanCode } from './scan/rules/scan-rules.ts';
export { scanDerived, textsBeside, type DerivedText } from './scan/scan-derived.ts';
export type { ScanFinding } from './scan/scan-finding.ts';
export { scanText } from './scan/scan-text.ts';
export { scanTree, type ScanOptions, type ScanReport } from './scan/scan-tree.ts';
export { scanJson, scanSarif } from './scan/render/scan-report.ts';
export { readWaivers, WAIVER_FILE, type WaiverFile } from './scan/waivers/read-waivers.ts';

// versions
export {
  compareVersions,
  inRange,
  isRange,
  parseVersion,
  type Version,
} from './version/version.ts';
