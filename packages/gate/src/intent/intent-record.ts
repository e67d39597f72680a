import {
  agentIdentityRecord,
  any,
  bool,
  CREDENTIAL_CLAIMS,
  int,
  list,
  map,
  ptr,
  record,
  skillProvenanceRecord,
  str,
  struct,
  time,
  type Infer,
} from '@gait/canon';

/** Schema of an intent: one tool call, or a script of calls, that asks to run (gait-formats §4.1). */
export const INTENT_SCHEMA_ID = 'gait.gate.intent_request';

const targetRecord = record('target', {
  kind: str(),
  value: str(),
  operation: str().opt(),
  sensitivity: str().opt(),
  endpoint_class: str().opt(),
  endpoint_domain: str().opt(),
  destructive: bool().opt(),
  discovery_method: str().opt(),
  read_only_hint: bool().opt(),
  destructive_hint: bool().opt(),
  idempotent_hint: bool().opt(),
  open_world_hint: bool().opt(),
});

const provenanceRecord = record('argument provenance', {
  arg_path: str(),
  source: str(),
  source_ref: str().opt(),
  integrity_digest: str().opt(),
});

const stepRecord = record('script step', {
  tool_name: str(),
  args: map(),
  targets: list(struct(targetRecord)).opt(),
  arg_provenance: list(struct(provenanceRecord)).opt(),
});

const scriptRecord = record('script', { steps: list(struct(stepRecord)) });

const delegationLinkRecord = record('delegation link', {
  delegator_identity: str(),
  delegate_identity: str(),
  scope_class: str().opt(),
  token_ref: str().opt(),
  issued_at: time(),
  expires_at: time(),
});

const delegationRecord = record('delegation', {
  requester_identity: str(),
  scope_class: str().opt(),
  token_refs: list(str()).opt(),
  chain: list(struct(delegationLinkRecord)).opt(),
  issued_at: time(),
  expires_at: time(),
});

const sandboxRecord = record('sandbox', {
  network_mode: str().opt(),
  writable_paths: list(str()).opt(),
  read_only_roots: list(str()).opt(),
  env_exposure_mode: str().opt(),
  timeout_seconds: int().opt(),
  filesystem_isolation: str().opt(),
  user_mode: str().opt(),
  evidence_ref: str().opt(),
  evidence_digest: str().opt(),
});

const contextRecord = record('context', {
  identity: str(),
  workspace: str(),
  risk_class: str(),
  phase: str().opt(),
  agent_id: str().opt(),
  agent_identity: ptr(agentIdentityRecord).opt(),
  run_id: str().opt(),
  workflow_id: str().opt(),
  repo: str().opt(),
  environment: str().opt(),
  job_id: str().opt(),
  session_id: str().opt(),
  request_id: str().opt(),
  ...CREDENTIAL_CLAIMS,
  approval_ref: str().opt(),
  wrkr_inventory_ref: str().opt(),
  agent_action_bom_ref: str().opt(),
  auth_context: map().opt(),
  sandbox: ptr(sandboxRecord).opt(),
  credential_scopes: list(str()).opt(),
  environment_fingerprint: str().opt(),
  context_set_digest: str().opt(),
  context_evidence_mode: str().opt(),
  context_refs: list(str()).opt(),
});

/**
 * An intent as it is read: `relationship` is kept as it came and is part of no digest;
 * digests inside are ignored and made anew.
 */
export const intentRecord = record('intent', {
  schema_id: str(),
  schema_version: str(),
  created_at: time(),
  producer_version: str(),
  tool_name: str(),
  args: map(),
  args_digest: str().opt(),
  intent_digest: str().opt(),
  script_hash: str().opt(),
  script: ptr(scriptRecord).opt(),
  targets: list(struct(targetRecord)),
  arg_provenance: list(struct(provenanceRecord)).opt(),
  skill_provenance: ptr(skillProvenanceRecord).opt(),
  delegation: ptr(delegationRecord).opt(),
  relationship: any().opt(),
  context: struct(contextRecord),
});

/** An intent, raw or normalised: the same fields (gait-formats §4.1). */
export type Intent = Infer<typeof intentRecord>;
/** One thing a call touches. */
export type Target = Infer<typeof targetRecord>;
/** Where the value of an argument came from. */
export type ArgProvenance = Infer<typeof provenanceRecord>;
/** One call of a script. */
export type ScriptStep = Infer<typeof stepRecord>;
/** Who asks, where and under what claims. */
export type IntentContext = Infer<typeof contextRecord>;
/** Whose skill asks. */
export type SkillProvenance = Infer<typeof skillProvenanceRecord>;
/** On whose behalf the caller says it acts. */
export type Delegation = Infer<typeof delegationRecord>;
/** One step from delegator to delegate. */
export type DelegationLink = Infer<typeof delegationLinkRecord>;
/** What the caller says of the agent. */
export type AgentIdentity = Infer<typeof agentIdentityRecord>;
/** What the caller says of the sandbox. */
export type SandboxMetadata = Infer<typeof sandboxRecord>;

/** An intent after normalisation, with its digests (gait-formats §4.2, §4.3). */
/**
 * What is known of the command that a call runs. Part of no digest: it follows from the intent's
 * arguments, the folder and the files that the command would run.
 */
export interface CommandFacts {
  /** Plain names of the programs that would run. */
  readonly programs: readonly string[];
  /** Words of `COMMAND_EFFECTS`. */
  readonly effects: readonly string[];
}

/** Reads the command of a normalised intent; undefined: it runs none. */
export type ReadCommandFacts = (intent: Intent) => CommandFacts | undefined;

export interface PreparedIntent {
  readonly intent: Intent;
  /** 64 hex digits: digest of the normalised arguments. */
  readonly argsDigest: string;
  /** 64 hex digits, or `''` when the intent is not a script. */
  readonly scriptHash: string;
  /** 64 hex digits: what approvals, traces and audits name. */
  readonly intentDigest: string;
  /** True when a verified context envelope was bound; then the context fields are the envelope's. */
  readonly contextBound: boolean;
  /** Age of the bound context in seconds; undefined when none is bound. Not digested in `strict`. */
  readonly contextAgeSeconds: number | undefined;
  /** True when the inventory knew the tool and its classes are in `auth_context`. */
  readonly inventoryApplied: boolean;
  /** Arguments and `auth_context` hold their keys in the order of RFC 8785: printed, they are canonical. */
  readonly ordered: boolean;
  /** Undefined: the call runs no command, or nobody read it. */
  readonly command?: CommandFacts | undefined;
}
