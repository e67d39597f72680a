import type { JsonObject } from '@gait/canon';

/** What every engine can be told: equal values of four properties of a call. */
export interface FlatRule {
  readonly name: string;
  readonly priority: number;
  readonly tool: string;
  readonly risk?: string;
  readonly identity?: string;
  readonly kind?: string;
  readonly verdict: 'allow' | 'block' | 'require_approval';
}

/** The four properties of one call. */
export interface FlatCall {
  readonly tool: string;
  readonly risk: string;
  readonly identity: string;
  readonly kind: string;
}

const TOOLS = 25;
/** Who calls in these measurements; from a folder that is there, as a caller's is. */
export const CALLER = { identity: 'bench', workspace: '/tmp' } as const;

/** A hundred rules: four for each of 25 tools; the first matching one counts, else block. */
export const FLAT_RULES: readonly FlatRule[] = Array.from({ length: 4 * TOOLS }, (_, index) => ({
  name: `rule-${index}`,
  priority: index + 1,
  tool: `tool.${index % TOOLS}`,
  ...conditionsOf(index),
}));

function conditionsOf(index: number): Pick<FlatRule, 'risk' | 'identity' | 'kind' | 'verdict'> {
  const group = Math.trunc(index / TOOLS);
  if (group === 0) return { risk: 'critical', verdict: 'block' };
  if (group === 1) {
    const identity = index === 30 ? CALLER.identity : `user-${index}`;
    return { identity, verdict: 'require_approval' };
  }
  return group === 2
    ? { risk: 'low', kind: 'path', verdict: 'allow' }
    : { kind: 'url', verdict: 'block' };
}

/** Calls and what the rules say of them: an early match, a later one, the last, none. */
export const FLAT_INTENTS: readonly { readonly verdict: string; readonly intent: JsonObject }[] = [
  {
    verdict: 'allow',
    intent: intentOf('tool.0', 'low', { kind: 'path', value: '/tmp/out-a.txt' }),
  },
  {
    verdict: 'require_approval',
    intent: intentOf('tool.5', 'high', { kind: 'path', value: '/tmp/out-b.txt' }),
  },
  {
    verdict: 'block',
    intent: intentOf('tool.24', 'high', { kind: 'url', value: 'https://example.com/c' }),
  },
  {
    verdict: 'block',
    intent: intentOf('tool.none', 'low', { kind: 'path', value: '/tmp/out-d.txt' }),
  },
];

function intentOf(tool: string, risk: string, target: { kind: string; value: string }): JsonObject {
  return {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    created_at: '2026-06-03T12:00:00Z',
    producer_version: 'bench',
    tool_name: tool,
    args: { where: target.value, note: 'what an agent says of its call' },
    targets: [{ ...target, operation: 'read' }],
    arg_provenance: [{ arg_path: '$.where', source: 'user' }],
    context: { ...CALLER, risk_class: risk, session_id: 'session-1' },
  };
}

/** The rules as a policy of ours. */
export function gaitPolicy(rules: readonly FlatRule[]): string {
  return [
    'schema_id: gait.gate.policy',
    'schema_version: 1.0.0',
    'default_verdict: block',
    'rules:',
    ...rules.flatMap(({ name, priority, tool, risk, identity, kind, verdict }) => [
      `  - name: ${name}`,
      `    priority: ${priority}`,
      `    effect: ${verdict}`,
      '    match:',
      `      tool_names: [${tool}]`,
      ...(risk === undefined ? [] : [`      risk_classes: [${risk}]`]),
      ...(identity === undefined ? [] : [`      identities: [${identity}]`]),
      ...(kind === undefined ? [] : [`      target_kinds: [${kind}]`]),
    ]),
    '',
  ].join('\n');
}

/** In Rego: a set of matches over equal values, which OPA indexes, of which the least counts. */
export function regoPolicy(rules: readonly FlatRule[]): string {
  return [
    'package gait',
    '',
    ...rules.flatMap(({ name, priority, tool, risk, identity, kind, verdict }) => [
      `matched contains [${priority}, "${name}", "${verdict}"] if {`,
      `  input.tool_name == "${tool}"`,
      ...(risk === undefined ? [] : [`  input.context.risk_class == "${risk}"`]),
      ...(identity === undefined ? [] : [`  input.context.identity == "${identity}"`]),
      ...(kind === undefined ? [] : [`  input.targets[_].kind == "${kind}"`]),
      '}',
      '',
    ]),
    'first := min(matched)',
    'default decision := {"verdict": "block", "rule": ""}',
    'decision := {"verdict": first[2], "rule": first[1]} if count(matched) > 0',
    '',
  ].join('\n');
}

/** The four properties, of an intent as it is decided. */
export function flatCallOf(intent: {
  readonly tool_name: string;
  readonly targets: readonly { readonly kind: string }[] | null;
  readonly context: { readonly risk_class: string; readonly identity: string };
}): FlatCall {
  return {
    tool: intent.tool_name,
    risk: intent.context.risk_class,
    identity: intent.context.identity,
    kind: intent.targets?.[0]?.kind ?? '',
  };
}
