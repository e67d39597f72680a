import {
  encodeRecord,
  isJsonObject,
  isZeroTime,
  trimSpace,
  ZIP_EPOCH,
  type Json,
  type JsonObject,
} from '@gait/canon';
import { decodeIntent, type Intent } from '@gait/gate';
import { toolCallRecord, type AdapterCall, type AdapterTarget } from './call-records.ts';

/** Who asks and where, of a call that does not say. */
const FALLBACK = { identity: 'mcp-proxy', workspace: '.', risk_class: 'high' } as const;

/** Whether the call leaves something to the gate that a strict caller says. */
export function usesFallback({ context }: AdapterCall): boolean {
  return (['identity', 'workspace', 'risk_class'] as const).some(
    (name) => trimSpace(context[name]) === '',
  );
}

/** The intent of a call (gait-formats §7.6). Errors: those of `decodeIntent`. */
export function intentOfCall(call: AdapterCall): Intent {
  const json = encodeRecord(toolCallRecord, call) as JsonObject;
  const said = call.context;
  return decodeIntent({
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: isZeroTime(call.created_at) ? ZIP_EPOCH : call.created_at,
    producer_version: '0.0.0-dev',
    tool_name: call.name,
    args: json['args'] ?? {},
    ...scriptOf(call),
    targets: targetsOf(call),
    arg_provenance: json['arg_provenance'] ?? null,
    delegation: json['delegation'] ?? null,
    context: {
      identity: trimSpace(said.identity) || FALLBACK.identity,
      workspace: trimSpace(said.workspace) || FALLBACK.workspace,
      risk_class: trimSpace(said.risk_class) || FALLBACK.risk_class,
      phase: said.phase,
      job_id: said.job_id,
      session_id: said.session_id,
      request_id: said.request_id,
      auth_context: authOf(json['context']),
      credential_scopes: said.credential_scopes === null ? null : [...said.credential_scopes],
      environment_fingerprint: said.environment_fingerprint,
    },
  });
}

function scriptOf({ script }: AdapterCall): JsonObject {
  if (script === null) return {};
  const steps = (script.steps ?? []).map((step) => ({
    tool_name: step.name,
    args: (step.args ?? {}) as Json,
    targets: (step.targets ?? []).map(targetOf),
    arg_provenance: (step.arg_provenance ?? []).map((each) => ({ ...each })),
  }));
  return { script: { steps } };
}

/** The older `target` is one text, and says by its look what it is. */
function targetsOf({ target, targets }: AdapterCall): Json[] {
  const given = (targets ?? []).map(targetOf);
  const value = trimSpace(target);
  if (value === '' || given.length > 0) return given;
  const kind = value.includes('://') ? 'url' : value.includes('/') ? 'path' : 'host';
  return [{ kind, value }];
}

/** The class is never the caller's to say: it is inferred. Annotations count before the hints. */
function targetOf(target: AdapterTarget): JsonObject {
  const hint = (snake: keyof AdapterTarget, camel: keyof AdapterTarget): boolean => {
    const said = (target.annotations ?? {})[camel] ?? (target.annotations ?? {})[snake];
    return typeof said === 'boolean' ? said : target[snake] === true || target[camel] === true;
  };
  return {
    kind: target.kind,
    value: target.value,
    operation: target.operation,
    sensitivity: target.sensitivity,
    endpoint_domain: target.endpoint_domain || target.endpointDomain,
    destructive: target.destructive,
    discovery_method: target.discovery_method || target.discoveryMethod,
    read_only_hint: hint('read_only_hint', 'readOnlyHint'),
    destructive_hint: hint('destructive_hint', 'destructiveHint'),
    idempotent_hint: hint('idempotent_hint', 'idempotentHint'),
    open_world_hint: hint('open_world_hint', 'openWorldHint'),
  };
}

function authOf(context: Json | undefined): Json {
  if (context === undefined || !isJsonObject(context)) return null;
  const { auth_context: given, auth_mode: mode, oauth_evidence: evidence } = context;
  const auth: Record<string, Json> = given !== undefined && isJsonObject(given) ? { ...given } : {};
  if (typeof mode === 'string' && trimSpace(mode) !== '') auth['auth_mode'] = mode;
  if (evidence !== undefined && evidence !== null) auth['oauth_evidence'] = evidence;
  return Object.keys(auth).length === 0 ? null : auth;
}
