import { expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { examineTool, findInTool } from './examine-tool.ts';
import poisoned from './testing/poisoned-tools.json';

test.each(poisoned.map((each) => [each.about, each.code, each.tool] as const))(
  'a poisoned tool is found: %s',
  (_, code, tool) => {
    expect(findInTool(tool as unknown as JsonObject).map((one) => one.code)).toContain(code);
  },
);

test.each([
  'Read the complete contents of a file. DEPRECATED: Use read_text_file instead.',
  'Create a new file or completely overwrite an existing file. Use with caution.',
  'Lists the directories this server may access. Use this before trying to access files.',
  'Returns all environment variables, helpful for debugging MCP server configuration.',
  'Searches issues. Do not use for pull requests.',
  'Sends a message to a channel. The user must be a member of it.',
  'Gets the full message with its attachments.',
  'Runs the tests of the project and returns the output of the runner.',
  'Creates a pull request from the contents of a branch.',
  'Emoji are fine 👩‍👩‍👧, and so is Größe or 東京.',
  'Executes a query. Always use parameters for values.',
])('an honest one is not: %s', (description) => {
  const tool = { name: 'tool_name', description, inputSchema: { type: 'object' } };
  expect(findInTool(tool)).toEqual([]);
});

test('a definition that is too large to be looked at is told, at once', () => {
  const large = { name: 'x', description: 'a'.repeat(1_000_000) };
  const many = { name: 'x', inputSchema: { enum: Array.from({ length: 100_000 }, String) } };
  const started = performance.now();
  expect(findInTool(large).map(({ code }) => code)).toEqual(['tool_too_large']);
  expect(findInTool(many).map(({ code }) => code)).toEqual(['tool_too_large']);
  expect(performance.now() - started).toBeLessThan(2000);
});

test('what is remembered says what was found, and where', () => {
  expect(examineTool({ name: 'x', description: 'a \u200e b' }).slice(0, 1)).toEqual([
    'its text has letters that nobody sees (tool_hidden_text in description)',
  ]);
});
