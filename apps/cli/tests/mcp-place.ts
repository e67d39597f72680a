import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'bun:test';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { environment, gait, GAIT, repo } from './hook-place.ts';

/** A client that has everything a server can ask for, and what it was told. */
export interface Connected {
  readonly client: Client;
  readonly notes: { method: string; params?: unknown }[];
  readonly asked: string[];
  /** What the proxy or the server wrote to standard error. */
  readonly errors: () => string;
}

/** Between the test and the proxy stands a process, as a coding tool does: what it starts is governed. */
const TOOL = `
  const child = Bun.spawn(process.argv.slice(1), { stdio: ['inherit', 'inherit', 'inherit'] });
  for (const name of ['SIGTERM', 'SIGINT']) process.on(name, () => child.kill(name));
  process.exit(await child.exited);
`;

/** The command of a proxy in front of a server. */
export function proxied(server: readonly string[], more: readonly string[] = []): string[] {
  return [process.execPath, '-e', TOOL, GAIT, 'mcp', 'proxy', ...more, '--', ...server];
}

export async function connect(
  [command = '', ...args]: readonly string[],
  env: Record<string, string> = {},
): Promise<Connected> {
  const transport = new StdioClientTransport({
    command,
    args,
    cwd: repo,
    env: environment(env),
    stderr: 'pipe',
  });
  let errors = '';
  transport.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk.toString('utf8');
  });
  const client = new Client(
    { name: 'test', version: '1' },
    { capabilities: { sampling: {}, elicitation: { form: {} }, roots: { listChanged: true } } },
  );
  const notes: Connected['notes'] = [];
  const asked: string[] = [];
  client.fallbackNotificationHandler = async (note) => {
    notes.push(note);
  };
  client.setRequestHandler(ListRootsRequestSchema, () => {
    asked.push('roots/list');
    return { roots: [{ uri: `file://${repo}`, name: 'repo' }] };
  });
  client.setRequestHandler(CreateMessageRequestSchema, () => {
    asked.push('sampling/createMessage');
    return { model: 'm', role: 'assistant', content: { type: 'text', text: 'sampled' } };
  });
  client.setRequestHandler(ElicitRequestSchema, () => {
    asked.push('elicitation/create');
    return { action: 'decline' };
  });
  await client.connect(transport);
  return { client, notes, asked, errors: () => errors };
}

/** A project whose trusted policy is this. */
export function setUpWith(policy: string): void {
  expect(gait(['init', '--template', 'coding-agent', '--approver', 'alice']).exit).toBe(0);
  writeFileSync(join(repo, '.gait.yaml'), policy);
  expect(gait(['trust', '.gait.yaml']).exit).toBe(0);
}

export const ALLOW_ALL = 'schema_version: 1.0.0\ndefault_verdict: allow\n';
