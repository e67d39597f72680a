import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { serversIn, unwrapServers, wrapServers } from './wrap-servers.ts';

const BY = { program: '/opt/gait', project: '/w/p' };
const SETTINGS = `{
  // A comment that stays.
  "mcpServers": {
    "files": { "command": "npx",  "args": [ "-y", "server-filesystem" , "." ], "env": { "A": "b" } },
    "bare": {"command": "server"},
    "none": { "args": [], "command" : "x" },
    "far": { "type": "http", "url": "https://a.example/mcp" },
  },
  "other": [1, 2]
}
`;

test('the proxy stands in front of every server that is started, and is taken away without a trace', () => {
  const wrapped = wrapServers(SETTINGS, BY);
  expect(wrapped?.changed).toEqual(['files', 'bare', 'none']);
  expect(serversIn(wrapped?.text ?? '')).toEqual([
    {
      name: 'files',
      command: ['npx', '-y', 'server-filesystem', '.'],
      env: { A: 'b' },
      isProxied: true,
    },
    { name: 'bare', command: ['server'], env: {}, isProxied: true },
    { name: 'none', command: ['x'], env: {}, isProxied: true },
    { name: 'far', command: undefined, env: {}, isProxied: false },
  ]);
  expect(wrapped?.text).toContain(
    '"args": ["mcp", "proxy", "--server", "files", "--project", "/w/p", "--", "npx", "-y", "server-filesystem" , "." ]',
  );
  expect(unwrapServers(wrapped?.text ?? '')).toEqual({
    text: SETTINGS,
    changed: ['files', 'bare', 'none'],
  });
});

test('twice is once, and another executable or project replaces the one before', () => {
  const once = wrapServers(SETTINGS, BY)?.text ?? '';
  expect(wrapServers(once, BY)?.text).toBe(once);
  const moved = wrapServers(once, { program: '/new/gait', project: '/q' })?.text ?? '';
  expect(moved).not.toContain('/opt/gait');
  expect(unwrapServers(moved)?.text).toBe(SETTINGS);
});

test.each([
  '{"mcpServers": {"a": {"command": "x", "command": "y"}}}',
  '{"mcpServers": {"a": {"command": "x"}, "a": {"command": "y"}}}',
  '['.repeat(500_000),
  '',
  '[]',
  '{',
  'x',
  '\uFEFF{}',
  '{"mcpServers": {"a": }}',
])('what the tool itself could not read is left alone: %#', (text) => {
  expect(serversIn(text)).toBeUndefined();
  expect(wrapServers(text, BY)).toBeUndefined();
  expect(unwrapServers(text)).toBeUndefined();
});

test.each([
  ['no servers', '{"a": 1}'],
  ['servers that are no object', '{"mcpServers": ["x"]}'],
  ['a server that is no object', '{"mcpServers": {"a": 1}}'],
  ['arguments that are no list', '{"mcpServers": {"a": {"command": "x", "args": "y"}}}'],
  ['a command that is no text', '{"servers": {"a": {"command": 7}}}'],
])('%s: nothing is changed', (_, text) => {
  expect(wrapServers(text, BY)).toEqual({ text, changed: [] });
});

test('whatever the settings look like, they come back as they were', () => {
  const word = fc.string({ maxLength: 12 });
  const server = fc.record(
    { command: word, args: fc.array(word, { maxLength: 4 }), cwd: word },
    { requiredKeys: ['command'] },
  );
  fc.assert(
    fc.property(
      fc.dictionary(
        word.filter((name) => name !== '__proto__'),
        server,
        { maxKeys: 4 },
      ),
      fc.constantFrom(undefined, 1, 4, '\t'),
      (servers, indent) => {
        const text = JSON.stringify({ mcpServers: servers }, undefined, indent);
        const wrapped = wrapServers(text, BY);
        const names = Object.keys(servers);
        expect(wrapped?.changed.toSorted()).toEqual(names.toSorted());
        const read = serversIn(wrapped?.text ?? '') ?? [];
        for (const { name, command } of read) {
          expect(command).toEqual([servers[name]?.command ?? '', ...(servers[name]?.args ?? [])]);
        }
        // An empty list of arguments in a text without blanks is the same as none.
        const back = unwrapServers(wrapped?.text ?? '')?.text ?? '';
        if (indent !== undefined) expect(back).toBe(text);
        else expect(serversIn(back)).toEqual(serversIn(text));
      },
    ),
  );
});
