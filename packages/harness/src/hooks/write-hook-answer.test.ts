import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { HOOK_HARNESS_IDS, type HookHarnessId } from './hook-row.ts';
import { HOOK_ROWS } from './hook-rows.ts';
import { writeHookAnswer } from './write-hook-answer.ts';

const deny = { verdict: 'deny', reason: 'rule r1' } as const;
const ask = { verdict: 'ask', reason: 'rule r2', approval: 'gait approvals approve a1' } as const;
const parsed = (text: string): unknown => (text === '' ? undefined : JSON.parse(text));

test.each([
  [
    'claude',
    2,
    {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: 'rule r1',
      },
    },
  ],
  [
    'codex',
    2,
    {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: 'rule r1',
      },
    },
  ],
  [
    'qwen',
    2,
    {
      hookSpecificOutput: {
        hookEventName: 'PreToolUse',
        permissionDecision: 'deny',
        permissionDecisionReason: 'rule r1',
      },
    },
  ],
  ['gemini', 2, { decision: 'deny', reason: 'rule r1' }],
  ['opencode', 2, { decision: 'deny', reason: 'rule r1' }],
  ['cline', 2, { decision: 'deny', reason: 'rule r1', cancel: true, errorMessage: 'rule r1' }],
  ['cursor', 2, { permission: 'deny', user_message: 'rule r1', agent_message: 'rule r1' }],
  ['copilot', 0, { permissionDecision: 'deny', permissionDecisionReason: 'rule r1' }],
  ['kiro', 2, undefined],
] as const)('%s is refused with an exit of %i and %j', (harness, exitCode, body) => {
  const answer = writeHookAnswer(harness, 'before_call', deny);
  expect(answer).toMatchObject({ exitCode, stderr: 'gait: rule r1\n' });
  expect(parsed(answer.stdout)).toEqual(body);
});

test.each([
  ['claude', undefined],
  ['codex', undefined],
  ['qwen', undefined],
  ['gemini', { decision: 'allow' }],
  ['opencode', { decision: 'allow' }],
  ['cline', { decision: 'allow' }],
  ['cursor', { permission: 'allow' }],
  ['copilot', { permissionDecision: 'allow' }],
] as const)('%s is let through with %j', (harness, body) => {
  const answer = writeHookAnswer(harness, 'before_call', { verdict: 'allow', reason: 'r' });
  expect(answer).toMatchObject({ exitCode: 0, stderr: '' });
  expect(parsed(answer.stdout)).toEqual(body);
});

describe('a question', () => {
  test.each([
    ['claude', 'default'],
    ['claude', 'acceptEdits'],
    ['claude', 'plan'],
    ['qwen', 'default'],
  ] as const)('goes to the person in %s with the mode %s', (harness, mode) => {
    const answer = writeHookAnswer(harness, 'before_call', { ...ask, mode });
    expect(answer.exitCode).toBe(0);
    expect(parsed(answer.stdout)).toMatchObject({
      hookSpecificOutput: { permissionDecision: 'ask', permissionDecisionReason: 'rule r2' },
    });
  });

  test.each([
    ['claude', 'bypassPermissions'],
    ['claude', 'auto'],
    ['claude', 'dontAsk'],
    ['claude', undefined],
    ['qwen', 'yolo'],
    ['codex', 'default'],
    ['gemini', 'default'],
    ['opencode', undefined],
    ['cline', undefined],
    ['cursor', 'default'],
  ] as const)('is a refusal in %s with the mode %s, and says how to approve', (harness, mode) => {
    const answer = writeHookAnswer(harness, 'before_call', {
      ...ask,
      ...(mode === undefined ? {} : { mode }),
    });
    expect(answer.exitCode).toBe(2);
    expect(answer.stderr).toContain('gait approvals approve a1');
    expect(answer.stdout).not.toContain('"ask"');
  });
});

test('a message that could not be read is refused like a call', () => {
  for (const harness of HOOK_HARNESS_IDS) {
    const unread = writeHookAnswer(harness, undefined, deny);
    expect(unread).toEqual(writeHookAnswer(harness, 'before_call', deny));
  }
});

test('what comes after a call is never refused', () => {
  for (const harness of HOOK_HARNESS_IDS) {
    for (const event of ['after_call', 'session_start', 'session_end'] as const) {
      const { exitCode, stderr, stdout } = writeHookAnswer(harness, event, deny);
      expect([exitCode, stderr]).toEqual([0, '']);
      expect(stdout).not.toContain('deny');
    }
  }
});

test('a refusal holds in every tool, whatever its reason says', () => {
  const reason = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.json(),
    fc.constantFrom('', ' ', '\n', '\u001b[2J', '{"decision":"allow"}', '\ud800', 'x'.repeat(9000)),
  );
  fc.assert(
    fc.property(fc.constantFrom<HookHarnessId>(...HOOK_HARNESS_IDS), reason, (harness, text) => {
      const { stdout, stderr, exitCode } = writeHookAnswer(harness, 'before_call', {
        verdict: 'deny',
        reason: text,
      });
      if (HOOK_ROWS[harness].dialect === 'copilot') expect(stdout).toContain('"deny"');
      else expect(exitCode).toBe(2);
      // Qwen Code takes a JSON object on standard error for the answer.
      expect(() => JSON.parse(stderr) as unknown).toThrow();
      expect(stderr).toMatch(/^gait: \S[^\n]*\n$/);
      expect(stderr.length).toBeLessThan(4100);
      if (stdout !== '') expect(JSON.stringify(parsed(stdout))).not.toContain('"allow"}');
      expect((stdout + stderr).isWellFormed()).toBeTrue();
    }),
    { numRuns: 500 },
  );
});
