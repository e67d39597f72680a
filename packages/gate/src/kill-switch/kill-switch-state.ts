import { bool, list, record, str, struct, time, type Infer } from '@gait/canon';

/** Schema of the state file (gait-formats §4.11). */
export const KILL_SWITCH_STATE_SCHEMA_ID = 'gait.gate.kill_switch_state';

export const killSwitchEntryRecord = record('kill switch entry', {
  entry_id: str(),
  enabled: bool(),
  agent_id: str().opt(),
  identity: str().opt(),
  tool_name: str().opt(),
  target_kind: str().opt(),
  target_value: str().opt(),
  environment: str().opt(),
  path_prefixes: list(str()).opt(),
  workspace_prefixes: list(str()).opt(),
  reason: str().opt(),
  actor: str().opt(),
  created_at: time(),
  expires_at: time(),
});

export const killSwitchStateRecord = record('kill switch state', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  updated_at: time(),
  producer_version: str(),
  entries: list(struct(killSwitchEntryRecord)),
});

/** One switch: calls that all its selectors match are stopped. */
export type KillSwitchEntry = Infer<typeof killSwitchEntryRecord>;
/** What is switched off. Entries are normalised and sorted by `entry_id`. */
export type KillSwitchState = Infer<typeof killSwitchStateRecord>;

/** What the caller knows of the state when a call is decided. */
export interface KillSwitchView {
  /** Null when no state file is named, or none could be read. */
  readonly state: KillSwitchState | null;
  /** The state file is named but cannot be read. */
  readonly error: boolean;
  /** A call is not decided without the state. */
  readonly required: boolean;
}
