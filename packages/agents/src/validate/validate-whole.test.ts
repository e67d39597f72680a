import { describe, expect, test } from 'bun:test';
import { agentText, TRIM } from '../testing/lamp-framework.ts';
import {
  foundIn,
  showFinding,
  validateLamp,
  withIdentity,
  type Files,
} from '../testing/validate-lamp.ts';

test('a task that is listed twice counts twice, as in the existing tool', () => {
  const tasks = '  tasks:\n    - ./.krci-ai/tasks/trim.md\n    - ./.krci-ai/tasks/trim.md';
  const { counts, findings } = validateLamp({ 'agents/lamp.yaml': agentText({ tasks }) });
  expect([counts.tasks, counts.references]).toEqual([1, 4]);
  expect(findings.map(({ code }) => code)).toEqual(['schema_repeated']);
});

test('a whole framework has no finding, and is counted', () => {
  const report = validateLamp({});
  expect(report).toEqual({
    ok: true,
    findings: [],
    counts: {
      agents: 1,
      tasks: 1,
      templates: 1,
      data: 1,
      skills: 0,
      mcp_servers: 0,
      references: 3,
      errors: 0,
      warnings: 0,
      notes: 0,
    },
  });
});

describe('the whole', () => {
  test('files that no agent reaches are warnings, and so are the faults in them', () => {
    const report = validateLamp({
      'tasks/z.md': '---\ndependencies:\n  data: [gone.md]\n---\n<a>\n',
      'templates/x.md': 'x\n',
    });
    expect(report.ok).toBeTrue();
    expect(
      report.findings.filter(({ severity }) => severity === 'warning').map(showFinding),
    ).toEqual([
      'orphan tasks/z.md:1:1',
      'missing_data tasks/z.md:3:10',
      'tag_unclosed tasks/z.md:5:1',
      'orphan templates/x.md:1:1',
    ]);
  });

  test('a circle of tasks is told once', () => {
    const call = (name: string): string => `---\ndependencies:\n  tasks: [${name}]\n---\n`;
    const { findings } = validateLamp({
      'tasks/trim.md': call('a.md'),
      'tasks/a.md': call('b.md'),
      'tasks/b.md': call('trim.md'),
    });
    expect(findings.filter(({ code }) => code === 'cycle').map(({ about }) => about)).toEqual([
      ['.krci-ai/tasks/a.md', '.krci-ai/tasks/b.md', '.krci-ai/tasks/trim.md'],
    ]);
  });

  test('no agent at all is an error', () => {
    expect(foundIn({ 'agents/lamp.yaml': undefined })).toContain('agents_missing agents:1:1');
  });

  test('agents alike are told, each at its place', () => {
    expect(foundIn({ 'agents/sub/lamp.yaml': agentText() })).toEqual(
      [
        'agent_id_duplicate agents/sub/lamp.yaml:4:9',
        'agent_name_duplicate agents/sub/lamp.yaml:3:11',
        'agent_short_duplicate agents/sub/lamp.yaml:1:1',
      ].sort((a, b) => Number(a.split(':')[1]) - Number(b.split(':')[1])),
    );
  });

  test('id, version and file belong together', () => {
    const text = withIdentity('id: lantern-v2');
    expect(foundIn({ 'agents/lamp.yaml': text })).toEqual([
      'agent_id_file agents/lamp.yaml:4:9',
      'agent_id_version agents/lamp.yaml:4:9',
    ]);
  });
});

describe('names and bytes', () => {
  test.each<[string, Files, string]>([
    ['a name that differs in case', { 'data/OILS.md': 'x\n' }, 'name_collision data/oils.md:1:1'],
    [
      'a name in another Unicode form',
      { 'data/\u00e9.md': 'x\n', 'data/e\u0301.md': 'y\n' },
      'name_collision data/\u00e9.md:1:1',
    ],
    ['a colon', { 'data/a:b.md': 'x\n' }, 'name_unportable data/a:b.md:1:1'],
    ['a device', { 'data/con.md': 'x\n' }, 'name_unportable data/con.md:1:1'],
    ['a point at the end', { 'data/x.': 'x\n' }, 'name_unportable data/x.:1:1'],
    ['a folder of such a name', { 'data/aux/x.md': 'x\n' }, 'name_unportable data/aux:1:1'],
    [
      'a name that is not UTF-8',
      { 'data/\ufffd.md': { kind: 'file', size: 0, fault: 'name_encoding' } },
      'name_encoding data/\ufffd.md:1:1',
    ],
    [
      'a file too large',
      { 'data/oils.md': { kind: 'file', size: 1e8, fault: 'too_large' } },
      'file_too_large data/oils.md:1:1',
    ],
    [
      'a file that cannot be read',
      { 'agents/lamp.yaml': { kind: 'file', size: 1, fault: 'unreadable' } },
      'file_unreadable agents/lamp.yaml:1:1',
    ],
    [
      'bytes that are not UTF-8',
      { 'tasks/trim.md': new Uint8Array([...new TextEncoder().encode('# é\nab'), 0xc3, 0x28]) },
      'encoding tasks/trim.md:2:3',
    ],
    [
      'an agent with bytes that are not UTF-8',
      { 'agents/lamp.yaml': new Uint8Array([0xff, 0xfe, 0x61]) },
      'encoding agents/lamp.yaml:1:1',
    ],
    ['an agent called .yml', { 'agents/x.yml': agentText() }, 'file_foreign agents/x.yml:1:1'],
    ['an agent without a name', { 'agents/.yaml': agentText() }, 'file_foreign agents/.yaml:1:1'],
    [
      'a last line that does not end',
      { 'agents/lamp.yaml': agentText().trimEnd() },
      'newline_missing agents/lamp.yaml:1:1',
    ],
    [
      'line breaks of both kinds',
      { 'tasks/trim.md': `${TRIM}a\r\n` },
      'line_endings_mixed tasks/trim.md:1:1',
    ],
    [
      'an agent over its budget',
      { 'agents/lamp.yaml': `${agentText()}${'#\n'.repeat(10_000)}` },
      'size_budget agents/lamp.yaml:1:1',
    ],
    ['data that is no YAML', { 'data/x.yaml': 'a: [\n' }, 'data_not_yaml data/x.yaml:2:1'],
  ])('%s', (_, files, finding) => {
    expect(foundIn(files)).toContain(finding);
  });

  test('a picture among the templates is no text', () => {
    const text = TRIM.replace('log.md', 'log.png').replace('log.md', 'log.png');
    expect(
      foundIn({
        'tasks/trim.md': text,
        'templates/log.md': undefined,
        'templates/log.png': new Uint8Array([0x89, 0x50, 0xff, 0]),
      }),
    ).toEqual([]);
  });
});

describe('skills', () => {
  const skill = (text: string): Files => ({ 'skills/trim-wick/SKILL.md': text });
  const HEAD = '---\nname: trim-wick\ndescription: Trims a wick. Use when a lamp smokes.\n---\n';

  test('a skill of the standard has no finding', () => {
    expect(
      foundIn({
        ...skill(`${HEAD}[x](references/a.md)\n`),
        'skills/trim-wick/references/a.md': 'x\n',
      }),
    ).toEqual([]);
  });

  test.each([
    [
      'another name than its folder',
      HEAD.replace('trim-wick', 'trim'),
      'skill_name skills/trim-wick/SKILL.md:2:7',
    ],
    [
      'a name with capitals',
      HEAD.replace('trim-wick', 'Trim'),
      'schema_pattern skills/trim-wick/SKILL.md:2:7',
    ],
    [
      'no description',
      '---\nname: trim-wick\n---\n',
      'schema_missing skills/trim-wick/SKILL.md:2:1',
    ],
    [
      'a long description',
      HEAD.replace('Trims', 'x'.repeat(1024)),
      'schema_length skills/trim-wick/SKILL.md:3:14',
    ],
    ['no head', '# Trim\n', 'schema_missing skills/trim-wick/SKILL.md:1:1'],
    [
      'a link to nothing',
      `${HEAD}[x](references/a.md)\n`,
      'broken_relative_link skills/trim-wick/SKILL.md:5:1',
    ],
  ])('%s', (_, text, finding) => {
    expect(foundIn(skill(text))).toContain(finding);
  });

  test('a folder without SKILL.md is none, and a file beside the folders belongs to none', () => {
    expect(foundIn({ 'skills/a/notes.md': 'x\n', 'skills/b.md': 'x\n' })).toEqual([
      'skill_file_missing skills/a:1:1',
      'file_foreign skills/b.md:1:1',
    ]);
  });

  test('an agent and a task may bring one along', () => {
    const agent = agentText({ skills: '  skills: [trim-wick, gone]' });
    const text = TRIM.replace('dependencies:', 'dependencies:\n  skills: [gone-too, trim-wick]');
    expect(foundIn({ ...skill(HEAD), 'agents/lamp.yaml': agent, 'tasks/trim.md': text })).toEqual([
      'missing_skill agents/lamp.yaml:23:23',
      'missing_skill tasks/trim.md:3:12',
    ]);
  });
});

describe('local files', () => {
  test('take the place of the framework, and are the ones that are checked', () => {
    const files = { 'local/data/oils.md': '<a>\n', 'data/oils.md': '<b>\n' };
    expect(foundIn(files)).toEqual(['tag_unclosed local/data/oils.md:1:1']);
  });

  test('may add, and say so when nothing refers to them', () => {
    expect(foundIn({ 'data/oils.md': undefined, 'local/data/oils.md': '# Oils\n' })).toEqual([]);
    expect(foundIn({ 'local/data/more.md': 'x\n' })).toEqual([
      'local_unknown local/data/more.md:1:1',
    ]);
    expect(foundIn({ 'local/agents/x.yaml': agentText() })).toEqual([
      'file_foreign local/agents/x.yaml:1:1',
    ]);
  });
});
