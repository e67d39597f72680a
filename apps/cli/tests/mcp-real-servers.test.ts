import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'bun:test';
import { LoggingMessageNotificationSchema } from '@modelcontextprotocol/sdk/types.js';
import { installedAgentTool } from '../../../scripts/agent-tools.ts';
import { repo, useRepository } from './hook-place.ts';
import { ALLOW_ALL, connect, proxied, setUpWith, type Connected } from './mcp-place.ts';

/** The official servers answer through the proxy as they do without it. */
useRepository();

const everything = installedAgentTool('mcp-server', process.env) ?? '';
const filesystem = installedAgentTool('mcp-filesystem', process.env) ?? '';
void LoggingMessageNotificationSchema;
beforeEach(() => setUpWith(ALLOW_ALL));

describe.skipIf(everything === '')('server-everything', () => {
  test('x', async () => {
    for (const words of [[everything], proxied([everything])]) {
      const t = performance.now();
      const c: Connected = await connect(words);
      console.log('connected', performance.now() - t, c.client.getServerVersion());
      const tools = await c.client.listTools();
      console.log(tools.tools.map((x) => x.name).join(' '));
      const t1 = performance.now();
      console.log(JSON.stringify(await c.client.callTool({ name: 'echo', arguments: { message: 'hi' } })), performance.now() - t1);
      for (let i = 0; i < 5; i++) { const t2 = performance.now(); await c.client.callTool({ name: 'echo', arguments: { message: 'hi' + i } }); console.log(performance.now() - t2); }
      const t3 = performance.now();
      await c.client.close();
      console.log('closed', performance.now() - t3, c.errors());
    }
  }, 60000);
});
void mkdirSync; void writeFileSync; void join; void repo; void filesystem;
