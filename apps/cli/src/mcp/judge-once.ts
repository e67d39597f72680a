import { CodedError, trimSpace } from '@gait/canon';
import {
  adapterNamed,
  decideCall,
  intentOfCall,
  readAdapterCall,
  usesFallback,
  type AdapterCall,
  type Decision,
  type Evidence,
  type McpAdapter,
} from '@gait/boundary';
import { judgeMcpServer, type Intent, type McpTrustDecision, type Policy } from '@gait/gate';
import { readWhole } from '@gait/local';
import type { Context } from '../context.ts';
import { evidenceFiles } from '../gate/evidence-files.ts';
import { GATE_EVAL_FLAGS } from '../gate/gate-eval-flags.ts';
import { gateSettings, type GateEvalFlags, type GateSettings } from '../gate/gate-settings.ts';
import { loadGate, needsState } from '../gate/load-gate.ts';
import { emergencyStop } from '../gate/emergency-stop.ts';
import type { OnceFlags } from './once-flags.ts';
import { readSnapshot } from './read-snapshot.ts';
import { requireContext } from './require-context.ts';

/** One call that was judged and not run. */
export interface JudgedOnce {
  readonly adapter: McpAdapter;
  readonly call: AdapterCall;
  readonly intent: Intent;
  readonly decision: Decision;
  readonly mcpTrust: McpTrustDecision | undefined;
  readonly settings: GateSettings;
  readonly warnings: readonly string[];
}

const FALLBACK =
  'standard profile applied fallback intent context; use --profile oss-prod for strict context enforcement';

/**
 * Judges one call and runs nothing (gait-formats §7.6). Nobody is asked for an approval, so that
 * what needs one stays `require_approval`; limits, delegations and credentials count as they do
 * for `gate eval`.
 *
 * @throws CodedError those of `gateSettings`, `readAdapterCall`, `loadGate` and `decideCall`
 */
export async function judgeOnce(context: Context, flags: OnceFlags): Promise<JudgedOnce> {
  for (const name of ['policy', 'call'] as const) {
    if (trimSpace(flags[name]) === '') {
      throw new CodedError(
        'arguments_invalid',
        'expected --policy <policy.yaml> and --call <call.json>',
        {
          hint: `pass --${name} FILE, or a server's command after --`,
          where: { field: `--${name}` },
        },
      );
    }
  }
  const adapter = adapterNamed(flags.adapter);
  const settings = await gateSettings(context, asGateFlags(flags));
  const path = flags.call === '-' ? '-' : context.resolve(flags.call);
  const call = readAdapterCall(adapter, readWhole(path, { stdin: true }), { file: flags.call });
  requireContext(settings.profile, call);
  const intent = intentOfCall(call);
  const write = evidenceFiles(context, settings);
  const gate = await loadGate(context, settings, {
    strictly: needsState(settings, intent),
    once: true,
    record: (evidence) => write(withoutAudits(evidence)),
  });
  const mcpTrust = trustOf(context, gate.policy, call, settings);
  const setup = {
    ...gate.setup,
    guards: [...gate.setup.guards, emergencyStop(context, flags['job-root'])],
  };
  const decision = await decideCall(setup, {
    intent,
    evaluationTime: undefined,
    envelope: await envelopeOf(context, flags['context-envelope']),
    approvals: undefined,
    delegations: () => [],
    approvalRef: '',
    simulate: false,
    correlationId: '',
    credential: { reference: '', scopes: [] },
    mcpTrust,
  });
  return {
    adapter,
    call,
    intent,
    decision,
    mcpTrust,
    settings,
    warnings: [
      ...(settings.profile === 'standard' && usesFallback(call) ? [FALLBACK] : []),
      ...gate.warnings,
    ],
  };
}

/** Nobody was asked, so nobody's answers are written down. */
function withoutAudits(evidence: Evidence): Evidence {
  return { ...evidence, approvalAudit: undefined, delegationAudit: undefined };
}

function trustOf(
  context: Context,
  { mcp_trust: trust }: Policy,
  { server, context: { risk_class: riskClass } }: AdapterCall,
  { profile }: GateSettings,
): McpTrustDecision | undefined {
  const snapshot = readSnapshot(context, trust, profile);
  return judgeMcpServer(trust, server, snapshot, { now: context.now(), riskClass, profile });
}

/** The flags of a gate that takes nothing from the project's configuration. */
function asGateFlags(flags: OnceFlags): GateEvalFlags {
  const all: Record<string, string | boolean> = {};
  for (const [name, spec] of Object.entries(GATE_EVAL_FLAGS)) {
    all[name] = spec.kind === 'bool' ? spec.defaultText === 'true' : spec.defaultText;
  }
  const { policy, profile } = flags;
  return {
    ...all,
    policy,
    profile,
    intent: '-',
    'no-config': true,
    'context-envelope': flags['context-envelope'],
    'kill-switch-state': flags['kill-switch-state'],
    'trace-out': flags['trace-out'],
    'key-mode': flags['key-mode'],
    'private-key': flags['private-key'],
    'private-key-env': flags['private-key-env'],
  } as unknown as GateEvalFlags;
}

async function envelopeOf(context: Context, given: string) {
  const path = trimSpace(given);
  if (path === '') return undefined;
  const { readEnvelope } = await import('../gate/read-envelope.ts');
  return readEnvelope(context, path, context.now());
}
