import { compactJson } from '@gait/canon';
import type { PreparedIntent, Target } from '@gait/gate';

/**
 * An intent as a person reads it before signing: everything that its digest binds and that says
 * what will happen. One line each, data as it is; the caller shows control characters.
 *
 * @param classes what the policy says that tools do: a target may say something else
 */
export function describeIntent(
  { intent, intentDigest }: PreparedIntent,
  classes?: ReadonlyMap<string, string>,
): string[] {
  const { context, delegation, skill_provenance: skill } = intent;
  const classLines = (tool: string, indent: string): readonly string[] => {
    const held = classes?.get(tool);
    return held === undefined ? [] : [`${indent}by policy  ${tool} is ${held}`];
  };
  const lines = [
    `tool       ${intent.tool_name}`,
    ...classLines(intent.tool_name, ''),
    `asked by   ${context.identity}${context.agent_id === '' ? '' : ` (agent ${context.agent_id})`}`,
    `workspace  ${context.workspace}`,
    `risk       ${context.risk_class}, phase ${context.phase === '' ? 'apply' : context.phase}`,
  ];
  for (const [label, value] of [
    ['where', context.environment],
    ['session', context.session_id],
    ['run', context.run_id],
    ['job', context.job_id],
    ['credential', context.credential_ref],
  ] as const)
    if (value !== '') lines.push(`${label.padEnd(10)} ${value}`);
  if (delegation !== null) {
    const links = (delegation.chain ?? []).map(
      (link) => `${link.delegator_identity} → ${link.delegate_identity}`,
    );
    lines.push(
      `delegated  to ${delegation.requester_identity}${links.map((l) => `, ${l}`).join('')}`,
    );
  }
  if (skill !== null) lines.push(`skill      ${skill.skill_name} by ${skill.publisher}`);
  for (const { arg_path, source } of intent.arg_provenance ?? [])
    lines.push(`came from  ${source}: ${arg_path}`);
  lines.push(...argumentLines(intent.args ?? {}, ''), ...targetLines(intent.targets ?? [], ''));
  const steps = intent.script?.steps ?? [];
  for (const [index, step] of steps.entries()) {
    lines.push(`step ${index + 1}     ${step.tool_name}`, ...classLines(step.tool_name, '  '));
    lines.push(...argumentLines(step.args ?? {}, '  '), ...targetLines(step.targets ?? [], '  '));
  }
  lines.push(`digest     ${intentDigest}`);
  return lines;
}

function argumentLines(
  args: NonNullable<PreparedIntent['intent']['args']>,
  indent: string,
): string[] {
  return Object.entries(args).map(
    ([name, value]) => `${indent}argument   ${name} = ${compactJson(value)}`,
  );
}

function targetLines(targets: readonly Target[], indent: string): string[] {
  return targets.map((target) => {
    const operation = target.operation === '' ? '' : `${target.operation} `;
    const destructive = target.destructive ? ', destructive' : '';
    return `${indent}target     ${operation}${target.kind} ${target.value} (${target.endpoint_class}${destructive})`;
  });
}
