/**
 * An agent whose every call asks the gate first. It does only what the gate allows; what it is
 * told to do is the same every time, and asks no model.
 *
 *   gated-agent.ts [--approval TOKEN]
 *
 * Without an approval it works; with one it only deploys. Ends with the gate's exit status of
 * the deployment: 4 when it needs an approval, 0 when it ran.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({ options: { approval: { type: 'string', default: '' } } });
const workspace = process.cwd();

/** What one tool does to the files of the workspace. */
interface ToolCall {
  readonly tool: string;
  readonly target: string;
  readonly operation: string;
  readonly run: () => string;
}

const at = (name: string): string => join(workspace, name);
const calls: readonly ToolCall[] = [
  {
    tool: 'fs.read',
    target: at('release.txt'),
    operation: 'read',
    run: () => readFileSync(at('release.txt'), 'utf8').trim(),
  },
  {
    tool: 'fs.write',
    target: at('notes/changes.md'),
    operation: 'write',
    run: () => {
      mkdirSync(dirname(at('notes/changes.md')), { recursive: true });
      writeFileSync(at('notes/changes.md'), '# 1.2\n');
      return 'notes written';
    },
  },
  {
    tool: 'fs.delete',
    target: at('releases'),
    operation: 'delete',
    run: () => {
      throw new Error('this must never run');
    },
  },
];
const deployment: ToolCall = {
  tool: 'deploy.production',
  target: 'production',
  operation: 'release',
  run: () => {
    writeFileSync(at('deployed.txt'), readFileSync(at('release.txt')));
    return 'deployed';
  },
};

/** Asks the gate, and does the call when the answer is "allow". @returns the gate's exit status. */
function attempt(call: ToolCall, approval: string): number {
  const intent = at(`../intent-${call.tool}.json`);
  writeFileSync(intent, JSON.stringify(intentOf(call), null, 2));
  const { status, stdout } = spawnSync(
    'gait',
    [
      ...['gate', 'eval', '--policy', '../policy.yaml', '--intent', intent, '--json'],
      ...['--key-mode', 'prod', '--private-key', '../keys/gait_private.key'],
      ...['--approval-public-key', '../keys/approver_public.key'],
      ...['--trace-out', at(`../traces/${call.tool}.json`)],
      ...(approval === '' ? [] : ['--approval-token', approval]),
    ],
    { encoding: 'utf8' },
  );
  const answer = JSON.parse(stdout) as { verdict?: string; reason_codes?: readonly string[] };
  const verdict = answer.verdict ?? 'block';
  const done = status === 0 && verdict === 'allow' ? call.run() : 'not done';
  console.log(`${call.tool.padEnd(18)} ${verdict.padEnd(17)} ${done}`);
  if (verdict !== 'allow')
    console.log(`${''.padEnd(18)} ${(answer.reason_codes ?? []).join(', ')}`);
  return status ?? 1;
}

function intentOf({ tool, target, operation }: ToolCall): object {
  const kind = target.startsWith('/') || target.includes(':\\') ? 'path' : 'other';
  return {
    schema_id: 'gait.gate.intent_request',
    schema_version: '1.0.0',
    // Fixed, so that the approval is for the same intent whenever it is asked for.
    created_at: '2026-01-05T09:00:00Z',
    producer_version: 'demo',
    tool_name: tool,
    args: { target },
    targets: [{ kind, value: target, operation }],
    context: { identity: 'demo-agent', workspace, risk_class: 'low' },
  };
}

if (values.approval === '') for (const call of calls) attempt(call, '');
process.exitCode = attempt(deployment, values.approval);
