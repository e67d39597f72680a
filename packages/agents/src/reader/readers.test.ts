import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import type { Problem } from '../findings/finding.ts';
import { agentText } from '../testing/lamp-framework.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { decodeAsset } from './decode-asset.ts';
import { readAgent } from './read-agent.ts';
import { readAsset } from './read-asset.ts';
import { readPage, readSkill, readTask } from './read-markdown-asset.ts';

describe('bytes as text', () => {
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

  test('lose a byte order mark, and say so', () => {
    expect(decodeAsset(encode('\ufeffé'))).toEqual({ text: 'é', bom: true, fault: undefined });
    expect(decodeAsset(encode('é\ufeff'))).toEqual({
      text: 'é\ufeff',
      bom: false,
      fault: undefined,
    });
  });

  test('that are not UTF-8 tell the first byte that is wrong', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.constantFrom([0xff], [0xc3], [0xe2, 0x82], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf5]),
        fc.constantFrom('', 'a'),
        (start, wrong, rest) => {
          const whole = start.toWellFormed();
          const { fault } = decodeAsset(
            new Uint8Array([...encode(whole), ...wrong, ...encode(rest)]),
          );
          const lines = whole.split(/\r\n|\n|\r/);
          expect(fault?.message).toBe(`byte ${encode(whole).length} is not UTF-8`);
          expect([fault?.line, fault?.column]).toEqual([
            lines.length,
            (lines.at(-1) ?? '').length + 1,
          ]);
        },
      ),
    );
  });
});

describe('references know where they are written', () => {
  test('in a task, quotes included', () => {
    const text =
      '---\r\ndependencies:\r\n  data: ["a b.md", c.md]\r\n  mcp_servers:\r\n    - x\r\n---\r\nbody\r\n';
    const problems: Problem[] = [];
    const task = readTask(text, problems);
    expect(problems).toEqual([]);
    expect(task.data.map(({ start, end }) => text.slice(start, end))).toEqual(['"a b.md"', 'c.md']);
    expect(task.mcpServers.map(({ text: name, start }) => [name, task.placeAt(start)])).toEqual([
      ['x', { line: 5, column: 7 }],
    ]);
  });

  test('in an agent', () => {
    const text = agentText();
    const { tasks, identity } = readAgent(text, []);
    expect(tasks.map(({ start, end }) => text.slice(start, end))).toEqual([
      './.krci-ai/tasks/trim.md',
    ]);
    expect(text.slice(identity.role?.start, identity.role?.end)).toBe('"Lamp Keeper"');
  });

  test('in a skill, whose description may be folded', () => {
    const text = '---\nname: wick\ndescription: >-\n  Trims\n  a wick.\n---\n# Wick\n';
    const { name, description, markdown } = readSkill(text, []);
    expect([name?.text, description?.text, markdown.headings]).toEqual([
      'wick',
      'Trims a wick.',
      ['Wick'],
    ]);
  });
});

test('a template may begin with the head of what is made of it', () => {
  const { markdown } = readPage('---\ntitle: "<x> [a](b)"\n---\n[c](d)\n');
  expect(markdown.links.map(({ target }) => target)).toEqual(['d']);
  expect(markdown.tags.map(({ name }) => name)).toEqual(['x']);
  expect(readPage('---\n[c](d)\n').markdown.links).toHaveLength(1);
});

test('a head is read in a time that grows with its length', () => {
  const started = performance.now();
  const problems: Problem[] = [];
  readTask(`---\ndependencies:\n  data:\n${'    - a.md\n'.repeat(50_000)}---\n`, problems);
  readTask('---\n'.repeat(100_000), problems);
  readTask(`---\n${'--- \n '.repeat(100_000)}`, problems);
  expect(performance.now() - started).toBeLessThan(3000);
});

test('the same bytes are read once by one reader, whatever tree they stand in', () => {
  const bytes = new TextEncoder().encode('agent:\n  identity: {name: 1}\n');
  const tree = (): FileTree => ({ entries: new Map(), truncated: false, read: () => bytes });
  const one = readAsset(tree(), 'a.yaml', readAgent);
  const other = readAsset(tree(), 'b.yaml', readAgent);
  expect(other).toEqual({ ...one, path: 'b.yaml' });
  expect(other.content).toBe(one.content);
  expect(other.problems.length).toBeGreaterThan(0);
  expect(readAsset(tree(), 'a.yaml', readTask).content).not.toBe(one.content as never);
  const copy = { ...tree(), read: () => Uint8Array.from(bytes) };
  expect(readAsset(copy, 'a.yaml', readAgent).content).not.toBe(one.content);
});
