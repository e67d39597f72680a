import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'bun:test';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { installedAgentTool } from '../../../scripts/agent-tools.ts';
import { environment, gait, repo, useRepository } from './hook-place.ts';
import { ALLOW_ALL, connect, proxied, setUpWith, type Connected } from './mcp-place.ts';

/**
 * The official servers answer through the proxy as they do without it. They are there when
 * `npm run test:real` installed them.
 */
useRepository();

const everything = installedAgentTool('mcp-server', process.env) ?? '';
const filesystem = installedAgentTool('mcp-filesystem', process.env) ?? '';
beforeEach(() => setUpWith(ALLOW_ALL));

/** What a step came to: its answer, or its error. */
async function told(step: () => Promise<unknown>): Promise<unknown> {
  try {
    return await step();
  } catch (error) {
    const { code, message } = error as { code?: number; message: string };
    return { code, message };
  }
}

/** Does the same steps with and without the proxy, and gives back both accounts. */
async function both(
  server: readonly string[],
  steps: (connected: Connected) => Record<string, () => Promise<unknown>>,
): Promise<readonly [Record<string, unknown>, Record<string, unknown>]> {
  const account = async (words: readonly string[]): Promise<Record<string, unknown>> => {
    const connected = await connect(words);
    const { client } = connected;
    const all: Record<string, unknown> = {
      version: client.getServerVersion(),
      capabilities: client.getServerCapabilities(),
      instructions: client.getInstructions(),
    };
    for (const [name, step] of Object.entries(steps(connected))) all[name] = await told(step);
    // How often a server asks for the roots while it starts depends on its own clock.
    all['asked'] = [...new Set(connected.asked)];
    await client.close();
    return all;
  };
  return [await account(server), await account(proxied(server))];
}

describe.skipIf(everything === '')('server-everything', () => {
  test('gives the same answers to every method it speaks', async () => {
    const [direct, through] = await both([everything], ({ client, notes }) => {
      const call =
        (name: string, args: Record<string, unknown> = {}) =>
        () =>
          client.callTool({ name, arguments: args });
      return {
        ping: () => client.ping(),
        tools: () => client.listTools(),
        echo: call('echo', { message: 'hällo ☃ \u2028' }),
        sum: call('get-sum', { a: 1, b: 2 }),
        'wrong arguments': call('get-sum', { a: 'x' }),
        image: call('get-tiny-image'),
        annotated: call('get-annotated-message', { messageType: 'error', includeImage: true }),
        structured: call('get-structured-content', { location: 'New York' }),
        links: call('get-resource-links', { count: 3 }),
        roots: call('get-roots-list'),
        sampling: call('trigger-sampling-request', { prompt: 'p', maxTokens: 5 }),
        elicitation: call('trigger-elicitation-request'),
        logging: () => client.setLoggingLevel('debug'),
        resources: () => client.listResources(),
        templates: () => client.listResourceTemplates(),
        'unknown resource': () => client.readResource({ uri: 'test://nothing' }),
        prompts: () => client.listPrompts(),
        prompt: async () => {
          const { prompts } = await client.listPrompts();
          return client.getPrompt({ name: prompts[0]?.name ?? '', arguments: {} });
        },
        completion: async () => {
          const { prompts } = await client.listPrompts();
          const prompt = prompts.find(({ arguments: given }) => (given ?? []).length > 0);
          return client.complete({
            ref: { type: 'ref/prompt', name: prompt?.name ?? '' },
            argument: { name: prompt?.arguments?.[0]?.name ?? '', value: 'a' },
          });
        },
        progress: async () => {
          const steps: unknown[] = [];
          const result = await client.callTool(
            { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 4 } },
            CallToolResultSchema,
            { onprogress: (step) => steps.push(step) },
          );
          // The last step and the answer leave the server at one moment; a client may drop the step.
          return { steps: steps.slice(0, 3), result };
        },
        cancellation: async () => {
          const stop = new AbortController();
          const running = client.callTool(
            { name: 'trigger-long-running-operation', arguments: { duration: 5, steps: 5 } },
            CallToolResultSchema,
            { signal: stop.signal },
          );
          setTimeout(() => stop.abort('enough'), 300);
          const first = await told(() => running);
          // The session goes on.
          return {
            first,
            after: await client.callTool({ name: 'echo', arguments: { message: 'x' } }),
          };
        },
        notes: async () => new Set(notes.map(({ method }) => method)).has('notifications/message'),
      };
    });
    expect(through).toEqual(direct);
    expect(Object.keys(direct).length).toBeGreaterThan(20);
    expect(direct['echo']).toEqual({ content: [{ type: 'text', text: 'Echo: hällo ☃ \u2028' }] });
  }, 60_000);

  test('keeps a record of each call, which verifies as a runpack', async () => {
    const { client } = await connect(proxied([everything], ['--server', 'every']));
    for (const message of ['a', 'b'])
      await client.callTool({ name: 'echo', arguments: { message } });
    await client.callTool({ name: 'get-sum', arguments: { a: 1, b: 2 } });
    await client.close();
    const [runpack] = [...new Bun.Glob('gait-out/sessions/*.zip').scanSync(repo)];
    const inspected = gait(['run', 'inspect', join(repo, runpack ?? ''), '--json'], {
      env: environment(),
    });
    const text = inspected.out;
    expect(text).toContain('mcp.every.echo');
    expect(text).toContain('mcp.every.get-sum');
    const verified = gait(['verify', join(repo, runpack ?? ''), '--json']);
    expect(verified.exit).toBe(0);
  }, 30_000);
});

describe.skipIf(filesystem === '')('server-filesystem', () => {
  test('gives the same answers to every tool it has', async () => {
    const place = join(repo, 'data');
    mkdirSync(place);
    const [direct, through] = await both([filesystem, place], ({ client }) => {
      writeFileSync(join(place, 'a.txt'), 'one\ntwo\n');
      const call = (name: string, args: Record<string, unknown>) => () =>
        client.callTool({ name, arguments: args });
      return {
        tools: () => client.listTools(),
        write: call('write_file', { path: join(place, 'b.txt'), content: 'x'.repeat(300_000) }),
        read: call('read_text_file', { path: join(place, 'b.txt') }),
        edit: call('edit_file', {
          path: join(place, 'a.txt'),
          edits: [{ oldText: 'two', newText: '2' }],
        }),
        list: call('list_directory', { path: place }),
        tree: call('directory_tree', { path: place }),
        outside: call('read_text_file', { path: '/etc/hostname' }),
        missing: call('no_such_tool', {}),
      };
    });
    const { missing, ...same } = through;
    expect(same).toEqual(
      Object.fromEntries(Object.entries(direct).filter(([name]) => name !== 'missing')),
    );
    // A tool that nobody looked at is none of the server's: both are failures of the tool.
    expect(missing).toMatchObject({ isError: true });
    expect(direct['missing']).toMatchObject({ isError: true });
    expect(readFileSync(join(place, 'a.txt'), 'utf8')).toBe('one\n2\n');
  }, 60_000);

  test('is asked nothing that the policy blocks, and the client goes on', async () => {
    setUpWith(`schema_version: 1.0.0
default_verdict: allow
rules:
  - name: no-writes
    priority: 1
    effect: block
    match:
      endpoint_classes: [fs.write]
    reason_codes: [writes_are_blocked]
`);
    const place = join(repo, 'data');
    mkdirSync(place);
    const { client } = await connect(proxied([filesystem, place]));
    const blocked = await client.callTool({
      name: 'write_file',
      arguments: { path: join(place, 'b.txt'), content: 'x' },
    });
    expect(blocked).toMatchObject({ isError: true });
    expect(JSON.stringify(blocked)).toContain('writes_are_blocked');
    const listed = await client.callTool({ name: 'list_directory', arguments: { path: place } });
    expect(listed.isError).not.toBe(true);
    await client.close();
    expect([...new Bun.Glob('*').scanSync(place)]).toEqual([]);
  }, 30_000);
});
