import { codeList } from '../decide/code-list.ts';
import type { SandboxDecision } from '../decide/outcome.ts';
import type { SandboxMetadata } from '../intent/intent-record.ts';
import type { SandboxPolicy } from '../policy/policy.ts';
import type { Constraint, Finding } from './finding.ts';

const MISSING_METADATA = codeList(['sandbox_metadata_missing']);

const NO_SANDBOX: Finding = found({
  status: 'missing',
  network_mode: '',
  env_exposure_mode: '',
  timeout_seconds: 0,
  filesystem_isolation: '',
  user_mode: '',
  evidence_ref: '',
  evidence_digest: '',
  reason_codes: MISSING_METADATA,
});

/** The sandbox that the intent declares, against what the rule demands (gait-formats §4.9). */
export function sandboxConstraint(policy: SandboxPolicy): Constraint {
  return (call, pass) => {
    const { sandbox } = call.context;
    if (sandbox === null) return NO_SANDBOX;
    const reasons: string[] = [];
    if (sandbox.evidence_ref === '' || sandbox.evidence_digest === '') {
      reasons.push('sandbox_evidence_missing');
    }
    const check = (name: string, value: string, allowed: readonly string[]): void => {
      if (value === '') reasons.push(`sandbox_${name}_missing`);
      else if (allowed.length > 0 && !allowed.includes(value)) {
        reasons.push(`sandbox_${name}_disallowed`);
      }
    };
    check('network_mode', sandbox.network_mode, policy.allowed_network_modes);
    check('env_exposure_mode', sandbox.env_exposure_mode, policy.allowed_env_exposure_modes);
    check(
      'filesystem_isolation',
      sandbox.filesystem_isolation,
      policy.allowed_filesystem_isolations,
    );
    check('user_mode', sandbox.user_mode, policy.allowed_user_modes);
    if (sandbox.timeout_seconds <= 0) reasons.push('sandbox_timeout_missing');
    else if (
      policy.max_timeout_seconds > 0 &&
      sandbox.timeout_seconds > policy.max_timeout_seconds
    ) {
      reasons.push('sandbox_timeout_exceeded');
    }
    if (writesElsewhere(policy, sandbox)) reasons.push('sandbox_writable_path_disallowed');
    const roots = judgeRoots(policy, sandbox);
    if (roots.asReference || (pass.mended && roots.missing)) {
      reasons.push('sandbox_read_only_root_missing');
    } else if (roots.missing) pass.defect = true;
    return found(decisionOf(sandbox, reasons));
  };
}

/** Every writable path must be an allowed prefix or below one. */
function writesElsewhere(policy: SandboxPolicy, sandbox: SandboxMetadata): boolean {
  const allowed = policy.allowed_writable_path_prefixes ?? [];
  if (allowed.length === 0) return false;
  return (sandbox.writable_paths ?? []).some(
    (path) =>
      !allowed.some((prefix) => path === prefix || prefix === '/' || path.startsWith(`${prefix}/`)),
  );
}

/**
 * The reference asks whether every declared root is a required one, so that a sandbox which
 * declares none passes; asked is whether every required root is declared. Both must hold where
 * constraints are mended, because nothing the reference refuses may pass.
 */
function judgeRoots(
  policy: SandboxPolicy,
  sandbox: SandboxMetadata,
): { asReference: boolean; missing: boolean } {
  const required = policy.required_read_only_roots ?? [];
  const declared = sandbox.read_only_roots ?? [];
  return {
    asReference: required.length > 0 && !declared.every((root) => required.includes(root)),
    missing: !required.every((root) => declared.includes(root)),
  };
}

function decisionOf(sandbox: SandboxMetadata, reasons: readonly string[]): SandboxDecision {
  return {
    status: statusOf(reasons),
    network_mode: sandbox.network_mode,
    env_exposure_mode: sandbox.env_exposure_mode,
    timeout_seconds: sandbox.timeout_seconds,
    filesystem_isolation: sandbox.filesystem_isolation,
    user_mode: sandbox.user_mode,
    evidence_ref: sandbox.evidence_ref,
    evidence_digest: sandbox.evidence_digest,
    reason_codes: reasons.length === 0 ? null : codeList(reasons),
  };
}

function statusOf(reasons: readonly string[]): SandboxDecision['status'] {
  if (reasons.length === 0) return 'valid';
  return reasons.some((reason) => reason.endsWith('_missing')) ? 'missing' : 'disallowed';
}

function found(sandbox: SandboxDecision): Finding {
  const reasons = sandbox.reason_codes ?? [];
  return {
    effect: reasons.length === 0 ? null : 'block',
    reasons,
    violations: reasons,
    freezeWindow: null,
    sandbox,
    dataflow: false,
  };
}

const STATUS_RANK = { missing: 4, disallowed: 3, valid: 1 } as const;

/** Of two decisions the worse; of two equally bad ones that with the lower evidence digest. */
export function worseSandbox(
  current: SandboxDecision | null,
  next: SandboxDecision | null,
): SandboxDecision | null {
  if (next === null || current === null) return next ?? current;
  const difference = STATUS_RANK[next.status] - STATUS_RANK[current.status];
  if (difference !== 0) return difference > 0 ? next : current;
  return next.evidence_digest < current.evidence_digest ? next : current;
}
