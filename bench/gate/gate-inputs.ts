import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../../scripts/source-files.ts';
import { FLAT_INTENTS, FLAT_RULES, gaitPolicy } from './equal-policy.ts';
import { GROWN_INTENT, grownPolicy } from './grown-policy.ts';

/** One decision that is timed: a policy and an intent, or a tool call of which an intent is made. */
export interface DecideCase {
  readonly name: string;
  readonly policy: string;
  readonly intent?: string;
  readonly call?: string;
}

/** What `gate-cases.json` says: both sides read it. */
export interface GateCases {
  readonly decide: readonly DecideCase[];
  readonly compile: readonly Pick<DecideCase, 'name' | 'policy'>[];
  /** Ours alone. */
  readonly growth: readonly DecideCase[];
}

/** The policy of the reference's own measurement of a typical decision. */
const TYPICAL_POLICY = `schema_id: gait.gate.policy
schema_version: 1.0.0
default_verdict: require_approval
fail_closed:
  enabled: true
  risk_classes: [high, critical]
  required_fields: [targets, arg_provenance]
rules:
  - name: allow-safe-write
    priority: 10
    effect: allow
    match:
      tool_names: [tool.write]
      target_kinds: [path]
      workspace_prefixes: [/tmp]
      provenance_sources: [user]
    reason_codes: [safe_write]
  - name: block-external-host
    priority: 20
    effect: block
    match:
      tool_names: [tool.write]
      target_kinds: [host]
    reason_codes: [blocked_external]
    violations: [external_egress]
`;
/** The policy of its measurement of a tool call. */
const CALL_POLICY = `default_verdict: allow
rules:
  - name: block-external-host
    effect: block
    match:
      tool_names: [tool.write]
      target_kinds: [host]
`;
const TYPICAL = {
  args: { path: '/tmp/out.txt', content: 'hello' },
  targets: [{ kind: 'path', value: '/tmp/out.txt' }],
  arg_provenance: [{ arg_path: '$.path', source: 'user' }],
  context: { identity: 'bench-user', workspace: '/tmp/workspace', risk_class: 'high' },
};
/** Vectors that are decided under `policy/main.yaml`: plain ones, large ones and odd ones. */
const VECTORS = ['read', 'write_low', 'write_high', 'delete', 'messy', 'script', 'delegated'];
export const SIZES: readonly number[] = [10, 100, 1_000, 10_000];

/** Fills a folder with the policies and intents that are decided. */
export function prepareGateInputs(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const text = (name: string, content: string): void => writeFileSync(join(folder, name), content);
  const json = (name: string, content: unknown): void => text(name, JSON.stringify(content));
  text('typical.yaml', TYPICAL_POLICY);
  text('call.yaml', CALL_POLICY);
  json('typical.json', {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-02-05T00:00:00Z',
    producer_version: '0.0.0-bench',
    tool_name: 'tool.write',
    ...TYPICAL,
  });
  json('call.json', { name: 'tool.write', ...TYPICAL, args: { path: '/tmp/out.txt' } });
  for (const vector of ['policy/main.yaml', 'keys/main_private.key', ...VECTORS.map(vectorOf)]) {
    copyFileSync(join(ROOT, 'conformance/vectors', vector), join(folder, basename(vector)));
  }
  chmodSync(join(folder, 'main_private.key'), 0o600);
  text('equal.yaml', gaitPolicy(FLAT_RULES));
  for (const [index, { intent }] of FLAT_INTENTS.entries()) json(`equal-${index}.json`, intent);
  json('grown.json', GROWN_INTENT);
  for (const size of SIZES) text(`grown-${size}.yaml`, grownPolicy(size));
  json('gate-cases.json', CASES);
}

const CASES: GateCases = {
  decide: [
    { name: 'typical', policy: 'typical.yaml', intent: 'typical.json' },
    { name: 'tool call', policy: 'call.yaml', call: 'call.json' },
    ...VECTORS.map((vector) => ({
      name: `main, ${vector}`,
      policy: 'main.yaml',
      intent: `${vector}.json`,
    })),
  ],
  compile: [
    { name: 'main.yaml', policy: 'main.yaml' },
    { name: '100 rules', policy: 'equal.yaml' },
  ],
  growth: SIZES.map((size) => ({
    name: `${size} rules`,
    policy: `grown-${size}.yaml`,
    intent: 'grown.json',
  })),
};

function vectorOf(name: string): string {
  return `intent/${name}.json`;
}

/** The cases of a folder that was prepared. */
export function readGateCases(folder: string): GateCases {
  return JSON.parse(readFileSync(join(folder, 'gate-cases.json'), 'utf8')) as GateCases;
}
