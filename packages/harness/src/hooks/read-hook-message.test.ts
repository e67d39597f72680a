import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { knownTools } from './calls/read-call.ts';
import { decodeHookBytes } from './decode-hook-bytes.ts';
import type { HookMessage } from './hook-message.ts';
import { HOOK_HARNESS_IDS, type HookHarnessId } from './hook-row.ts';
import { HOOK_ROWS } from './hook-rows.ts';
import { readHookMessage } from './read-hook-message.ts';
import { CAPTURED } from './testing/captured-messages.ts';

const DRIVEN = Object.keys(CAPTURED) as HookHarnessId[];

/** One message in a few words. */
function sum(message: HookMessage): string {
  if (message.event !== 'before_call' && message.event !== 'after_call') return message.event;
  const { call, tool } = message;
  const what = JSON.stringify(
    Object.values(call)
      .slice(1)
      .map((value) => value ?? null),
  ).slice(0, 60);
  const outcome = message.event === 'after_call' ? message.outcome : undefined;
  const end = outcome === undefined ? '' : ` ${outcome.status} ${outcome.exitCode ?? ''}`.trimEnd();
  return `${message.event === 'before_call' ? '?' : '!'} ${tool} ${call.kind} ${what}${end}`;
}

describe('messages of the released tools', () => {
  test.each(DRIVEN)('%s: all are read but for events that no hook of ours gets', (harness) => {
    const read = (CAPTURED[harness] ?? []).map((value) => readHookMessage(harness, value));
    const faults = read.filter((reading) => !reading.ok).map(({ code }) => code);
    expect(new Set(faults)).toEqual(new Set(faults.length === 0 ? [] : ['hook_event_unknown']));
    const summary = read.flatMap((reading) => (reading.ok ? [sum(reading.message)] : []));
    expect(summary).toMatchSnapshot();
  });

  test.each(DRIVEN)('%s tells a session and a folder with every call', (harness) => {
    const folders = (CAPTURED[harness] ?? [])
      .map((value) => readHookMessage(harness, value))
      .flatMap((reading) => (reading.ok ? [reading.message] : []))
      .filter(({ event }) => event === 'before_call');
    expect(folders.length).toBeGreaterThan(5);
    for (const message of folders) {
      expect(message.sessionId).toBeString();
      expect(message.folder).toBe('/srv/project');
      expect('callId' in message).toBe(HOOK_ROWS[harness].callIds);
    }
  });

  test('a call and its outcome have the same id', () => {
    const ids = (CAPTURED['claude'] ?? [])
      .map((value) => readHookMessage('claude', value))
      .flatMap((reading) => (reading.ok && 'callId' in reading.message ? [reading.message] : []));
    const before = ids.filter(({ event }) => event === 'before_call').map(({ callId }) => callId);
    expect(ids.filter(({ event }) => event === 'after_call').map(({ callId }) => callId)).toEqual(
      before,
    );
  });
});

const CLAUDE = {
  session_id: 's',
  cwd: '/p',
  hook_event_name: 'PreToolUse',
  tool_name: 'Bash',
  tool_input: { command: 'ls' },
  tool_use_id: 't',
};

const calls = (harness: HookHarnessId, tool: string, input: unknown, more: object = {}) => {
  const [event = ''] = HOOK_ROWS[harness].events.before_call ?? [];
  const reading = readHookMessage(harness, {
    ...CLAUDE,
    hook_event_name: event,
    tool_name: tool,
    tool_input: input,
    ...more,
  });
  if (!reading.ok) return reading.code;
  return reading.message.event === 'before_call' ? reading.message.call : undefined;
};

test.each([
  [
    'claude',
    'PowerShell',
    { command: 'gci' },
    { kind: 'shell', commands: ['gci'], dialect: 'powershell' },
  ],
  ['claude', 'TodoWrite', { todos: [] }, { kind: 'internal' }],
  ['claude', 'Workflow', { script: 'x' }, { kind: 'other' }],
  ['claude', 'Made up', { a: 1 }, { kind: 'other' }],
  ['claude', 'constructor', {}, { kind: 'other' }],
  ['claude', '__proto__', {}, { kind: 'other' }],
  ['claude', 'mcp__a__b', { x: 1 }, { kind: 'mcp', server: 'a', tool: 'b', args: { x: 1 } }],
  // A server called `good__evil` must not pass for the server `good`.
  ['claude', 'mcp__good__evil__delete', {}, { kind: 'other' }],
  ['claude', 'mcp__a___b', {}, { kind: 'other' }],
  ['claude', 'mcp__a', {}, { kind: 'other' }],
  ['codex', 'write_stdin', { session_id: 1, chars: 'rm -rf /\n' }, { kind: 'other' }],
  ['gemini', 'mcp_a_b', {}, { kind: 'other' }],
  [
    'gemini',
    'run_shell_command',
    { command: 'ls', dir_path: 'sub' },
    { kind: 'shell', commands: ['ls'], dialect: 'sh', folder: 'sub' },
  ],
  [
    'gemini',
    'run_shell_command',
    { command: 'ls', directory: 'sub' },
    { kind: 'shell', commands: ['ls'], dialect: 'sh', folder: 'sub' },
  ],
  [
    'gemini',
    'web_fetch',
    { prompt: 'sum up http://a.b/c and\nfile:///etc/passwd now' },
    { kind: 'fetch', urls: ['http://a.b/c', 'file:///etc/passwd'] },
  ],
  ['gemini', 'web_fetch', { prompt: 'sum up' }, { kind: 'fetch', urls: [] }],
  ['gemini', 'read_many_files', { include: ['a', 'b'] }, { kind: 'file_read', paths: ['a', 'b'] }],
  [
    'qwen',
    'monitor',
    { command: 'tail -f x' },
    { kind: 'shell', commands: ['tail -f x'], dialect: 'sh' },
  ],
  ['opencode', 'ev_echo', {}, { kind: 'other' }],
  ['cline', 'run_commands', { commands: 'ls' }, { kind: 'shell', commands: ['ls'], dialect: 'sh' }],
  [
    'cline',
    'run_commands',
    { commands: ["echo '", 'rm -rf /'] },
    { kind: 'shell', commands: ["echo '", 'rm -rf /'], dialect: 'sh' },
  ],
  [
    'cline',
    'run_commands',
    { commands: [{ command: 'echo', args: ['a b', "it's"] }] },
    { kind: 'shell', commands: [`echo 'a b' 'it'\\''s'`], dialect: 'sh' },
  ],
  [
    'cline',
    'read_files',
    { files: ['a', { path: 'b' }] },
    { kind: 'file_read', paths: ['a', 'b'] },
  ],
  ['claude', 'Bash', {}, 'hook_input_unread'],
  ['claude', 'Bash', { command: 5 }, 'hook_input_unread'],
  ['claude', 'Bash', { command: 'a\0b' }, 'hook_input_unread'],
  ['claude', 'Bash', [], 'hook_field_type'],
  ['claude', 'Bash', null, 'hook_field_missing'],
  ['claude', '', {}, 'hook_field_type'],
  ['claude', 7, {}, 'hook_field_type'],
  ['cline', 'run_commands', { commands: [] }, 'hook_input_unread'],
  ['cline', 'run_commands', { commands: [{ command: 'a', args: [1] }] }, 'hook_input_unread'],
  ['gemini', 'run_shell_command', { command: 'ls', dir_path: 5 }, 'hook_input_unread'],
  ['gemini', 'run_shell_command', { command: 'ls', directory: 5 }, 'hook_input_unread'],
  [
    'gemini',
    'run_shell_command',
    { command: 'ls', directory: 'a', dir_path: 'b' },
    'hook_input_unread',
  ],
  ['codex', 'apply_patch', { command: 'no patch' }, 'hook_input_unread'],
] as const)('%s: %j with %j is %j', (harness, tool, input, expected) => {
  expect(calls(harness, tool as string, input) as unknown).toEqual(expected);
});

test.each([
  [['ev'], 'ev_echo', { kind: 'mcp', server: 'ev', tool: 'echo', args: {} }],
  [['my.srv'], 'my_srv_echo', { kind: 'mcp', server: 'my.srv', tool: 'echo', args: {} }],
  // Both `a` and `a_b` could be meant.
  [['a', 'a_b'], 'a_b_c', { kind: 'other' }],
  [['x'], 'ev_echo', { kind: 'other' }],
  [['ev'], 'ev_', { kind: 'other' }],
  ['ev', 'ev_echo', { kind: 'other' }],
])('OpenCode with the servers %j: %s', (mcp_servers, tool, expected) => {
  expect(calls('opencode', tool, {}, { mcp_servers }) as unknown).toEqual(expected);
});

test('shells speak PowerShell on Windows, where the tool uses it', () => {
  const dialects = (['claude', 'codex', 'gemini'] as const).map((harness) => {
    const [event = ''] = HOOK_ROWS[harness].events.before_call ?? [];
    const tool = harness === 'gemini' ? 'run_shell_command' : 'Bash';
    const value = { ...CLAUDE, hook_event_name: event, tool_name: tool };
    const reading = readHookMessage(harness, value, { windows: true });
    const call = reading.ok && 'call' in reading.message ? reading.message.call : undefined;
    return call?.kind === 'shell' ? call.dialect : undefined;
  });
  expect(dialects).toEqual(['sh', 'powershell', 'powershell']);
});

test.each([
  [undefined, 'hook_not_object'],
  [null, 'hook_not_object'],
  ['text', 'hook_not_object'],
  [[CLAUDE], 'hook_not_object'],
  [{}, 'hook_field_missing'],
  [{ ...CLAUDE, hook_event_name: 5 }, 'hook_field_type'],
  [{ ...CLAUDE, hook_event_name: 'pretooluse' }, 'hook_event_unknown'],
  [{ ...CLAUDE, hook_event_name: '__proto__' }, 'hook_event_unknown'],
  [{ ...CLAUDE, hook_event_name: 'BeforeTool' }, 'hook_event_unknown'],
  [{ ...CLAUDE, session_id: undefined }, 'hook_field_missing'],
  [{ ...CLAUDE, session_id: 5 }, 'hook_field_type'],
  [{ ...CLAUDE, cwd: undefined }, 'hook_field_missing'],
  [{ ...CLAUDE, permission_mode: {} }, 'hook_field_type'],
  [{ ...CLAUDE, tool_use_id: [] }, 'hook_field_type'],
  [{ ...CLAUDE, tool_name: undefined }, 'hook_field_missing'],
  [{ ...CLAUDE, tool_input: undefined }, 'hook_field_missing'],
])('%j is the fault %s', (value, code) => {
  expect(readHookMessage('claude', value)).toMatchObject({ ok: false, code });
});

test('a fault says for which event the answer is to be written', () => {
  const reading = readHookMessage('claude', { ...CLAUDE, tool_name: undefined });
  expect(reading).toMatchObject({ ok: false, event: 'before_call' });
});

test('a tool without hooks has no message', () => {
  expect(readHookMessage('zed', CLAUDE)).toMatchObject({ code: 'hook_dialect_unknown' });
});

test.each([
  [[0xef, 0xbb, 0xbf, 0x7b, 0x7d], '{}'],
  [[0x7b, 0x7d], '{}'],
  [[], ''],
])('the bytes %j are the text %j', (bytes, text) => {
  expect(decodeHookBytes(Uint8Array.from(bytes))).toEqual({ ok: true, text });
});

test.each([
  [Uint8Array.from([0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf, 0x7b, 0x7d]), 'hook_marks'],
  [Uint8Array.from([0x7b, 0xff, 0x7d]), 'hook_not_utf8'],
  [Uint8Array.from([0xed, 0xa0, 0x80]), 'hook_not_utf8'],
  [new Uint8Array(16 * 1024 * 1024 + 1), 'hook_too_large'],
])('bytes that are no message', (bytes, code) => {
  expect(decodeHookBytes(bytes)).toMatchObject({ ok: false, code });
});

test('every tool of the six has a name that is read as something', () => {
  for (const harness of DRIVEN) {
    const { dialect } = HOOK_ROWS[harness];
    expect(dialect === undefined ? 0 : knownTools(dialect).length).toBeGreaterThan(19);
  }
});

const anyHarness = fc.constantFrom(...HOOK_HARNESS_IDS);

test('no value makes the reader throw', () => {
  fc.assert(
    fc.property(anyHarness, fc.anything(), (harness, value) => {
      expect(typeof readHookMessage(harness, value).ok).toBe('boolean');
    }),
  );
});

test('a message with one field replaced is read or a coded fault, and a call keeps its input', () => {
  const message = fc.constantFrom(
    ...DRIVEN.flatMap((harness) => (CAPTURED[harness] ?? []).map((value) => ({ harness, value }))),
  );
  fc.assert(
    fc.property(message, fc.nat(), fc.jsonValue(), ({ harness, value }, at, other) => {
      const keys = Object.keys(value);
      const changed = { ...value, [keys[at % keys.length] ?? '']: other };
      const reading = readHookMessage(harness, changed);
      if (!reading.ok) expect(reading.code).toStartWith('hook_');
      else if ('input' in reading.message && 'tool_input' in changed)
        expect(reading.message.input).toBe(changed['tool_input']);
    }),
    { numRuns: 400 },
  );
});
