import { describe, expect, test } from 'bun:test';
import type { Json } from '@gait/canon';
import { intentOfCall, usesFallback } from './intent-of-call.ts';
import { adapterNamed, readAdapterCall, type McpAdapter } from './read-adapter-call.ts';

function intentOf(adapter: McpAdapter, call: Json) {
  return intentOfCall(readAdapterCall(adapter, call));
}

describe('the intent of a call in the words of', () => {
  test('mcp says who, where and at what risk when the call does not', () => {
    const call = readAdapterCall('mcp', { name: 'tool.read', args: { a: 1 } });
    expect(usesFallback(call)).toBe(true);
    expect(intentOfCall(call)).toMatchObject({
      tool_name: 'tool.read',
      args: { a: 1 },
      targets: [],
      context: { identity: 'mcp-proxy', workspace: '.', risk_class: 'high' },
      producer_version: '0.0.0-dev',
      created_at: '1980-01-01T00:00:00Z',
    });
  });

  test('mcp takes targets in both spellings, and annotations count before hints', () => {
    const { targets } = intentOf('mcp', {
      name: 't',
      targets: [
        {
          kind: 'url',
          value: 'https://a.example/x',
          endpointDomain: 'a.example',
          endpoint_class: 'net.http',
          read_only_hint: true,
          annotations: { readOnlyHint: false, destructiveHint: true },
        },
      ],
    });
    expect(targets).toHaveLength(1);
    expect(targets?.[0]).toMatchObject({
      endpoint_domain: 'a.example',
      // Inferred later, never the caller's to say.
      endpoint_class: '',
      read_only_hint: false,
      destructive_hint: true,
    });
  });

  test.each([
    ['https://a.example/x', 'url'],
    ['/srv/x', 'path'],
    ['db.internal', 'host'],
  ])('mcp reads the older target %s as %s', (target, kind) => {
    expect(intentOf('mcp', { name: 't', target }).targets).toMatchObject([{ kind, value: target }]);
  });

  test('mcp keeps a script, its sign-in and its session, and leaves its run id out', () => {
    const intent = intentOf('mcp', {
      name: 's',
      script: { steps: [{ name: 'tool.read', args: { path: 'x' } }] },
      context: {
        session_id: 's1',
        run_id: 'r1',
        auth_mode: 'oauth',
        oauth_evidence: { issuer: 'https://i.example' },
      },
    });
    expect(intent.script?.steps).toMatchObject([{ tool_name: 'tool.read', args: { path: 'x' } }]);
    expect(intent.context).toMatchObject({ session_id: 's1', run_id: '' });
    expect(intent.context.auth_context).toEqual({
      auth_mode: 'oauth',
      oauth_evidence: { issuer: 'https://i.example' },
    });
  });

  test('openai takes the arguments out of their text', () => {
    const call = { type: 'function', function: { name: 'f', arguments: '{"a":[1]}' } };
    expect(intentOf('openai', call)).toMatchObject({ tool_name: 'f', args: { a: [1] } });
    expect(() => intentOf('openai', { function: { name: 'f', arguments: '{' } })).toThrow(
      expect.objectContaining({ code: 'json_syntax' }),
    );
  });

  test.each([
    ['Bash', { command: 'ls' }, 'tool.exec', { kind: 'other', value: 'ls', operation: 'execute' }],
    ['Read', { file_path: '/a' }, 'tool.read', { kind: 'path', value: '/a', operation: 'read' }],
    ['NotebookEdit', { notebook_path: '/n' }, 'tool.write', { kind: 'path', value: '/n' }],
    ['WebFetch', { url: 'https://a.example' }, 'tool.read', { kind: 'url' }],
  ])('claude_code knows %s', (tool, input, name, target) => {
    const intent = intentOf('claude_code', { tool_name: tool, tool_input: input });
    expect(intent.tool_name).toBe(name);
    expect(intent.targets).toMatchObject([target]);
  });

  test.each([
    ['Some Tool', 'tool.some_tool'],
    ['MCP.Read', 'mcp.read'],
    ['Task', 'tool.delegate'],
  ])('claude_code names %s %s', (tool, name) => {
    expect(intentOf('claude_code', { tool_name: tool }).tool_name).toBe(name);
  });
});

describe('what is no call', () => {
  test.each([[[]], ['x'], [{}], [{ name: ' ' }]])('%j is refused', (call) => {
    expect(() => readAdapterCall('mcp', call as Json)).toThrow(
      expect.objectContaining({ code: 'mcp_call_invalid' }),
    );
  });

  test('an adapter that nobody knows is refused, and the spellings of one are one', () => {
    expect(() => adapterNamed('crewai')).toThrow(expect.objectContaining({ code: 'flag_invalid' }));
    expect(['claude-code', 'ClaudeCode', 'claude_code'].map(adapterNamed)).toEqual([
      'claude_code',
      'claude_code',
      'claude_code',
    ]);
    expect(adapterNamed('')).toBe('mcp');
  });
});
