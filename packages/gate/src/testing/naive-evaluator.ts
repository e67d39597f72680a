import type { Call } from '../decide/call.ts';
import type { Target } from '../intent/intent-record.ts';
import type { Policy, PolicyMatch, PolicyRule, Verdict } from '../policy/policy.ts';

/**
 * The rules of gait-formats §4.5, §4.6 and §4.8 written down once more, as slowly and plainly as
 * possible: no index, no compiled form, nothing shared with the evaluator it judges. It answers
 * one question: how strict must the verdict be at least? Constraints are mended, not the
 * reference's. Domains, paths, zones and lifetimes are left to the tests of their constraints.
 */
export interface NaiveQuestion {
  readonly policy: Policy;
  readonly call: Call;
  /** The call's steps; empty when it is no script. */
  readonly steps: readonly Call[];
}

const ORDER: readonly Verdict[] = ['allow', 'dry_run', 'require_approval', 'block'];

const strictest = (verdicts: readonly Verdict[]): Verdict =>
  ORDER[Math.max(0, ...verdicts.map((verdict) => ORDER.indexOf(verdict)))] ?? 'block';

export function naiveVerdict({ policy, call, steps }: NaiveQuestion): Verdict {
  if (lacksFacts(policy, call)) return 'block';
  if (steps.length === 0) return verdictOfCall(policy, call);
  const verdicts = steps.map((step) => verdictOfCall(policy, step));
  const {
    max_steps: most,
    require_approval_above: above,
    block_mixed_risk: mixed,
  } = policy.scripts;
  if (steps.length > (most || 64)) verdicts.push('block');
  if (above > 0 && steps.length > above) verdicts.push('require_approval');
  if (mixed && new Set(steps.map(riskOf)).size > 1) verdicts.push('block');
  return strictest(verdicts);
}

function riskOf({ targets }: Call): string {
  const some = (...classes: string[]): boolean =>
    targets.some((target) => classes.includes(target.endpoint_class));
  if (targets.some((target) => target.destructive) || some('fs.delete', 'proc.exec')) return 'high';
  return some('fs.write', 'net.http', 'net.dns') ? 'medium' : 'low';
}

function lacksFacts(policy: Policy, { targets, provenance, intent, context }: Call): boolean {
  const { enabled, risk_classes, required_fields, required_high_risk_fields } = policy.fail_closed;
  if (!enabled || !risk_classes.includes(context.risk_class)) return false;
  const present: Record<string, unknown> = {
    ...context,
    targets: targets.length,
    arg_provenance: provenance.length,
    endpoint_class: true,
    delegation: intent.delegation,
    context_evidence: context.context_set_digest,
  };
  const fields = [...required_fields, ...required_high_risk_fields];
  const unknown = targets.some(({ endpoint_class: known }) => known === '' || known === 'other');
  return unknown || fields.some((field) => !present[field]);
}

function verdictOfCall(policy: Policy, call: Call): Verdict {
  const matching = policy.rules.filter((rule) => matchesNaively(rule.match, call));
  if (matching.length === 0) return policy.default_verdict;
  const lowest = Math.min(...matching.map(({ priority }) => priority));
  const deciding = matching.filter(({ priority }) => priority === lowest);
  return strictest(deciding.map((rule) => effectOf(rule, call)));
}

function isWithin({ workspace, strict }: Pick<Call, 'workspace' | 'strict'>, prefix: string) {
  if (!strict) return workspace.startsWith(prefix);
  const folder = prefix.endsWith('/') ? prefix : `${prefix}/`;
  return `${workspace}/`.startsWith(folder);
}

function matchesNaively(match: PolicyMatch, { intent, context, ...call }: Call): boolean {
  const any = (listed: readonly string[], values: readonly string[]): boolean =>
    listed.length === 0 || values.some((value) => listed.includes(value));
  const of = (pick: (target: Target) => string): string[] => call.targets.map(pick);
  const auth = (key: string): string[] => {
    const value = context.auth_context?.[`wrkr.${key}`];
    return typeof value === 'string' && value !== '' ? [value.toLowerCase()] : [];
  };
  const claim = (key: 'tool_name' | 'data_class' | 'endpoint_class' | 'autonomy_level'): string[] =>
    call.claims === null ? auth(key) : [call.claims[key]];
  const hinted = (wanted: boolean | null, pick: (target: Target) => boolean): boolean =>
    wanted === null || call.targets.some((target) => pick(target) === wanted);
  const skill = intent.skill_provenance;
  const { delegation } = intent;
  const chain = delegation?.chain ?? [];
  const asksDelegation =
    match.require_delegation ||
    match.max_delegation_depth !== null ||
    match.allowed_delegator_identities.length > 0 ||
    match.allowed_delegate_identities.length > 0 ||
    match.delegation_scopes.length > 0;
  const hints = match.tool_annotations;
  const prefixes = match.workspace_prefixes;
  return (
    any(match.tool_names, [call.tool]) &&
    any(match.risk_classes, [context.risk_class]) &&
    any(match.identities, [context.identity]) &&
    (prefixes.length === 0 || prefixes.some((prefix) => isWithin(call, prefix))) &&
    any(
      match.target_kinds,
      of(({ kind }) => kind),
    ) &&
    any(
      match.target_values,
      of(({ value }) => value),
    ) &&
    any(
      match.endpoint_classes,
      of((target) => target.endpoint_class),
    ) &&
    any(
      match.discovery_method,
      of((target) => target.discovery_method),
    ) &&
    any(
      match.data_classes,
      of(({ sensitivity }) => sensitivity),
    ) &&
    any(
      match.destination_kinds,
      of(({ kind }) => kind),
    ) &&
    any(
      match.destination_values,
      of(({ value }) => value),
    ) &&
    any(
      match.destination_operations,
      of(({ operation }) => operation),
    ) &&
    any(
      match.provenance_sources,
      call.provenance.map(({ source }) => source),
    ) &&
    any(match.command?.programs ?? [], [...(call.command?.programs ?? [])]) &&
    any(match.command?.effects ?? [], [...(call.command?.effects ?? [])]) &&
    any(match.skill_publishers, skill === null ? [] : [skill.publisher.toLowerCase()]) &&
    any(match.skill_sources, skill === null ? [] : [skill.source]) &&
    any(match.context_tool_names, claim('tool_name')) &&
    any(match.context_data_classes, claim('data_class')) &&
    any(match.context_endpoint_classes, claim('endpoint_class')) &&
    any(match.context_autonomy_levels, claim('autonomy_level')) &&
    hinted(hints.readOnlyHint, (target) => target.read_only_hint) &&
    hinted(hints.destructiveHint, (target) => target.destructive_hint) &&
    hinted(hints.idempotentHint, (target) => target.idempotent_hint) &&
    hinted(hints.openWorldHint, (target) => target.open_world_hint) &&
    (!asksDelegation || delegation !== null) &&
    chain.length <= (match.max_delegation_depth ?? chain.length) &&
    any(
      match.allowed_delegator_identities,
      chain.map((link) => link.delegator_identity),
    ) &&
    any(match.allowed_delegate_identities, [
      ...(delegation === null ? [] : [delegation.requester_identity]),
      ...chain.map((link) => link.delegate_identity),
    ]) &&
    any(match.delegation_scopes, [
      ...(delegation === null ? [] : [delegation.scope_class]),
      ...chain.map((link) => link.scope_class),
    ])
  );
}

function effectOf(rule: PolicyRule, call: Call): Verdict {
  const { context, targets } = call;
  const { dataflow, sandbox: box } = rule;
  const effects: Verdict[] = [rule.effect];
  const flows = targets.some(
    ({ kind, value, operation }) =>
      (dataflow.destination_kinds.length === 0 || dataflow.destination_kinds.includes(kind)) &&
      (dataflow.destination_values.length === 0 || dataflow.destination_values.includes(value)) &&
      (dataflow.destination_operations.length === 0 ||
        dataflow.destination_operations.includes(operation)) &&
      (dataflow.destination_kinds.length + dataflow.destination_values.length > 0 ||
        dataflow.destination_operations.length > 0 ||
        ['host', 'url', 'bucket', 'queue', 'topic'].includes(kind)),
  );
  const tainted = call.provenance.some(({ source }) => dataflow.tainted_sources.includes(source));
  if (dataflow.enabled && flows && tainted) effects.push(dataflow.action);
  if (
    (rule.require_context_evidence || rule.max_context_age_seconds > 0) &&
    context.context_set_digest === ''
  ) {
    effects.push('block');
  }
  const agent = context.agent_identity;
  if (rule.require_declared_agent && (agent === null || context.agent_id === ''))
    effects.push('block');
  if (rule.denied_agent_ids.includes(context.agent_id)) effects.push('block');
  if (rule.allowed_agent_ids.length > 0 && !rule.allowed_agent_ids.includes(context.agent_id)) {
    effects.push('block');
  }
  if (rule.require_agent_owner && !agent?.owner) effects.push('block');
  const types = rule.allowed_credential_access_types;
  if (rule.require_jit_credential && context.credential_access_type !== 'jit')
    effects.push('block');
  if (types.length > 0 && !types.includes(context.credential_access_type)) effects.push('block');
  const declared = context.sandbox;
  const roots = box.required_read_only_roots ?? [];
  const modes = box.allowed_network_modes;
  const boxed =
    declared !== null &&
    (modes.length === 0 || modes.includes(declared.network_mode)) &&
    roots.every((root) => (declared.read_only_roots ?? []).includes(root));
  if (box.enabled && !boxed) effects.push('block');
  const contained =
    box.enabled && boxed && targets.every((target) => target.endpoint_class === 'proc.exec');
  if (targets.some((target) => target.destructive) && !contained) {
    effects.push(context.phase === 'plan' ? 'dry_run' : 'require_approval');
  }
  return strictest(effects);
}
