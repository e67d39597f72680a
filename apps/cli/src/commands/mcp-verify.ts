import { CodedError, toLower, trimSpace } from '@gait/canon';
import {
  judgeMcpServer,
  MCP_TRUST_VIOLATION,
  mcpTrustJson,
  parseMcpServer,
  parsePolicy,
  type McpServer,
  type McpTrustDecision,
  type Policy,
} from '@gait/gate';
import { readWhole } from '@gait/local';
import { defineCommand, textFlag, type Outcome } from '../command.ts';
import { readSnapshot } from '../mcp/read-snapshot.ts';

type McpTrustPolicy = Policy['mcp_trust'];

/** `mcp verify`: would a call to this server pass the policy's demand for trust. */
export const command = defineCommand({
  path: ['mcp', 'verify'],
  explain:
    'Judges a described MCP server by the trust policy and its local snapshot; calls nothing.',
  flags: {
    policy: textFlag({ value: 'FILE', help: 'policy with mcp_trust' }),
    server: textFlag({ value: 'FILE', help: 'description of the server (JSON)' }),
    'risk-class': textFlag({
      value: 'CLASS',
      help: 'risk of the calls in mind (default: the highest that demands trust)',
    }),
  },
  example: 'gait mcp verify --policy policy.yaml --server server.json --risk-class high',
  run(context, { flags }) {
    const policyPath = needed(flags.policy, '--policy');
    const serverPath = needed(flags.server, '--server');
    const policy = parsePolicy(readWhole(context.resolve(policyPath)), { file: policyPath });
    const server = parseMcpServer(readWhole(context.resolve(serverPath)), { file: serverPath });
    const trust = policy.mcp_trust;
    const decision = judgeMcpServer(trust, server, readSnapshot(context, trust), {
      now: context.now(),
      riskClass: riskClassOf(trust, flags['risk-class']),
      profile: 'standard',
    });
    return answer(trust, server, decision);
  },
});

function answer(
  policy: McpTrustPolicy,
  server: McpServer,
  decision: McpTrustDecision | undefined,
): Outcome {
  const enforced = decision?.enforced === true;
  const verdict = enforced ? policy.action : 'allow';
  const { server_id, server_name } = decision ?? server;
  return {
    exit: enforced ? (verdict === 'block' ? 3 : 4) : 0,
    json: {
      ok: !enforced,
      server_id: trimSpace(server_id) || undefined,
      server_name: trimSpace(server_name) || undefined,
      trust_model: policy.snapshot === '' ? undefined : 'local_snapshot',
      snapshot_path: policy.snapshot || undefined,
      verdict,
      reason_codes: decision?.reason_codes,
      violations: enforced ? [MCP_TRUST_VIOLATION] : undefined,
      mcp_trust: decision === undefined ? undefined : mcpTrustJson(decision),
    },
    text: (paint) => [
      paint.verdict(!enforced, `mcp verify: verdict=${verdict}`),
      ...(decision === undefined
        ? [paint.dim('the policy demands no trust')]
        : paint.pairs({ status: decision.status, reasons: decision.reason_codes.join(', ') })),
    ],
  };
}

const HIGHEST_FIRST = ['critical', 'high', 'medium', 'low'];

function riskClassOf({ required_risk_classes: classes }: McpTrustPolicy, given: string): string {
  const explicit = toLower(trimSpace(given));
  if (explicit !== '') return explicit;
  return HIGHEST_FIRST.find((name) => classes.includes(name)) ?? classes[0] ?? 'high';
}

function needed(path: string, flag: string): string {
  if (trimSpace(path) !== '') return trimSpace(path);
  throw new CodedError(
    'flag_invalid',
    'expected --policy <policy.yaml> and --server <server.json>',
    {
      hint: `pass ${flag} FILE`,
      where: { field: flag },
    },
  );
}
