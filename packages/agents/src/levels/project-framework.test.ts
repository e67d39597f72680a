import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { readYamlTree, type YamlList, type YamlMap, type YamlNode } from '@gait/yaml';
import { rootsOf } from '../graph/closure.ts';
import type { Level } from '../graph/graph.ts';
import { readFramework } from '../graph/read-framework.ts';
import { applyEdits, toByteEdits } from '../reader/byte-edits.ts';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import type { Files } from '../testing/validate-lamp.ts';
import { memoryTree } from '../tree/memory-tree.ts';
import { validateFramework } from '../validate/validate-framework.ts';
import { levelOfAgent, nodesByLevel } from './agent-level.ts';
import { projectFramework } from './project-framework.ts';
import { removeParts } from './remove-parts.ts';

const LAMP = '.krci-ai/agents/lamp.yaml';
const TASK = '.krci-ai/tasks/trim.md';
const LEVELS: readonly Level[] = [1, 2, 3, 4];

function project(files: Files, level: Level) {
  const { files: out, leftOut } = projectFramework(readFramework(lampTree(files)), [LAMP], level);
  const texts = Object.fromEntries(
    out.map(({ path, bytes }) => [
      path,
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes),
    ]),
  );
  return { texts, leftOut, files: out };
}

describe('a projection', () => {
  test('of the highest level is the framework itself, byte for byte', () => {
    const { files } = project({}, 4);
    expect(files.map(({ path, changed }) => [path, changed])).toEqual([
      [LAMP, false],
      ['.krci-ai/data/oils.md', false],
      [TASK, false],
      ['.krci-ai/templates/log.md', false],
    ]);
  });

  test('of level 3 has no data: its links are their words', () => {
    const { texts, leftOut } = project({}, 3);
    expect(texts[TASK]).toBe(
      TRIM.replace('  data:\n    - oils.md\n', '').replace(
        '[the oils](./.krci-ai/data/oils.md)',
        'the oils',
      ),
    );
    expect(leftOut).toEqual([
      { file: TASK, what: 'reference', name: 'oils.md' },
      { file: TASK, what: 'link', name: './.krci-ai/data/oils.md' },
    ]);
  });

  test('of level 2 has tasks alone, and a head with nothing left in it', () => {
    const { texts } = project({}, 2);
    expect(Object.keys(texts)).toEqual([LAMP, TASK]);
    expect(texts[TASK]).toStartWith('---\n---\n');
    expect(texts[TASK]).toContain('Write into the lamp book.');
  });

  test('of level 1 has agents without tasks and without commands that only run them', () => {
    const { texts, leftOut } = project({}, 1);
    expect(texts).toEqual({
      [LAMP]: agentText({ tasks: undefined }).replace('    trim: "Execute task trim"\n', ''),
    });
    expect(leftOut).toEqual([
      { file: LAMP, what: 'reference', name: './.krci-ai/tasks/trim.md' },
      { file: LAMP, what: 'command', name: 'trim' },
    ]);
  });

  test('keeps a command that does more, and the three that every agent has', () => {
    const commands = agentText()
      .replace('"(Default) Talk about lamps"', '"Execute task trim"')
      .replace('    trim: "Execute task trim"', '    trim: "Look, then trim"');
    expect(project({ 'agents/lamp.yaml': commands }, 1).texts[LAMP]).toContain(
      'chat: "Execute task trim"\n',
    );
  });

  test('leaves comments, quotes and breaks of lines as they are', () => {
    const text = TRIM.replace('dependencies:', '# needed\ndependencies: # all').replaceAll(
      '\n',
      '\r\n',
    );
    const { texts } = project({ 'tasks/trim.md': `\ufeff${text}` }, 3);
    expect(texts[TASK]).toBe(
      `\ufeff${text}`
        .replace('  data:\r\n    - oils.md\r\n', '')
        .replace('[the oils](./.krci-ai/data/oils.md)', 'the oils'),
    );
  });

  test('reads lists in brackets, pictures and definitions', () => {
    const text =
      '---\ndependencies: {templates: [log.md], data: [oils.md], mcp_servers: [a, b]}\n---\n![Oils](./.krci-ai/data/oils.md) [![x](./.krci-ai/data/a.png)](./.krci-ai/data/oils.md)\n\n[oils]: ./.krci-ai/data/oils.md\n';
    const { texts } = project({ 'tasks/trim.md': text }, 3);
    expect(texts[TASK]).toBe('---\ndependencies: {templates: [log.md]}\n---\nOils x\n\n\n');
  });

  test('turns a link into words where the file is not declared and so does not come along', () => {
    const files = {
      'tasks/trim.md': `${TRIM}[more](./.krci-ai/data/more.md)\n`,
      'data/more.md': 'x\n',
    };
    expect(project(files, 4).texts[TASK]).toBe(`${TRIM}more\n`);
    expect(project(files, 4).leftOut).toEqual([
      { file: TASK, what: 'link', name: './.krci-ai/data/more.md' },
    ]);
  });

  test('of a skill has all its files, and its links above the level are words', () => {
    const files = {
      'agents/lamp.yaml': agentText({ skills: '  skills: [wick]' }),
      'skills/wick/SKILL.md':
        '---\nname: wick\ndescription: x\n---\n[oils](./.krci-ai/data/oils.md) [a](a.py)\n',
      'skills/wick/a.py': 'x = "[oils](./.krci-ai/data/oils.md)"\n',
    };
    const { texts } = project(files, 2);
    expect(texts['.krci-ai/skills/wick/SKILL.md']).toEndWith('\noils [a](a.py)\n');
    expect(texts['.krci-ai/skills/wick/a.py']).toBe(files['skills/wick/a.py']);
    expect(project(files, 1).texts[LAMP]).not.toContain('skills');
  });

  test('of everything has the skills that no agent names, from level 2 on', () => {
    const framework = readFramework(
      lampTree({ 'skills/wick/SKILL.md': '---\nname: wick\ndescription: x\n---\n' }),
    );
    const skills = (level: Level): number =>
      projectFramework(framework, rootsOf(framework.graph), level).files.filter(({ path }) =>
        path.endsWith('/SKILL.md'),
      ).length;
    expect(LEVELS.map(skills)).toEqual([0, 1, 1, 1]);
  });

  test.each(LEVELS)('of level %d has no finding, like the framework', (level) => {
    const { files } = project({}, level);
    const tree = memoryTree(Object.fromEntries(files.map(({ path, bytes }) => [path, bytes])));
    expect(validateFramework(readFramework(tree)).findings).toEqual([]);
  });

  test('of an installed projection is the same again', () => {
    for (const level of LEVELS) {
      const once = project({}, level).files;
      const tree = memoryTree(Object.fromEntries(once.map(({ path, bytes }) => [path, bytes])));
      const twice = projectFramework(readFramework(tree), [LAMP], level);
      expect(twice.files.map(({ path, bytes }) => [path, bytes])).toEqual(
        once.map(({ path, bytes }) => [path, bytes]),
      );
      expect(twice.leftOut).toEqual([]);
    }
  });
});

test('the level of an agent is the highest that it reaches', () => {
  const level = (files: Files): Level => levelOfAgent(readFramework(lampTree(files)).graph, LAMP);
  expect(level({})).toBe(4);
  expect(level({ 'tasks/trim.md': TRIM.replace('  data:\n    - oils.md\n', '') })).toBe(3);
  expect(level({ 'tasks/trim.md': '# Trim\n' })).toBe(2);
  expect(level({ 'agents/lamp.yaml': agentText({ tasks: undefined }) })).toBe(1);
  expect(level({ 'tasks/trim.md': '---\ndependencies: {mcp_servers: [a]}\n---\n' })).toBe(4);
  const nodes = nodesByLevel(readFramework(lampTree()).graph, [LAMP]);
  expect(LEVELS.map((one) => nodes[one].map(({ name }) => name))).toEqual([
    ['lamp'],
    ['trim.md'],
    ['log.md'],
    ['oils.md'],
  ]);
});

describe('taking parts out', () => {
  const plain = (node: YamlNode | undefined): unknown => {
    if (node === undefined || node.kind === 'scalar') return node?.text;
    if (node.kind === 'list') return node.items.map(plain);
    return node.entries.map(({ key, value }) => [key.text, plain(value)]);
  };
  const spelling = fc.constantFrom(
    (word: string) => word,
    (word: string) => `"${word}"`,
    (word: string) => `'${word}' # a note, [with] marks`,
  );
  const items = fc.array(fc.tuple(fc.stringMatching(/^[a-f]{1,4}$/), spelling, fc.boolean()), {
    minLength: 2,
    maxLength: 6,
  });
  type Items = readonly (readonly [string, (word: string) => string, boolean])[];

  const forms: readonly (readonly [string, (parts: Items) => string])[] = [
    [
      'lines',
      (parts) => `a:\n${parts.map(([word, spell]) => `  - ${spell(word)}\n`).join('')}b: 1\n`,
    ],
    [
      'lines with the dash above',
      (parts) => `a:\n${parts.map(([word, spell]) => `  -\n    ${spell(word)}\n`).join('')}b: 1\n`,
    ],
    [
      'blocks',
      (parts) => `a:\n${parts.map(([word]) => `  - |\n    ${word}\n    ${word}\n`).join('')}b: 1\n`,
    ],
    ['brackets', (parts) => `a: [ ${parts.map(([word]) => `"${word}"`).join(' ,')}, ]\nb: 1\n`],
    [
      'brackets over lines',
      (parts) =>
        `a: [\n${parts.map(([word, spell]) => `  ${spell(word).replace(/( #.*)?$/, ',$1')}\n`).join('')}]\nb: 1\n`,
    ],
  ];

  test.each(forms)('of a list in %s leaves the others', (_, write) => {
    fc.assert(
      fc.property(items, (parts) => {
        const text = write(parts);
        const list = (node: YamlNode | undefined): YamlList =>
          (node as YamlMap).entries[0]?.value as YamlList;
        const before = readYamlTree(text, { maxDepth: 9 });
        const removed = (index: number): boolean =>
          parts[index]?.[2] === true && parts.some(([, , gone]) => !gone);
        const edits = removeParts(text, list(before.root), removed);
        const bytes = applyEdits(new TextEncoder().encode(text), toByteEdits(text, false, edits));
        const after = readYamlTree(new TextDecoder().decode(bytes), { maxDepth: 9 });
        expect(after.problems).toEqual([]);
        const kept = (plain(list(before.root)) as unknown[]).filter(
          (_item, index) => !removed(index),
        );
        expect(plain(after.root)).toEqual([
          ['a', kept],
          ['b', '1'],
        ]);
      }),
      { numRuns: 200 },
    );
  });
});
