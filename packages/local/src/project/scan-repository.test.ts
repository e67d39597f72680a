import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { addIgnoreRules } from './ignore-rules.ts';
import { scanRepository } from './scan-repository.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gait-scan-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
function put(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

test('every function of a file that uses a framework is a tool', () => {
  put(
    'a.py',
    '@tool\ndef delete_user(x):\n  pass\ndef helper (y): pass\nasync def later(): pass\n',
  );
  put('b.PY', 'from agents import Agent\nAgent(name="mail.send")\n  def write_it(x): pass\n');
  put('c.py', 'def plain(x): pass\n');
  put('sub/empty_tool.py', 'Tool(run)\n');
  expect(scanRepository(root)).toMatchObject({
    frameworks: ['langchain', 'openai_agents'],
    toolNames: ['delete_user', 'empty_tool', 'helper', 'mail.send', 'write_it'],
    faults: [],
  });
});

test('names that differ in case only are one tool of a framework', () => {
  put('a.py', '@tool\ndef Drop_Table(x): pass\n');
  put('b.py', '@tool\ndef drop_table(x): pass\n');
  expect(scanRepository(root).toolNames).toEqual(['Drop_Table']);
});

test('folders of packages and of git are left out, links to folders are not entered', () => {
  for (const folder of ['node_modules', '.git', '__pycache__', 'Node_Modules/x']) {
    put(`${folder}/a.py`, '@tool\ndef delete_user(x): pass\n');
  }
  put('real/a.py', '');
  symlinkSync(root, join(root, 'real/loop'));
  expect(scanRepository(root)).toMatchObject({ toolNames: [], faults: [] });
});

test('MCP servers are found in settings of any name', () => {
  put('.mcp.json', '{"mcpServers":{"db":{},"":{}}}');
  put('.vscode/settings.json', '{"a":[{"Servers":{"web":{}}}]}');
  put('mcp.yaml', 'servers:\n  files: {}\n---\nservers: {more: 1}\n');
  put('compose.yaml', 'servers: [broken\n');
  const { servers, faults } = scanRepository(root);
  expect(servers).toEqual([
    { name: 'db', path: '.mcp.json' },
    { name: 'files', path: 'mcp.yaml' },
    { name: 'more', path: 'mcp.yaml' },
    { name: 'web', path: '.vscode/settings.json' },
  ]);
  expect(faults).toEqual([]);
});

test('a file named for MCP that cannot be read is a fault', () => {
  put('mcp.json', '// comment\n{}');
  put('other.json', '// comment\n{"servers":{}}');
  symlinkSync('nowhere', join(root, 'x.py'));
  const { faults } = scanRepository(root);
  expect(faults.map(({ code, where }) => [code, where.file])).toEqual([
    ['repository_unreadable', 'mcp.json'],
    ['repository_unreadable', 'x.py'],
  ]);
});

test('ignore rules are added once, and the bytes before them stay', () => {
  const before = Buffer.from([0x61, 0xe9, 0x0a, ...Buffer.from('/gait-out')]);
  put('.gitignore', before);
  expect(addIgnoreRules(root, ['gait-out/', '.gait-out/'])).toEqual(['.gait-out/']);
  expect(addIgnoreRules(root, ['gait-out/', '.gait-out/'])).toEqual([]);
  expect(readFileSync(join(root, '.gitignore'))).toEqual(
    Buffer.concat([before, Buffer.from('\n.gait-out/\n')]),
  );
});
