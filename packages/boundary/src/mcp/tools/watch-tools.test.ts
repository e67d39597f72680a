import { mkdtempSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'bun:test';
import type { Json, JsonObject } from '@gait/canon';
import { changeFile } from '@gait/local';
import { readTools, type SeenTool } from './seen-tool.ts';
import { newPins, seeTools, trustTools } from './tool-pins.ts';
import {
  commandDigestOf,
  parseToolPins,
  printToolPins,
  readProjectPins,
  toolPinsFile,
  watchTools,
} from './watch-tools.ts';

const BASE = { name: 'add', description: 'Adds.', inputSchema: { type: 'object' } };
const tool = (more: JsonObject = {}): SeenTool => readTools([{ ...BASE, ...more }])[0] as SeenTool;
const clean = (): readonly string[] => [];
const look = (command = 'c', examine = clean) => ({
  examine,
  now: '2026-01-01T00:00:00Z',
  commandDigest: command,
});

test('the digest of a tool covers all that a model goes by, in any order, and nothing else', () => {
  const digest = tool().digest;
  expect(digest).toMatch(/^[0-9a-f]{64}$/u);
  expect(
    readTools([{ inputSchema: { type: 'object' }, description: 'Adds.', name: 'add' }])[0]?.digest,
  ).toBe(digest);
  expect(tool({ _meta: { x: 1 } }).digest).toBe(digest);
  for (const more of [
    { title: 'x' },
    { annotations: {} },
    { outputSchema: {} },
    { inputSchema: {} },
  ]) {
    expect(tool(more).digest).not.toBe(digest);
  }
});

test.each([[null], ['x'], [[]], [{}], [{ name: '' }], [{ name: 7 }], [{ name: 'x'.repeat(257) }]])(
  'what is no tool is none: %j',
  (value) => {
    expect(readTools([value as Json])).toEqual([undefined]);
  },
);

test('a tool counts as it was first seen; another text is withheld, and the first one comes back', () => {
  const first = seeTools(newPins('/p', 's', 'c'), [tool()], look());
  expect(first.faults.size).toBe(0);
  expect(seeTools(first.pins, [tool()], look()).pins).toBe(first.pins);
  const changed = seeTools(first.pins, [tool({ description: 'Adds!' })], look());
  expect(changed.faults.get('add')?.code).toBe('mcp_tool_changed');
  expect(changed.pins.revision).toBe(2);
  const back = seeTools(changed.pins, [tool()], look());
  expect(back.faults.size).toBe(0);
  expect(back.pins.tools?.[0]?.waiting).toBeNull();
  const trusted = trustTools(changed.pins, { at: 'now', name: 'alice' });
  expect(seeTools(trusted, [tool({ description: 'Adds!' })], look()).faults.size).toBe(0);
  expect(seeTools(trusted, [tool()], look()).faults.get('add')?.code).toBe('mcp_tool_changed');
  expect(trusted.tools?.[0]).toMatchObject({ trusted_by: 'alice', trusted_at: 'now' });
});

test('a suspicious tool waits from the beginning, also when it changes to another suspicious one', () => {
  const suspicious = () => ['bad words'];
  const first = seeTools(newPins('/p', 's', 'c'), [tool()], look('c', suspicious));
  expect(first.faults.get('add')).toEqual({ code: 'mcp_tool_suspicious', detail: 'bad words' });
  // It cannot wash itself by a harmless text: nobody ever looked at it.
  const washed = seeTools(first.pins, [tool({ description: 'x' })], look());
  expect(washed.faults.get('add')?.code).toBe('mcp_tool_suspicious');
  const one = trustTools(first.pins, { at: 'now', name: 'alice', tool: 'other' });
  expect(one.tools?.[0]?.pinned).toBeNull();
});

test('another command withholds all, until a person trusts it', () => {
  const first = seeTools(newPins('/p', 's', 'c'), [tool()], look());
  const moved = seeTools(first.pins, [tool()], look('d'));
  expect(moved.faults.get('add')?.code).toBe('mcp_server_changed');
  const part = trustTools(moved.pins, { at: 'now', name: 'alice', tool: 'add' });
  expect(seeTools(part, [tool()], look('d')).faults.size).toBe(1);
  const trusted = trustTools(moved.pins, { at: 'now', name: 'alice' });
  expect(seeTools(trusted, [tool()], look('d')).faults.size).toBe(0);
  expect(seeTools(trusted, [tool()], look('c')).faults.size).toBe(1);
});

test('of two tools of one name neither is handed on', () => {
  const seen = seeTools(newPins('/p', 's', 'c'), [tool(), tool({ description: 'x' })], look());
  expect(seen.faults.get('add')?.code).toBe('mcp_tool_repeated');
});

test('what was seen is kept for its user alone, by project and server, and found again', () => {
  const home = mkdtempSync(join(tmpdir(), 'pins-'));
  const at = { env: {}, home, platform: 'linux' as const };
  const server = { project: '/p', server: 's', command: ['node', 'x'] };
  const watch = watchTools(server, at, clean, () => '2026-01-01T00:00:00Z');
  expect(watch.see([tool(), undefined]).size).toBe(0);
  expect(watch.recheck(tool())).toBeUndefined();
  expect(watch.recheck(tool({ name: 'other' }))?.code).toBe('mcp_tool_unlisted');
  const file = toolPinsFile(server, at);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(file.startsWith(home)).toBe(true);
  const again = watchTools(server, at, clean, () => '');
  const changed = tool({ description: 'x' });
  expect(again.see([changed]).get('add')?.code).toBe('mcp_tool_changed');
  // A person trusts it in another process.
  changeFile(file, (bytes) =>
    printToolPins(trustTools(parseToolPins(bytes ?? '', file), { at: 'now', name: 'alice' })),
  );
  expect(watch.recheck(changed)).toBeUndefined();
  expect(watch.recheck(tool())?.code).toBe('mcp_tool_changed');
  expect(readProjectPins('/p', at).map((pins) => pins.server)).toEqual(['s']);
  expect(readProjectPins('/q', at)).toEqual([]);
  expect(toolPinsFile({ ...server, project: '/q' }, at)).not.toBe(file);
});

test('when what was seen cannot be read, nothing is handed on, and nothing is forgotten', () => {
  const home = mkdtempSync(join(tmpdir(), 'pins-'));
  const at = { env: {}, home, platform: 'linux' as const };
  const server = { project: '/p', server: 's', command: ['node'] };
  const watch = watchTools(server, at, clean, () => '');
  watch.see([tool()]);
  const file = toolPinsFile(server, at);
  writeFileSync(file, '{"tools": [], "tools": []}');
  expect(watch.see([tool()]).get('add')?.code).toBe('mcp_tool_unreadable');
  expect(watch.recheck(tool())?.code).toBe('mcp_tool_unreadable');
  expect(readdirSync(join(file, '..')).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});

test('a command line is known by its words', () => {
  expect(commandDigestOf(['a b'])).not.toBe(commandDigestOf(['a', 'b']));
});
