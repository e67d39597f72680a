import { prettyJson, type JsonObject } from '@gait/canon';
import { compilePolicy, decide, decodeIntent, parsePolicy, prepareIntent } from '@gait/gate';
import { writeWhole } from '@gait/local';
import type { Outcome } from '../command.ts';
import type { Context } from '../context.ts';

const POLICY_PATH = './gait-out/policy_demo_high_risk.yaml';
const INTENT_PATH = './gait-out/intent_demo_delete.json';

const POLICY = `schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: allow
rules:
  - name: block-destructive-tool-delete
    priority: 10
    effect: block
    match:
      tool_names: [tool.delete]
      risk_classes: [high]
    reason_codes: [destructive_tool_blocked]
`;

/** `demo --policy`: a call that a policy blocks, decided and left on the disk to play with. */
export function demoPolicy(context: Context): Outcome {
  const started = context.now();
  const intent = demoIntent(context.version);
  writeWhole(context.resolve(POLICY_PATH), POLICY, { makeFolders: true });
  writeWhole(context.resolve(INTENT_PATH), prettyJson(intent));
  const outcome = decide(compilePolicy(parsePolicy(POLICY)), prepareIntent(decodeIntent(intent)), {
    now: started,
    profile: 'standard',
  });
  const call = `--policy ${POLICY_PATH} --intent ${INTENT_PATH}`;
  const next = [
    `gait gate eval ${call} --simulate --json`,
    `gait gate eval ${call} --json`,
    `gait policy test ${POLICY_PATH} ${INTENT_PATH} --json`,
  ];
  return {
    exit: outcome.verdict === 'block' ? 0 : 2,
    json: {
      ok: outcome.verdict === 'block',
      mode: 'policy',
      bundle: INTENT_PATH,
      pack_path: POLICY_PATH,
      policy_verdict: outcome.verdict,
      matched_rule: outcome.matchedRule,
      reason_codes: outcome.reasonCodes,
      verify: 'ok',
      next_commands: next,
      metrics_opt_in: 'export GAIT_ADOPTION_LOG=./gait-out/adoption.jsonl',
      duration_ms: Number((context.now() - started) / 1_000_000n),
    },
    text: (paint) => [
      paint.verdict(
        outcome.verdict === 'block',
        `the deletion is ${outcome.verdict}ed before it runs`,
      ),
      ...paint.pairs({
        policy: POLICY_PATH,
        call: INTENT_PATH,
        rule: outcome.matchedRule,
        reasons: outcome.reasonCodes.join(', '),
      }),
      ...next.map((line) => paint.dim(`next: ${line}`)),
    ],
  };
}

function demoIntent(version: string): JsonObject {
  const path = '/tmp/demo/delete-me.txt';
  return {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-02-14T00:00:00Z',
    producer_version: version,
    tool_name: 'tool.delete',
    args: { path },
    targets: [
      {
        kind: 'path',
        value: path,
        operation: 'delete',
        endpoint_class: 'fs.delete',
        destructive: true,
      },
    ],
    context: { identity: 'demo.user', workspace: '/tmp/demo', risk_class: 'high' },
  };
}
