// zip
export { bytesSource, type ByteSource } from './zip/byte-source.ts';
export { entryChunks } from './zip/entry-chunks.ts';
export { openZip } from './zip/open-zip.ts';
export { readEntry } from './zip/read-entry.ts';
export { writeZip, type ZipFile } from './zip/write-zip.ts';
export type { ZipArchive, ZipEntry, ZipOddity } from './zip/zip-archive.ts';
export { COMPAT_LIMITS, STANDARD_LIMITS, VERIFY_LIMITS, type ZipLimits } from './zip/zip-limits.ts';
export type { Inflated, ZlibRuntime } from './zip/zlib-runtime.ts';
export { ZipStreamWriter, type ByteSink } from './zip/zip-stream-writer.ts';
// relationship
export { normalizeRelationship } from './relationship/normalize-relationship.ts';
// context
export { classifyDrift, type ContextDrift } from './context/classify-drift.ts';
export {
  contextEnvelopeRecord,
  contextReferenceRecord,
  type ContextEnvelope,
  type ContextReference,
} from './context/context-records.ts';
export { applyEnvelope, envelopeFromRefs } from './context/envelope-refs.ts';
export { parseEvidenceMode, type EvidenceMode } from './context/evidence-mode.ts';
export { contextSetDigest, normalizeEnvelope } from './context/normalize-envelope.ts';
export { normalizeRefs } from './context/normalize-refs.ts';
export { parseEnvelope } from './context/parse-envelope.ts';
// ticket
export {
  formatTicketFooter,
  parseTicketFooter,
  type TicketFooter,
} from './ticket/ticket-footer.ts';
// runpack
export { manifestDigest } from './runpack/manifest-digest.ts';
export {
  prepareRun,
  resolveEvidenceMode,
  type PreparedRun,
  type RecordChoices,
} from './runpack/prepare-run.ts';
export { isReferenceMode } from './runpack/capture-mode.ts';
export {
  recordRun,
  type RecordDefaults,
  type RecordedRun,
  type RecordRunInput,
} from './runpack/record-run.ts';
export {
  parseRunInput,
  runInputRecord,
  type RunInput,
  type StrayField,
} from './runpack/run-input.ts';
export { reviewRunInput, type RunInputRemark } from './runpack/review-run-input.ts';
export { runInputSchema } from './runpack/run-input-schema.ts';
export {
  intentRecord,
  manifestRecord,
  receiptRecord,
  refsRecord,
  resultRecord,
  runRecord,
  RUNPACK_SCHEMA_VERSION,
  RUNPACK_SCHEMAS,
  type Intent,
  type ManifestFile,
  type Receipt,
  type Refs,
  type Result,
  type Run,
  type Runpack,
  type RunpackManifest,
  type TimelineEvent,
} from './runpack/runpack-records.ts';
export type { HashMismatch } from './runpack/check-files.ts';
export { sameHex } from './runpack/same-hex.ts';
export {
  readRunpack,
  readRunpackJudged,
  type JudgedRunpack,
  type ReadRunpackOptions,
} from './runpack/read-runpack.ts';
export {
  verifyRunpack,
  type RunpackReport,
  type SignatureReport,
  type VerifyRunpackOptions,
} from './runpack/verify-runpack.ts';
export type { RecordVisitor } from './runpack/record-visitor.ts';
export { DEMO_RUN_ID, demoRun } from './runpack/demo-run.ts';
export {
  diffRunpacks,
  isChanged,
  parseDiffPrivacy,
  type DiffPrivacy,
  type DiffSummary,
  type RunpackDiff,
} from './runpack/diff-runpacks.ts';
export {
  inspectRunpack,
  type InspectedCall,
  type InspectedOutcome,
  type RunInspection,
  type UnmatchedResult,
} from './runpack/inspect-runpack.ts';
export {
  listDifferences,
  type CallDifference,
  type FieldDifference,
} from './runpack/list-differences.ts';
export { onlyIdsDiffer } from './runpack/only-ids-differ.ts';
export { migrateRunpack } from './runpack/migrate-runpack.ts';
export { encodeReduceReport, reportReduction, type ReduceReport } from './runpack/reduce-report.ts';
export {
  parseReducePredicate,
  reduceRunpack,
  type ReducedRun,
  type ReducePredicate,
} from './runpack/reduce-runpack.ts';
export {
  replayRunpack,
  replayWithTools,
  type RealTools,
  type Replay,
  type ReplayStep,
  type StubType,
  type ToolAnswer,
} from './runpack/replay-runpack.ts';
// session
export {
  buildCheckpoint,
  checkpointRunId,
  type BuiltCheckpoint,
  type CheckpointInput,
} from './session/build-checkpoint.ts';
export {
  buildEvent,
  type BuiltEvent,
  type EventDetails,
  type EventPlace,
} from './session/build-event.ts';
export { buildHeader, type BuiltHeader } from './session/build-header.ts';
export { compactJournal, type CompactedJournal } from './session/compact-journal.ts';
export { diffChains, type ChainDiff } from './session/diff-chains.ts';
export {
  foldJournal,
  type JournalFacts,
  type JournalVisitor,
  type PlacedEntry,
} from './session/journal-fold.ts';
export { readJournalLine, type JournalEntry } from './session/journal-line.ts';
export { journalLines, MAX_JOURNAL_LINE, type RawLine } from './session/journal-lines.ts';
export type { JournalReport, JournalSpan } from './session/judge-journal.ts';
export type { SealReport } from './session/judge-seal.ts';
export {
  chainOf,
  encodeChain,
  findCheckpoint,
  parseChain,
  type ReadChain,
} from './session/session-chain.ts';
export type { Completeness } from './session/session-completeness.ts';
export { findingError, type SessionFinding } from './session/session-finding.ts';
export {
  sessionCheckpointRecord,
  sessionEventRecord,
  type SessionCallDetails,
  type SessionChain,
  type SessionCheckpoint,
  type SessionEvent,
  type SessionHeader,
  type SessionOutcomeDetails,
  type SessionSeal,
  type SessionState,
} from './session/session-records.ts';
export { hashEvent, headBehind } from './session/session-hash.ts';
export { buildSeal, encodeSeal } from './session/session-seal.ts';
export { encodeState, nextSequence, parseState, stateOf } from './session/session-state.ts';
export {
  verifySession,
  type SessionEvidence,
  type SessionReport,
  type VerifySessionOptions,
} from './session/verify-session.ts';
// verdicts
export { collectFindings, type Profile, type Refusal } from './verdict/findings.ts';
export { renderFindingsPage, type FindingsPage } from './runpack/html/findings-page.ts';
export { html, type SafeHtml } from './runpack/html/escape-html.ts';
export { renderPage, shownTime, type PageFrame } from './runpack/html/page-frame.ts';
export { PAGE_STYLE_SHEET } from './runpack/html/run-page-style.ts';
export { renderRunPage, type RunPage } from './runpack/html/run-page.ts';
export type { JudgedRun, KeyOrigin } from './runpack/html/run-verdict.ts';
// trace
export { traceRecord, type TraceRecord } from './trace/trace-record.ts';
// proof, pack, guard, trace
export {
  buildGuardPack,
  type BuildGuardPackOptions,
  type BuiltGuardPack,
} from './guard/build-guard-pack.ts';
export type { GuardSources, SourceFile } from './guard/guard-evidence.ts';
export { guardManifestRecord, type GuardManifest } from './guard/guard-manifest.ts';
export { compareParts, type ChainParts, type PartsReport } from './guard/compare-parts.ts';
export type { GuardLinks, GuardTraceLink } from './guard/guard-links.ts';
export { verifyGuardPack, type GuardReport, type GuardResult } from './guard/verify-guard-pack.ts';
export {
  buildAuthorizationPack,
  type BuildAuthorizationPackOptions,
} from './pack/build-authorization-pack.ts';
export { buildCallPack, type BuildCallPackOptions } from './pack/build-call-pack.ts';
export { buildJobPack } from './pack/build-job-pack.ts';
export type { BuiltPack } from './pack/build-pack.ts';
export { buildRunPack, type BuildRunPackOptions } from './pack/build-run-pack.ts';
export { diffPacks, type PackDifference } from './pack/diff-packs.ts';
export type { ExportMetrics } from './pack/export-metrics.ts';
export { exportPack, type ExportRecord } from './pack/export-pack.ts';
export { extractRunpack } from './pack/extract-runpack.ts';
export {
  authorizationBundleRecord,
  type AuthorizationBundle,
} from './pack/authorization-bundle.ts';
export { callPayloadRecord, type CallPayload } from './pack/call-records.ts';
export { authorizationSummary } from './pack/summarize-authorization.ts';
export {
  inspectPack,
  type JobLineage,
  type PackInspection,
  type RunLineage,
} from './pack/inspect-pack.ts';
export { jobPayloadRecord, type JobPayload } from './pack/job-records.ts';
export { otelLines } from './pack/otel-lines.ts';
export {
  packManifestRecord,
  type PackEntry,
  type PackManifest,
  type PackType,
} from './pack/pack-manifest.ts';
export type { PackReport, PackResult, VerifyPackOptions } from './pack/pack-report.ts';
export { postgresSql, type PostgresOptions } from './pack/postgres-sql.ts';
export { readCallRecord, type NormalCallRecord } from './pack/read-call-record.ts';
export { readJob, type Job, type JobFiles } from './pack/read-job.ts';
export { runPayloadRecord, type RunPayload } from './pack/run-payload.ts';
export { verifyPack } from './pack/verify-pack.ts';
export {
  buildProofRecords,
  encodeProofRecord,
  type ProofEntry,
  type ProofSubject,
} from './proof/build-proof-records.ts';
export { chainProofRecord, type ProofDraft } from './proof/chain-proof-record.ts';
export { proofRecordHash, proofRecordId } from './proof/proof-hash.ts';
export { proofRecord, type ProofRecord } from './proof/proof-record.ts';
export {
  judgeProofSignature,
  verifyProofRecords,
  type ProofLine,
} from './proof/verify-proof-records.ts';
export { signTrace, signTraceAsync, traceDigest } from './trace/sign-trace.ts';
export { verifyTrace, type TraceReport, type VerifyTraceOptions } from './trace/verify-trace.ts';
export { buildTrace, traceEventIdOf, traceIdOf, type TraceFacts } from './trace/build-trace.ts';
export {
  buildDecisionDocument,
  committedEvidence,
  decisionDigest,
  decisionText,
  decisionRecord,
  judgeDecisionDocument,
  parseDecisionDocument,
  type DecisionDocument,
  type DecisionFacts,
} from './trace/decision-document.ts';
export {
  judgeOutcome,
  outcomeRecord,
  parseOutcome,
  signOutcome,
  type CallOutcome,
  type OutcomeStatement,
} from './trace/outcome-statement.ts';
export { freezeWindowRecord, killSwitchRecord, sandboxRecord } from './trace/trace-parts.ts';
