export {
  HARNESS_IDS,
  SKILL_LIMITS,
  type FileFormat,
  type FilePlace,
  type Harness,
  type HarnessId,
  type HeadField,
  type LegacyPlace,
  type OutdatedHooks,
  type PlaceCell,
  type PlaceKind,
} from './harness.ts';
export { detectHarnesses, findHarness, HARNESSES, harnessNames, pathIn } from './harnesses.ts';
export { CODE_POINTS, isInstructionPoint } from './extension-points.ts';
export { openCells, type OpenCell } from './open-cells.ts';
export { decodeHookBytes, MAX_HOOK_BYTES } from './hooks/decode-hook-bytes.ts';
export type {
  CallOutcome,
  FileChange,
  HookEvent,
  HookFault,
  HookFaultCode,
  HookMessage,
  HookReading,
  ShellDialect,
  ToolCall,
} from './hooks/hook-message.ts';
export {
  HOOK_HARNESS_IDS,
  type HookDialect,
  type HookFile,
  type HookHarnessId,
  type HookRow,
  type HookSupport,
  type SwitchFile,
} from './hooks/hook-row.ts';
export { findHookRow, HOOK_ROWS } from './hooks/hook-rows.ts';
export { knownTools } from './hooks/calls/read-call.ts';
export { readHookMessage, type HookMachine } from './hooks/read-hook-message.ts';
export {
  findHook,
  type HookFinding,
  type HookFindingCode,
  type HookState,
} from './hooks/settings/find-hook.ts';
export { hookArguments, hookCommandText, type HookCommand } from './hooks/settings/hook-command.ts';
export { findSwitches, type StandingHook } from './hooks/settings/find-switches.ts';
export { installedFor } from './hooks/settings/installed-for.ts';
export {
  installHook,
  removeHook,
  type SettingsEdit,
  type SettingsNote,
} from './hooks/settings/install-hook.ts';
export {
  settingsValue,
  type SettingsFault,
  type SettingsFaultCode,
} from './hooks/settings/parse-settings.ts';
export { judgeVersion, type VersionJudgement } from './hooks/judge-version.ts';
export { versionInEnvironment } from './hooks/tool-version.ts';
export { writeHookAnswer, type HookAnswer, type HookDecision } from './hooks/write-hook-answer.ts';
export { GUARDED_DONE } from './hooks/settings/guarded-done.ts';
