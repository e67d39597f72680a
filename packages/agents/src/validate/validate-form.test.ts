import { describe, expect, test } from 'bun:test';
import { agentText } from '../testing/lamp-framework.ts';
import { foundIn, validateLamp, withIdentity } from '../testing/validate-lamp.ts';

describe('the schema of agents', () => {
  const agent = (text: string): string[] => foundIn({ 'agents/lamp.yaml': text });

  test.each([
    ['an empty file', '', ['schema_missing agents/lamp.yaml:1:1']],
    [
      'another root',
      'hello: world\n',
      ['schema_key_unknown agents/lamp.yaml:1:1', 'schema_missing agents/lamp.yaml:1:1'],
    ],
    ['a list as the agent', 'agent: [a]\n', ['schema_type agents/lamp.yaml:1:8']],
    [
      'a name in small letters',
      withIdentity('name: ada'),
      ['schema_pattern agents/lamp.yaml:3:11'],
    ],
    ['an id without version', withIdentity('id: lamp'), ['schema_pattern agents/lamp.yaml:4:9']],
    [
      'a version of two parts',
      withIdentity('version: "1.0"'),
      ['schema_pattern agents/lamp.yaml:5:14'],
    ],
    [
      'a version that is a number',
      withIdentity('version: 1.0'),
      ['schema_type agents/lamp.yaml:5:14'],
    ],
    ['a short role', withIdentity('role: Lamp'), ['schema_length agents/lamp.yaml:7:11']],
    ['a role of 100 letters', withIdentity(`role: ${'é'.repeat(100)}`), []],
    [
      'a role of 101 letters',
      withIdentity(`role: ${'é'.repeat(101)}`),
      ['schema_length agents/lamp.yaml:7:11'],
    ],
    [
      'a role that is a truth value',
      withIdentity('role: true'),
      ['schema_type agents/lamp.yaml:7:11'],
    ],
    [
      'two principles',
      agentText({
        principles: '  principles:\n    - "Never leave a lamp"\n    - "Write it into the book"',
      }),
      ['schema_count agents/lamp.yaml:12:5'],
    ],
    [
      'no principles',
      agentText({ principles: undefined }),
      ['schema_missing agents/lamp.yaml:2:3'],
    ],
    ['an empty customization', agentText({ customization: "  customization: ''" }), []],
    [
      'no value as customization',
      agentText({ customization: '  customization:' }),
      ['schema_type agents/lamp.yaml:15:16'],
    ],
    [
      'no exit',
      agentText().replace(/ {4}exit: .*\n/, ''),
      ['schema_missing agents/lamp.yaml:16:3'],
    ],
    [
      'a key that nobody knows',
      agentText({ extra: '  rolle: x' }),
      ['schema_key_unknown agents/lamp.yaml:23:3'],
    ],
    [
      'a task twice',
      agentText({
        tasks: '  tasks:\n    - ./.krci-ai/tasks/trim.md\n    - ./.krci-ai/tasks/trim.md',
      }),
      ['schema_repeated agents/lamp.yaml:23:7'],
    ],
    [
      'five characters as icon',
      withIdentity('goal: "Have every lamp burn until dawn"\n    icon: abcde'),
      ['schema_length agents/lamp.yaml:9:11'],
    ],
    ['a sign as icon', withIdentity('goal: "Have every lamp burn until dawn"\n    icon: 🏮'), []],
  ])('%s', (_, text, findings) => {
    expect(agent(text).filter((line) => !line.startsWith('orphan'))).toEqual(findings);
  });

  test('a misspelt key tells the one that was meant, and where by pointer', () => {
    const { findings } = validateLamp({
      'agents/lamp.yaml': agentText({ extra: '  comands: {}' }),
    });
    expect(findings.map(({ hint, pointer }) => [hint, pointer])).toEqual([
      ['did you mean commands', '/agent/comands'],
    ]);
  });

  test('all faults of an agent are told, and its tasks are still followed', () => {
    const lines = agent(
      withIdentity('id: lamp').replace('"1.0.0"', 'one').replace('trim.md', 'gone.md'),
    );
    expect(lines.filter((line) => line.includes('lamp.yaml'))).toEqual([
      'schema_pattern agents/lamp.yaml:4:9',
      'schema_pattern agents/lamp.yaml:5:14',
      'command_task_unknown agents/lamp.yaml:20:11',
      'missing_task agents/lamp.yaml:22:7',
    ]);
  });
});

describe('YAML', () => {
  test.each<[string, string, string]>([
    [
      'a key twice',
      agentText().replace('    role:', '    role: "Another one"\n    role:'),
      'yaml_duplicate_key agents/lamp.yaml:8:5',
    ],
    ['a bracket that stays open', 'agent: [\n', 'yaml_syntax agents/lamp.yaml:2:1'],
    ['a tab as indentation', 'agent:\n\tidentity: x\n', 'yaml_syntax agents/lamp.yaml:2:1'],
    [
      'deep nesting',
      `agent: ${'['.repeat(200)}${']'.repeat(200)}\n`,
      'yaml_depth agents/lamp.yaml:1:107',
    ],
    [
      'a tag',
      agentText().replace('"Lamp Keeper"', '!!binary TGFtcA=='),
      'yaml_tag agents/lamp.yaml:7:20',
    ],
    ['a second document', `${agentText()}---\na: 1\n`, 'yaml_documents agents/lamp.yaml:24:1'],
    [
      'an alias of nothing',
      agentText().replace('"Lamp Keeper"', '*role'),
      'yaml_alias agents/lamp.yaml:7:11',
    ],
  ])('%s', (_, text, finding) => {
    expect(foundIn({ 'agents/lamp.yaml': text })).toContain(finding);
  });

  test('a bomb of aliases is told at once', () => {
    const levels = Array.from({ length: 30 }, (_, level) => {
      const inner =
        level === 0
          ? 'lol'
          : Array(10)
              .fill(`*l${level - 1}`)
              .join(', ');
      return `l${level}: &l${level} [${inner}]`;
    });
    const started = performance.now();
    const lines = foundIn({
      'agents/lamp.yaml': `${levels.join('\n')}\n${agentText({ principles: '  principles: *l29' })}`,
    });
    expect(lines.some((line) => line.startsWith('yaml_alias'))).toBeTrue();
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('front matter', () => {
  const task = (text: string): string[] =>
    foundIn({ 'tasks/trim.md': text }).filter((line) => !line.startsWith('orphan'));

  test.each<[string, string, string[]]>([
    ['none', '# Trim\n', []],
    ['an empty one', '---\n---\n# Trim\n', []],
    ['an empty file', '', []],
    ['only a comment', '---\n# nothing\n---\n', []],
    ['no value', '---\ndependencies:\n---\n', []],
    ['a list without value', '---\ndependencies:\n  templates:\n---\n', []],
    [
      'a blank line before it',
      '\n---\ndependencies:\n  data: [gone.md]\n---\n',
      ['missing_data tasks/trim.md:4:10'],
    ],
    [
      'CR LF',
      '---\r\ndependencies:\r\n  data: [gone.md]\r\n---\r\n',
      ['missing_data tasks/trim.md:3:10'],
    ],
    [
      'a byte order mark',
      '\ufeff---\ndependencies:\n  data: [gone.md]\n---\n',
      ['bom tasks/trim.md:1:1', 'missing_data tasks/trim.md:3:10'],
    ],
    [
      'a dash with nothing behind it',
      '---\ndependencies:\n  data:\n    -\n    - oils.md\n---\n',
      [],
    ],
    [
      'lists that are merged in',
      '---\nx-more: &more\n  data: [gone.md]\n  templates: [log.md]\ndependencies:\n  <<: *more\n  data: [oils.md]\n---\n',
      ['schema_key_other tasks/trim.md:2:1'],
    ],
    [
      'a number in a list',
      '---\ndependencies:\n  data: [12]\n---\n',
      ['missing_data tasks/trim.md:3:10'],
    ],
    [
      'a text where a list belongs',
      '---\ndependencies:\n  data: oils.md\n---\n',
      ['schema_type tasks/trim.md:3:9'],
    ],
    [
      'a list where a map belongs',
      '---\ndependencies: [oils.md]\n---\n',
      ['schema_type tasks/trim.md:2:15'],
    ],
    ['a text alone', '---\nhello\n---\n', ['schema_type tasks/trim.md:2:1']],
    [
      'a misspelt list',
      '---\ndependencies:\n  template: [log.md]\n---\n',
      ['schema_key_unknown tasks/trim.md:3:3'],
    ],
    [
      'a misspelt head',
      '---\ndependancies:\n  data: [oils.md]\n---\n',
      ['schema_key_near tasks/trim.md:2:1'],
    ],
    ['a key of somebody else', '---\nauthor: me\n---\n', ['schema_key_other tasks/trim.md:2:1']],
    ['a title', '---\ntitle: [Trim, the wick]\n---\n', []],
    [
      'a block that stays open',
      '---\ndependencies:\n  data: [oils.md]\n',
      ['front_matter_unclosed tasks/trim.md:1:1'],
    ],
    [
      'TOML',
      '+++\n[dependencies]\ndata = ["oils.md"]\n+++\n',
      ['front_matter_toml tasks/trim.md:1:1'],
    ],
    [
      'a key twice',
      '---\ndependencies:\n  data: []\n  data: []\n---\n',
      ['yaml_duplicate_key tasks/trim.md:4:3'],
    ],
    [
      'a file twice',
      '---\ndependencies:\n  data: [oils.md, ./oils.md]\n---\n',
      ['reference_repeated tasks/trim.md:3:19'],
    ],
  ])('%s', (_, text, findings) => {
    expect(task(text)).toEqual(findings);
  });
});
