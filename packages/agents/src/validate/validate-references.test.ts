import { describe, expect, test } from 'bun:test';
import type { Finding } from '../findings/finding.ts';
import { agentText, TRIM } from '../testing/lamp-framework.ts';
import { foundIn, showFinding, validateLamp, type Files } from '../testing/validate-lamp.ts';

describe('references', () => {
  const data = (name: string): string[] =>
    foundIn({
      'tasks/trim.md': `---\ndependencies:\n  data: [${JSON.stringify(name)}]\n---\n`,
    }).filter((line) => !line.startsWith('orphan'));

  test.each([
    ['../../.env', 'path_escape'],
    ['../templates/log.md', 'path_escape'],
    ['/etc/passwd', 'missing_data'],
    ['C:/windows', 'missing_data'],
    ['/../x', 'path_escape'],
    ['/oils.md', 'reference_spelling'],
    ['', 'reference_unusable'],
    ['..\\b.md', 'missing_data'],
    ['a\0b', 'reference_unusable'],
    ['.', 'not_a_file'],
    ['a/..', 'not_a_file'],
    ['gone.md', 'missing_data'],
    ['oils.md/x', 'not_a_file'],
  ])('%p is %s', (name, code) => {
    expect(data(name)).toEqual([`${code} tasks/trim.md:3:10`]);
  });

  test.each(['oils.md', './oils.md', 'x/../oils.md', './/oils.md'])('%s is found', (name) => {
    expect(data(name)).toEqual([]);
  });

  test('a link, a folder and a pipe are no files', () => {
    for (const kind of ['link', 'folder', 'other'] as const) {
      expect(foundIn({ 'data/oils.md': { kind } })).toContain('not_a_file tasks/trim.md:6:7');
    }
    expect(foundIn({ 'data/oils.md': { kind: 'link' } })).toContain('file_link data/oils.md:1:1');
  });

  test('nothing below a linked folder is looked at', () => {
    const text = TRIM.replace('oils.md', 'kinds/oils.md');
    expect(foundIn({ 'tasks/trim.md': text, 'data/kinds': { kind: 'link' } })).toContain(
      'not_a_file tasks/trim.md:6:7',
    );
  });

  test('a task that tasks call is checked as far as they reach', () => {
    const call = (name: string): string => `---\ndependencies:\n  tasks: [${name}]\n---\n`;
    const report = validateLamp({
      'tasks/trim.md': call('a.md'),
      'tasks/a.md': call('b.md'),
      'tasks/b.md': '---\ndependencies:\n  data: [gone.md, oils.md]\n  templates: [log.md]\n---\n',
    });
    expect(
      report.findings
        .filter(({ severity }) => severity === 'error')
        .map(({ agents, ...finding }) => [showFinding(finding as Finding), agents]),
    ).toEqual([['missing_data tasks/b.md:3:10', ['lamp']]]);
    expect(report.counts).toMatchObject({ tasks: 3, templates: 1, data: 2, references: 6 });
  });

  test('one file that many agents use is told once, with their names', () => {
    const second = agentText().replace('lamp-v1', 'wick-v1').replace('Ada Lantern', 'Bo');
    const { findings } = validateLamp({ 'agents/wick.yaml': second, 'data/oils.md': undefined });
    expect(
      findings.filter(({ code }) => code === 'missing_data').map(({ agents }) => agents),
    ).toEqual([['lamp', 'wick']]);
  });

  test('what was meant is told where only case or folder differ', () => {
    const hint = (name: string, files: Files): string | undefined =>
      validateLamp({
        'tasks/trim.md': TRIM.replace('    - oils.md', `    - ${name}`),
        ...files,
      }).findings.find(({ code }) => code === 'missing_data')?.hint;
    expect(hint('Oils.md', {})).toBe('did you mean oils.md');
    expect(hint('oil/oils.md', {})).toBe('did you mean oils.md');
    expect(hint('x/oils.md', { 'data/a/oils.md': 'x\n', 'data/b/oils.md': 'x\n' })).toStartWith(
      'add .krci-ai/data/x/oils.md',
    );
  });
});

describe('links in the text', () => {
  const body = (line: string): string[] =>
    foundIn({ 'tasks/trim.md': `${TRIM}\n${line}\n` }).filter(
      (finding) => !finding.startsWith('orphan'),
    );

  test.each([
    ['[x](./.krci-ai/data/gone.md)', ['broken_link tasks/trim.md:14:1']],
    ['[x](.krci-ai/data/gone.md#a)', ['broken_link tasks/trim.md:14:1']],
    ['![x](./.krci-ai/data/gone.png)', ['broken_image tasks/trim.md:14:1']],
    ['[x](./.krci-ai/data/)', []],
    ['[x](../data/oils.md)', []],
    ['[x](../data/gone.md)', ['broken_relative_link tasks/trim.md:14:1']],
    ['[x](../../docs/plan.md)', []],
    ['[x](https://example.org/gone.md)', []],
    ['[x](./.krci-ai/data/{{name}}.md)', []],
    ['`[x](./.krci-ai/data/gone.md)`', []],
    ['<!-- [x](./.krci-ai/data/gone.md) -->', []],
    ['[x](#trim-the-wick)', []],
    ['[x](#gone)', ['broken_anchor tasks/trim.md:14:1']],
    ['[x](./.krci-ai/data/oils.md#oils)', []],
    ['[x](./.krci-ai/data/oils.md#gone)', ['broken_anchor tasks/trim.md:14:1']],
    ['[x]: ./.krci-ai/data/gone.md', ['broken_link tasks/trim.md:14:1']],
  ])('%s', (line, findings) => {
    expect(body(line)).toEqual(findings);
  });

  test('a file that is linked and not declared may be missing where the task is installed', () => {
    const files = {
      'tasks/trim.md': `${TRIM}[x](./.krci-ai/data/more.md)\n`,
      'data/more.md': 'x\n',
    };
    expect(foundIn(files)).toEqual(['link_undeclared tasks/trim.md:13:1']);
  });

  test('relative links of a template belong to what is made of it', () => {
    expect(
      foundIn({ 'templates/log.md': '[x](../gone.md) [y](./.krci-ai/data/gone.md)\n' }),
    ).toEqual(['broken_link templates/log.md:1:17']);
  });
});

describe('tags', () => {
  const tags = (text: string, file = 'tasks/trim.md'): string[] =>
    validateLamp({ [file]: file === 'tasks/trim.md' ? `${TRIM}${text}\n` : `${text}\n` })
      .findings.filter(({ code }) => code.startsWith('tag_'))
      .map(({ code, about }) => `${code} ${about?.[0]}`);

  test.each([
    ['<a>', ['tag_unclosed a']],
    ['</a>', ['tag_unopened a']],
    ['<a>\n\n<a>', ['tag_unclosed a', 'tag_unclosed a']],
    ['<a><b></a></b>', ['tag_unclosed b', 'tag_unopened b']],
    ['<a x="1">text</a>', []],
    ['<a/> <b />', []],
    ['< a >text< /a >', []],
    ['<a>text</ a >', ['tag_unclosed a']],
    ['</br>', ['tag_unopened br']],
    ['<path/to/file>', ['tag_unclosed path']],
    ['```\n<a>', ['tag_unclosed a']],
    ['`x\n<a>\n`', []],
    ['< a >', ['tag_unclosed a']],
    ['<br> <hr> <img src="x">', []],
    ['<https://example.org> <me@example.org>', []],
    ['a < b and c > d', []],
    ['Map<String> and List<Map<String, Integer>>', []],
    ['<!-- <a> -->', []],
    ['<!--\n<a>\n\n</b>\n-->', []],
    ['`<a>` and ``x ` <b>``', []],
    ['```\n<a>\n```', []],
    ['1. one\n   ```xml\n   <a>\n   ```', []],
    ['~~~\n<a>\n```\n</b>\n~~~', []],
    ['\\<a>', []],
    ['<a>`</a>`', ['tag_unclosed a']],
    ['<note\n  kind="x">\n</note>', []],
  ])('%j', (text, faults) => {
    expect(tags(text)).toEqual(faults);
  });

  test('are looked for in heads, and in files of any other kind that is text', () => {
    const head = TRIM.replace('dependencies:', 'title: <a>\ndependencies:');
    const json = TRIM.replace('- oils.md', '- oils.json');
    const told = (files: Files): string[] =>
      foundIn(files).filter((line) => line.startsWith('tag_'));
    expect(told({ 'tasks/trim.md': head })).toEqual(['tag_unclosed tasks/trim.md:2:8']);
    expect(told({ 'tasks/trim.md': json, 'data/oils.json': '"<b>"' })).toEqual([
      'tag_unclosed data/oils.json:1:2',
    ]);
    expect(told({ 'tasks/trim.md': json, 'data/oils.json': '\0<b>' })).toEqual([]);
  });

  test('files in YAML and program text are not looked through', () => {
    const text = TRIM.replace('oils.md', 'oils.yaml');
    expect(
      foundIn({ 'tasks/trim.md': text, 'data/oils.yaml': 'a: <b>\n' }).filter((line) =>
        line.startsWith('tag_'),
      ),
    ).toEqual([]);
    expect(tags('<a>', 'templates/log.md')).toEqual(['tag_unclosed a']);
  });
});
