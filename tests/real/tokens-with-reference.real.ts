/**
 * Tokens that ours and the reference's executable mint count in both. Runs when `GAIT_REFERENCE`
 * names the reference's executable.
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';

const OURS = join(import.meta.dirname, '..', '..', 'dist', 'gait');
const REFERENCE = process.env['GAIT_REFERENCE'] ?? '';
const BOTH = [
  ['ours', OURS],
  ['the reference', REFERENCE],
] as const;
const PAIRS = BOTH.flatMap(([maker, mint]) =>
  BOTH.map(([judge, use]) => [maker, judge, mint, use] as const),
);
const SIGNED = ['--key-mode', 'prod', '--private-key', 'keys/gait_private.key'];
const CALL = {
  schema_id: 'gait.gate.intent_request',
  schema_version: '1.0.0',
  created_at: '2026-06-03T12:00:00Z',
  producer_version: 'x',
  tool_name: 'tool.write',
  args: { text: 'x' },
  targets: [{ kind: 'path', value: '/repo/a', operation: 'write' }],
  context: { identity: 'agent', workspace: '/repo', risk_class: 'low' },
};
const STEP = { tool_name: 'a.read', args: {}, targets: [{ kind: 'path', value: '/repo/a' }] };

const root = mkdtempSync(join(tmpdir(), 'gait-tokens-reference-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Answer {
  readonly exit: number;
  readonly json: Readonly<Record<string, unknown>>;
}

function run(program: string, ...words: string[]): Answer {
  const env = { ...process.env, XDG_STATE_HOME: join(root, 'state') };
  const { exitCode, stdout } = Bun.spawnSync([program, ...words, '--json'], { cwd: root, env });
  return { exit: exitCode, json: JSON.parse(stdout.toString()) as Answer['json'] };
}

function evaluate(program: string, intent: string, ...words: string[]): Answer {
  const trace = `trace-${crypto.randomUUID()}.json`;
  const files = ['--policy', 'policy.yaml', '--intent', intent, '--trace-out', trace];
  return run(program, 'gate', 'eval', ...files, ...SIGNED, ...words);
}

describe.skipIf(!existsSync(REFERENCE))('with the reference', () => {
  let digests: string[] = [];
  beforeAll(() => {
    run(OURS, 'keys', 'init', '--out-dir', 'keys');
    writeFileSync(join(root, 'policy.yaml'), 'default_verdict: require_approval\n');
    writeFileSync(join(root, 'call.json'), JSON.stringify(CALL));
    const script = { ...CALL, args: {}, targets: [], script: { steps: [STEP] } };
    writeFileSync(join(root, 'script.json'), JSON.stringify(script));
    const { json } = evaluate(REFERENCE, 'call.json');
    const [intent, policy] = [json['intent_digest'], json['policy_digest']] as string[];
    digests = ['--intent-digest', intent ?? '', '--policy-digest', policy ?? ''];
  });

  const approve = (program: string, out: string, ...more: string[]): Answer =>
    run(
      program,
      'approve',
      ...[...digests, '--ttl', '1h', '--scope', 'tool:tool.write', '--approver', 'alice'],
      ...['--reason-code', 'ok', '--out', out, ...SIGNED, ...more],
    );

  test.each(PAIRS)('an approval by %s counts for %s', (_, __, mint, use) => {
    expect(approve(mint, 'token.json').exit).toBe(0);
    expect(evaluate(use, 'call.json', '--approval-token', 'token.json')).toMatchObject({
      exit: 0,
      json: { verdict: 'allow', valid_approvals: 1 },
    });
  });

  test('an approval for one use counts for both, and ours remembers', () => {
    approve(OURS, 'once.json', '--single-use', '--not-before', '2020-01-01T00:00:00Z');
    const token = ['--approval-token', 'once.json'];
    const verdicts = [REFERENCE, OURS, OURS, REFERENCE].map(
      (program) => evaluate(program, 'call.json', ...token).json['verdict'],
    );
    expect(verdicts).toEqual(['allow', 'allow', 'require_approval', 'allow']);
  });

  test('a denial is no approval for either', () => {
    approve(OURS, 'denied.json', '--deny');
    const token = ['--approval-token', 'denied.json'];
    expect(evaluate(REFERENCE, 'call.json', ...token).json).toMatchObject({
      verdict: 'require_approval',
      reason_codes: expect.arrayContaining(['approval_token_invalid']),
    });
    expect(evaluate(OURS, 'call.json', ...token)).toMatchObject({
      exit: 3,
      json: { verdict: 'block', reason_codes: expect.arrayContaining(['approval_denied']) },
    });
  });

  test.each(PAIRS)('a delegation by %s counts for %s', (_, __, mint, use) => {
    const who = ['--delegator', 'alice', '--delegate', 'agent'];
    const what = ['--scope', 'Write,read', '--scope-class', 'Ops', '--ttl', '1h', ...digests];
    run(mint, 'delegate', 'mint', ...who, ...what, '--out', 'delegation.json', ...SIGNED);
    const key = ['--token', 'delegation.json', '--public-key', 'keys/gait_public.key'];
    expect(run(use, 'delegate', 'verify', ...key, ...who, '--scope', 'ops')).toMatchObject({
      exit: 0,
      json: { scope: ['read', 'write'], scope_class: 'ops' },
    });
    expect(run(use, 'delegate', 'verify', ...key, '--delegate', 'eve')).toMatchObject({
      exit: 2,
      json: { error_code: 'delegation_token_delegate_mismatch' },
    });
  });

  test.each(PAIRS)('a script approved by %s runs for %s', (_, __, mint, use) => {
    const files = ['--policy', 'policy.yaml', '--intent', 'script.json'];
    const entry = [...files, '--registry', 'scripts.json', '--approver', 'alice'];
    expect(run(mint, 'approve-script', ...entry, ...SIGNED).exit).toBe(0);
    const key = ['--approved-script-public-key', 'keys/gait_public.key'];
    expect(
      evaluate(use, 'script.json', '--approved-script-registry', 'scripts.json', ...key),
    ).toMatchObject({ exit: 0, json: { verdict: 'allow', pre_approved: true } });
  });
});
