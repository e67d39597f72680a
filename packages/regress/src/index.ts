// suites
export {
  CONFIG_SCHEMA,
  DEFAULT_FIXTURE_SET,
  type ConfigFixture,
  type RegressConfig,
} from './config/config-record.ts';
export { looksLikeJson, readConfig } from './config/read-config.ts';
export type { SuiteFileOptions } from './config/read-suite-file.ts';
export { writeConfig } from './config/write-config.ts';
export type { RegressProfile, Tolerated } from './profile.ts';
// fixtures
export { checkFixtureName, fixtureNameFor, isFixtureName } from './fixture/fixture-name.ts';
export {
  FIXTURE_FILE,
  FIXTURE_RUNPACK,
  FIXTURES_FOLDER,
  type Fixture,
} from './fixture/fixture-record.ts';
export { makeFixture, writeFixture, type FixtureSource } from './fixture/make-fixture.ts';
export { readFixture } from './fixture/read-fixture.ts';
// sources of fixtures
export {
  makeReceipt,
  readReceipt,
  RECEIPT_SCHEMA,
  RECEIPT_SCHEMA_VERSION,
  writeReceipt,
  type Captured,
  type CaptureReceipt,
} from './source/capture-receipt.ts';
// running and grading
export type { ExecOutcome, ExecReason } from './exec/exec-outcome.ts';
export { EXEC_PATH, type CommandEnding, type ProducedFile } from './exec/judge-ending.ts';
export {
  callChanges,
  describeCallChange,
  type CallChange,
  type FieldChange,
} from './graders/call-changes.ts';
export {
  hasRun,
  type Candidate,
  type GradeOptions,
  type GraderResult,
  type Subject,
} from './graders/grader.ts';
export {
  acceptCandidates,
  acceptedConfig,
  type Acceptance,
  type AcceptedFixture,
} from './run/accept-candidates.ts';
export type { GradedSuite } from './run/grade-suite.ts';
export type { LoadedFixture } from './run/load-fixtures.ts';
export { candidatePath } from './run/find-candidate.ts';
export { describeFault, firstRefusal, readRun, type ReadRun } from './run/read-run.ts';
export {
  runSuite,
  type RunCommand,
  type SuiteCase,
  type SuiteRequest,
  type SuiteRun,
} from './run/run-suite.ts';
export type { OpenFile, SuiteStore } from './run/suite-store.ts';
// YAML
export { locateField } from './yaml/locate-field.ts';
export { readYaml, type YamlLimits } from './yaml/read-yaml.ts';
// results
export { escapeXml } from './result/escape-xml.ts';
export { writeJUnit } from './result/junit.ts';
export { writeResult, type RegressResult } from './result/regress-result.ts';
