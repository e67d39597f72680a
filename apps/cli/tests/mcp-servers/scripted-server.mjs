/**
 * A server of MCP that does what a file says, anew for every message: `{"tools": [...], "stray": "text"}`.
 * What reaches it goes to the second file, one line each.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

const [script, log] = process.argv.slice(2);
const say = (message) =>
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);

for await (const line of createInterface({ input: process.stdin })) {
  appendFileSync(log, `${line}\n`);
  const {
    tools,
    raw = {},
    notify = [],
    revision = '2025-06-18',
  } = JSON.parse(readFileSync(script, 'utf8'));
  const { id, method, params } = JSON.parse(line);
  if (raw[method] !== undefined && id !== undefined) {
    for (const text of raw[method])
      process.stdout.write(text.replaceAll('$ID', JSON.stringify(id)));
    continue;
  }
  if (method === 'initialize') {
    say({
      id,
      result: {
        protocolVersion: revision,
        capabilities: { tools: { listChanged: true } },
        serverInfo: { name: 'scripted', version: '1' },
      },
    });
  } else if (method === 'tools/list') {
    say({ id, result: { tools } });
  } else if (method === 'tools/call') {
    for (const note of notify) say({ method: note });
    say({ id, result: { content: [{ type: 'text', text: `ran ${params.name}` }] } });
  } else if (id !== undefined) {
    say({ id, result: {} });
  }
}
