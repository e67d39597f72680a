import { canonicalize, sha256Hex, type Json, type JsonObject } from '@gait/canon';
import type {
  AgentIdentity,
  ArgProvenance,
  Delegation,
  DelegationLink,
  Intent,
  IntentContext,
  SandboxMetadata,
  ScriptStep,
  SkillProvenance,
  Target,
} from './intent-record.ts';

/**
 * Canonical texts (RFC 8785) of the normalised parts of an intent.
 *
 * Every decision digests an intent, and the general writer takes three times as long as the
 * runtime's own. So each part becomes an object whose keys are written down here in the order of
 * RFC 8785, with `undefined` for what is left out when empty, and the runtime prints it. Where
 * an object of the caller cannot be held in that order, the general writer prints.
 */

type Printable = string | number | true | null | undefined | readonly string[] | JsonObject;
interface Members {
  readonly [name: string]: Printable | Members | readonly Members[];
}

function print(value: Members | readonly Members[], ordered: boolean): string {
  if (ordered) {
    const text = JSON.stringify(value);
    // The runtime escapes lone surrogates; canonical text has U+FFFD for them.
    if (!text.includes(String.raw`\ud`)) return text;
  }
  // Leaves out members that are undefined, as the runtime does.
  return canonicalize(value as unknown as Json);
}

const given = (text: string): string | undefined => (text === '' ? undefined : text);
const flag = (value: boolean): true | undefined => (value ? true : undefined);
const count = (value: number): number | undefined => (value === 0 ? undefined : value);
const filled = <T>(list: readonly T[] | null): readonly T[] | undefined =>
  list === null || list.length === 0 ? undefined : list;

function targetMembers(target: Target): Members {
  return {
    destructive: flag(target.destructive),
    destructive_hint: flag(target.destructive_hint),
    discovery_method: given(target.discovery_method),
    endpoint_class: given(target.endpoint_class),
    endpoint_domain: given(target.endpoint_domain),
    idempotent_hint: flag(target.idempotent_hint),
    kind: target.kind,
    open_world_hint: flag(target.open_world_hint),
    operation: given(target.operation),
    read_only_hint: flag(target.read_only_hint),
    sensitivity: given(target.sensitivity),
    value: target.value,
  };
}

function provenanceMembers(entry: ArgProvenance): Members {
  return {
    arg_path: entry.arg_path,
    integrity_digest: given(entry.integrity_digest),
    source: entry.source,
    source_ref: given(entry.source_ref),
  };
}

function skillMembers(skill: SkillProvenance): Members {
  return {
    digest: given(skill.digest),
    publisher: skill.publisher,
    signature_key_id: given(skill.signature_key_id),
    skill_name: skill.skill_name,
    skill_version: given(skill.skill_version),
    source: skill.source,
  };
}

function delegationMembers(delegation: Delegation): Members {
  return {
    chain: filled(delegation.chain)?.map(linkMembers),
    expires_at: delegation.expires_at,
    issued_at: delegation.issued_at,
    requester_identity: delegation.requester_identity,
    scope_class: given(delegation.scope_class),
    token_refs: filled(delegation.token_refs),
  };
}

function linkMembers(link: DelegationLink): Members {
  return {
    delegate_identity: link.delegate_identity,
    delegator_identity: link.delegator_identity,
    expires_at: link.expires_at,
    issued_at: link.issued_at,
    scope_class: given(link.scope_class),
    token_ref: given(link.token_ref),
  };
}

function agentMembers(agent: AgentIdentity): Members {
  return {
    approved_at: agent.approved_at,
    expires_at: agent.expires_at,
    issued_at: agent.issued_at,
    lifecycle_states: filled(agent.lifecycle_states),
    manifest_digest: given(agent.manifest_digest),
    owner: given(agent.owner),
    publisher: given(agent.publisher),
    revoked: flag(agent.revoked),
    source: given(agent.source),
  };
}

function sandboxMembers(sandbox: SandboxMetadata): Members {
  return {
    env_exposure_mode: given(sandbox.env_exposure_mode),
    evidence_digest: given(sandbox.evidence_digest),
    evidence_ref: given(sandbox.evidence_ref),
    filesystem_isolation: given(sandbox.filesystem_isolation),
    network_mode: given(sandbox.network_mode),
    read_only_roots: filled(sandbox.read_only_roots),
    timeout_seconds: count(sandbox.timeout_seconds),
    user_mode: given(sandbox.user_mode),
    writable_paths: filled(sandbox.writable_paths),
  };
}

function contextMembers(context: IntentContext): Members {
  return {
    agent_action_bom_ref: given(context.agent_action_bom_ref),
    agent_id: given(context.agent_id),
    agent_identity:
      context.agent_identity === null ? undefined : agentMembers(context.agent_identity),
    approval_ref: given(context.approval_ref),
    auth_context: context.auth_context ?? undefined,
    context_evidence_mode: given(context.context_evidence_mode),
    context_refs: filled(context.context_refs),
    context_set_digest: given(context.context_set_digest),
    credential_access_type: given(context.credential_access_type),
    credential_issuer: given(context.credential_issuer),
    credential_job_binding: given(context.credential_job_binding),
    credential_owner: given(context.credential_owner),
    credential_ref: given(context.credential_ref),
    credential_run_binding: given(context.credential_run_binding),
    credential_scopes: filled(context.credential_scopes),
    credential_source: given(context.credential_source),
    credential_subject: given(context.credential_subject),
    credential_target_binding: given(context.credential_target_binding),
    credential_ttl_seconds: count(context.credential_ttl_seconds),
    environment: given(context.environment),
    environment_fingerprint: given(context.environment_fingerprint),
    identity: context.identity,
    job_id: given(context.job_id),
    phase: given(context.phase),
    repo: given(context.repo),
    request_id: given(context.request_id),
    risk_class: context.risk_class,
    run_id: given(context.run_id),
    sandbox: context.sandbox === null ? undefined : sandboxMembers(context.sandbox),
    session_id: given(context.session_id),
    workflow_id: given(context.workflow_id),
    workspace: context.workspace,
    wrkr_inventory_ref: given(context.wrkr_inventory_ref),
  };
}

function stepMembers(step: ScriptStep): Members {
  return {
    arg_provenance: filled(step.arg_provenance)?.map(provenanceMembers),
    args: step.args ?? {},
    targets: filled(step.targets)?.map(targetMembers),
    tool_name: step.tool_name,
  };
}

function scriptMembers(steps: readonly ScriptStep[]): Members {
  return { steps: steps.map(stepMembers) };
}

/** What the digest of an intent covers: all of it but times, versions and `relationship`. */
export type DigestedParts = Pick<
  Intent,
  | 'tool_name'
  | 'args'
  | 'script'
  | 'script_hash'
  | 'targets'
  | 'arg_provenance'
  | 'skill_provenance'
  | 'delegation'
  | 'context'
>;

/** Canonical text of a normalised intent. `ordered`: arguments and `auth_context` are in canonical order. */
export function intentText(parts: DigestedParts, ordered: boolean): string {
  const { delegation, script, skill_provenance: skill } = parts;
  return print(
    {
      arg_provenance: filled(parts.arg_provenance)?.map(provenanceMembers),
      args: parts.args ?? {},
      context: contextMembers(parts.context),
      delegation: delegation === null ? undefined : delegationMembers(delegation),
      script: script === null ? undefined : scriptMembers(script.steps ?? []),
      script_hash: given(parts.script_hash),
      skill_provenance: skill === null ? undefined : skillMembers(skill),
      targets: (parts.targets ?? []).map(targetMembers),
      tool_name: parts.tool_name,
    },
    ordered,
  );
}

/** Canonical text of normalised steps. `ordered`: their arguments are in canonical order. */
export function scriptText(steps: readonly ScriptStep[], ordered: boolean): string {
  return print(scriptMembers(steps), ordered);
}

/** Digest of a delegation, hex; approvals are bound to it. */
export function delegationDigest(delegation: Delegation): string {
  return sha256Hex(print(delegationMembers(delegation), true));
}

/** Digest of targets, to which a credential may be bound: of the array itself (gait-formats §4.6). */
export function targetBindingDigest(targets: readonly Target[]): string {
  return sha256Hex(print(targets.map(targetMembers), true));
}
