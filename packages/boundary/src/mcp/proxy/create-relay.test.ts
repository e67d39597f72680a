import { describe, expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { createRelay } from './create-relay.ts';
import type { AskedCall, CallEnd, CallRuling, RelayPorts } from './relay-ports.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (frame: Uint8Array | string): string =>
  typeof frame === 'string' ? frame : Buffer.from(frame).toString('utf8');
const TOOLS = ['echo', 'slow'].map((name) => ({ name, description: name, inputSchema: {} }));

/** A relay whose two ends are lists, and a server that answers what it is asked. */
function open(more: Partial<RelayPorts> = {}, revision = '2025-06-18') {
  const client: string[] = [];
  const server: string[] = [];
  const ends: CallEnd[] = [];
  const warnings: string[] = [];
  const asked: AskedCall[] = [];
  const relay = createRelay({
    toClient: (frame) => void client.push(text(frame)),
    toServer: (frame) => {
      const line = text(frame);
      server.push(line);
      const message = JSON.parse(line) as JsonObject;
      const { id, method } = message;
      const say = (result: unknown): void =>
        queueMicrotask(() =>
          relay.fromServer(bytes(JSON.stringify({ jsonrpc: '2.0', id, result }))),
        );
      if (method === 'initialize') say({ protocolVersion: revision });
      if (method === 'tools/list') say({ tools: TOOLS });
    },
    decide: async (call) => {
      asked.push(call);
      return { allowed: true, ended: (end) => void ends.push(end) } satisfies CallRuling;
    },
    see: () => new Map(),
    recheck: () => undefined,
    warn: (line) => void warnings.push(line),
    secret: 'secret',
    ...more,
  });
  const say = (message: unknown): void =>
    relay.fromClient(bytes(typeof message === 'string' ? message : JSON.stringify(message)));
  const rpc = (id: unknown, method: string, params?: unknown): void =>
    say({ jsonrpc: '2.0', id, method, ...(params === undefined ? {} : { params }) });
  const start = async (): Promise<void> => {
    rpc('init', 'initialize', { protocolVersion: revision });
    await Bun.sleep(1);
    say({ jsonrpc: '2.0', method: 'notifications/initialized' });
    client.length = 0;
    server.length = 0;
  };
  return { relay, client, server, ends, warnings, asked, say, rpc, start };
}

const codeOf = (line: string | undefined): unknown =>
  (JSON.parse(line ?? '{}') as { error?: { code?: number } }).error?.code;
const call = (name = 'echo', args: unknown = {}) => ({ name, arguments: args });

describe('what is no message of the protocol gets an error, and the server never sees it:', () => {
  test.each([
    ['no JSON', '{"jsonrpc":"2.0","id":1,"method":"ping"', -32700],
    ['not UTF-8', new Uint8Array([0x22, 0xff, 0x22]), -32700],
    ['a member twice', '{"jsonrpc":"2.0","id":1,"method":"ping","method":"tools/call"}', -32700],
    ['a number', '1', -32600],
    ['another version', '{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ['a member of another name', '{"jsonrpc":"2.0","id":1,"method":"ping","Method":"x"}', -32600],
    ['no id of a call', '{"jsonrpc":"2.0","method":"tools/call","params":{"name":"echo"}}', -32600],
    ['an id null', '{"jsonrpc":"2.0","id":null,"method":"tools/call"}', -32600],
    ['a broken id', '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', -32600],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', -32600],
    ['params that are a list', '{"jsonrpc":"2.0","id":1,"method":"ping","params":[1]}', -32600],
    ['a call and an answer', '{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}', -32600],
    ['an answer to nothing', '{"jsonrpc":"2.0","id":99,"result":{}}', -32600],
    ['neither result nor error', '{"jsonrpc":"2.0","id":99}', -32600],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', -32600],
    ['another method', '{"jsonrpc":"2.0","id":1,"method":"Tools/Call"}', -32601],
    ['a second start', '{"jsonrpc":"2.0","id":1,"method":"initialize"}', -32600],
    ['an id of the gate', '{"jsonrpc":"2.0","id":"gait-secret-1","method":"ping"}', -32600],
    ['no name', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}', -32602],
    [
      'arguments that are a list',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":[]}}',
      -32602,
    ],
    [
      'a name in two spellings',
      '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","Name":"slow"}}',
      -32602,
    ],
  ])('%s', async (_, line, code) => {
    const { relay, client, server, say, start } = open();
    await start();
    if (typeof line === 'string') say(line);
    else relay.fromClient(line);
    await Bun.sleep(1);
    expect(client.map(codeOf)).toEqual([code]);
    expect(server).toEqual([]);
  });

  test('too long, or cut off', async () => {
    const { relay, client, server, start } = open();
    await start();
    relay.clientFault('oversized');
    relay.clientFault('truncated');
    expect(client.map(codeOf)).toEqual([-32600, -32700]);
    expect(server).toEqual([]);
  });

  test('a request before the start, but for ping', () => {
    const { client, server, rpc } = open();
    rpc(1, 'tools/list');
    rpc(2, 'ping');
    expect(client.map(codeOf)).toEqual([-32600]);
    expect(server).toHaveLength(1);
  });

  test('an id that is open; the first request keeps it', async () => {
    const { relay, client, server, rpc, start } = open();
    await start();
    rpc(7, 'resources/list');
    rpc(7, 'prompts/list');
    // Another id, though it looks alike.
    rpc('7', 'prompts/list');
    expect(client.map((line) => JSON.parse(line) as unknown)).toMatchObject([{ id: null }]);
    expect(server).toHaveLength(2);
    relay.fromServer(bytes('{"jsonrpc":"2.0","id":7,"result":{"resources":[]}}'));
    expect(client).toHaveLength(2);
    rpc(7, 'prompts/list');
    expect(server).toHaveLength(3);
  });
});

describe('a message goes on byte for byte', () => {
  test('in both directions, with what no reader keeps', async () => {
    const { relay, client, server, say, start, rpc } = open();
    await start();
    const odd =
      '{ "id":12345678901 ,"jsonrpc":"2.0","method":"resources/read","params":{"uri":"\\u0061","n":9007199254740993,"f":1.0}}';
    say(odd);
    const answer =
      '{"result":{"contents":[],"big":123456789012345678901234567890,"e":1e2},"id":12345678901,"jsonrpc":"2.0"}';
    relay.fromServer(bytes(answer));
    const note =
      '{"method":"notifications/message","jsonrpc":"2.0","params":{"level":"info", "data":1.50}}';
    relay.fromServer(bytes(note));
    const ask = '{"method":"sampling/createMessage","id":"s-1","jsonrpc":"2.0","params":{}}';
    relay.fromServer(bytes(ask));
    const reply = '{"jsonrpc":"2.0", "id":"s-1","result":{"x":1.0}}';
    say(reply);
    expect(server).toEqual([odd, reply]);
    expect(client).toEqual([answer, note, ask]);
    rpc(2, 'tools/call', call('echo', { n: 1 }));
    await Bun.sleep(5);
    expect(server.at(-1)).toBe(
      '{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"echo","arguments":{"n":1}}}',
    );
  });

  test('a batch where the revision has them comes back as one', async () => {
    const { relay, client, server, say, start } = open({}, '2025-03-26');
    await start();
    say([
      { jsonrpc: '2.0', id: 1, method: 'ping' },
      { jsonrpc: '2.0', method: 'notifications/progress', params: {} },
      { jsonrpc: '2.0', id: 2, method: 'nope' },
    ]);
    expect(server).toHaveLength(2);
    expect(client).toEqual([]);
    relay.fromServer(bytes('{"jsonrpc":"2.0","id":1,"result":{}}'));
    expect(client).toHaveLength(1);
    expect(JSON.parse(client[0] ?? '')).toMatchObject([
      { id: 2, error: { code: -32601 } },
      { id: 1, result: {} },
    ]);
  });
});

describe('a call', () => {
  test('that is allowed is told to the server, and what came of it is recorded', async () => {
    const { relay, client, ends, asked, rpc, start } = open();
    await start();
    rpc(1, 'tools/call', call('echo', { a: 1 }));
    await Bun.sleep(5);
    expect(asked).toMatchObject([{ tool: 'echo', args: { a: 1 } }]);
    relay.fromServer(bytes('{"jsonrpc":"2.0","id":1,"result":{"content":[],"isError":true}}'));
    expect(client).toHaveLength(1);
    expect(ends).toMatchObject([{ outcome: 'failure' }]);
  });

  test('that is blocked fails as the tool would, and the session goes on', async () => {
    const { client, server, rpc, start } = open({
      decide: async () => ({ allowed: false, reason: 'no', codes: ['x'] }),
    });
    await start();
    rpc(1, 'tools/call', call());
    rpc(2, 'tools/call', { ...call(), task: {} });
    await Bun.sleep(5);
    expect(JSON.parse(client[0] ?? '')).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {
        content: [{ type: 'text', text: 'no' }],
        isError: true,
        _meta: { 'gait/reason_codes': ['x'] },
      },
    });
    // Who asked for a task would not understand the result of a tool.
    expect(JSON.parse(client[1] ?? '')).toMatchObject({ id: 2, error: { message: 'no' } });
    expect(server.filter((line) => line.includes('tools/call'))).toEqual([]);
  });

  test('that waits for a person keeps no other waiting, and a cancelled one never runs', async () => {
    let decide: (ruling: CallRuling) => void = () => undefined;
    const { relay, client, server, say, rpc, start } = open({
      decide: (asked) =>
        asked.tool === 'slow'
          ? new Promise((resolve) => {
              decide = resolve;
            })
          : Promise.resolve({ allowed: true, ended: () => undefined }),
    });
    await start();
    rpc(1, 'tools/call', call('slow'));
    rpc(2, 'tools/call', call('echo'));
    await Bun.sleep(5);
    const calls = () => server.filter((line) => line.includes('tools/call'));
    expect(calls()).toHaveLength(1);
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } });
    decide({ allowed: true, ended: () => undefined });
    await relay.idle();
    expect(calls()).toHaveLength(1);
    expect(server.some((line) => line.includes('cancelled'))).toBe(false);
    expect(client).toEqual([]);
    // One that runs is the server's to cancel.
    say({ jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 2 } });
    expect(server.at(-1)).toContain('notifications/cancelled');
  });

  test('of a tool that is withheld is recorded, and never allowed', async () => {
    const faults: unknown[] = [];
    const fault = { code: 'mcp_tool_changed', detail: 'it changed' } as const;
    const { client, server, rpc, start } = open({
      see: () => new Map([['echo', fault]]),
      recheck: () => fault,
      decide: async (_, given) => {
        faults.push(given);
        return { allowed: true, ended: () => undefined };
      },
    });
    await start();
    rpc(1, 'tools/list');
    await Bun.sleep(1);
    expect(JSON.parse(client[0] ?? '')).toMatchObject({ result: { tools: [{ name: 'slow' }] } });
    rpc(2, 'tools/call', call('echo'));
    rpc(3, 'tools/call', call('unlisted'));
    await Bun.sleep(10);
    expect(faults).toMatchObject([{ code: 'mcp_tool_changed' }, { code: 'mcp_tool_unlisted' }]);
    expect(client.slice(1).map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { id: 2, result: { isError: true } },
      { id: 3, result: { isError: true } },
    ]);
    expect(server.filter((line) => line.includes('tools/call'))).toEqual([]);
  });

  test('is answered when the server ends, whether it was held or running', async () => {
    const { relay, client, ends, rpc, start } = open();
    await start();
    rpc(1, 'tools/call', call());
    await Bun.sleep(5);
    rpc(2, 'prompts/list');
    relay.serverEnded();
    expect(client.map(codeOf)).toEqual([-32000, -32000]);
    expect(ends).toMatchObject([{ outcome: 'unknown' }]);
    rpc(3, 'ping');
    expect(client.map(codeOf)).toEqual([-32000, -32000, -32000]);
  });
});

describe('a server', () => {
  test('of a revision that nobody knows is not spoken to', async () => {
    const { client, rpc } = open({}, '2099-01-01');
    rpc(1, 'initialize', { protocolVersion: '2099-01-01' });
    await Bun.sleep(1);
    expect(client.map(codeOf)).toEqual([-32602]);
    rpc(2, 'tools/list');
    expect(client.map(codeOf)).toEqual([-32602, -32600]);
  });

  test('whose list can be read in two ways gets no list through', async () => {
    const { relay, client, rpc, start } = open({ toServer: () => undefined });
    rpc('init', 'initialize');
    relay.fromServer(
      bytes('{"jsonrpc":"2.0","id":"init","result":{"protocolVersion":"2025-11-25"}}'),
    );
    void start;
    rpc(1, 'tools/list');
    relay.fromServer(
      bytes('{"jsonrpc":"2.0","id":1,"result":{"tools":[],"tools":[{"name":"x"}]}}'),
    );
    expect(codeOf(client.at(-1))).toBe(-32603);
  });

  test('that writes noise, answers nobody or asks twice is told about, and the client is spared', async () => {
    const { relay, client, server, warnings, start } = open();
    await start();
    relay.fromServer(bytes('Server listening...'));
    relay.fromServer(bytes('{"jsonrpc":"2.0","id":99,"result":{}}'));
    relay.fromServer(bytes('7'));
    expect(client).toEqual([]);
    expect(warnings).toHaveLength(3);
    const ask = bytes('{"jsonrpc":"2.0","id":1,"method":"roots/list"}');
    relay.fromServer(ask);
    relay.fromServer(ask);
    expect(client).toHaveLength(1);
    expect(server.map(codeOf)).toEqual([-32600]);
  });
});
