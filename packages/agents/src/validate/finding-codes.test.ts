import { expect, test } from 'bun:test';
import type { FindingCode } from '../findings/finding-codes.ts';
import { readFramework } from '../graph/read-framework.ts';
import { agentText, lampTree, TRIM } from '../testing/lamp-framework.ts';
import { validateLamp, withIdentity, type Files } from '../testing/validate-lamp.ts';
import { validateFramework, type ValidateOptions } from './validate-framework.ts';

const task = (text: string): Files => ({ 'tasks/trim.md': text });
const body = (text: string): Files => task(`${TRIM}${text}\n`);
const agent = (text: string): Files => ({ 'agents/lamp.yaml': text });
const skill = (text: string): Files => ({ 'skills/wick/SKILL.md': text });
const twin = { 'agents/sub/lamp.yaml': agentText() };
const bytes = new Uint8Array([0x61, 0xff]);

/** What stands outside the tree makes them: tests of their own. */
type ToldBelow = 'tree_truncated' | 'size_limit' | 'token_budget';

/** A small framework for each code, in which it is told. */
const TOLD: Readonly<Record<Exclude<FindingCode, ToldBelow>, Files>> = {
  agents_missing: { 'agents/lamp.yaml': undefined },
  encoding: { 'tasks/trim.md': bytes },
  file_foreign: { 'agents/x.yml': 'x\n' },
  file_link: { 'data/x.md': { kind: 'link' } },
  file_too_large: { 'data/x.md': { kind: 'file', size: 1e8, fault: 'too_large' } },
  file_unreadable: { 'data/x.md': { kind: 'file', size: 1, fault: 'unreadable' } },
  name_collision: { 'data/Oils.md': 'x\n' },
  name_encoding: { 'data/\ufffd': { kind: 'file', size: 0, fault: 'name_encoding' } },
  name_unportable: { 'data/nul.md': 'x\n' },
  conflict_unresolved: body('<<<<<<< yours\na\n=======\nb\n>>>>>>> theirs'),
  bom: task(`\ufeff${TRIM}`),
  line_endings_mixed: body('x\r'),
  newline_missing: task(TRIM.trimEnd()),
  size_budget: body('x'.repeat(33 * 1024)),
  yaml_alias: agent('agent: *x\n'),
  yaml_depth: agent(`agent: ${'['.repeat(200)}\n`),
  yaml_documents: agent(`${agentText()}---\n`),
  yaml_duplicate_key: agent('agent: 1\nagent: 2\n'),
  yaml_key: agent('[a]: 1\n'),
  yaml_syntax: agent('agent: [\n'),
  yaml_tag: agent('agent: !x 1\n'),
  data_not_yaml: { 'data/x.yaml': '[\n' },
  front_matter_toml: task('+++\n+++\n'),
  front_matter_unclosed: task('---\n'),
  schema_count: agent(agentText({ principles: '  principles: []' })),
  schema_key_near: task('---\ndependencie: {}\n---\n'),
  schema_key_other: task('---\nauthor: me\n---\n'),
  schema_key_unknown: agent('a: 1\n'),
  schema_length: agent(withIdentity('role: x')),
  schema_missing: agent('agent: {}\n'),
  schema_pattern: agent(withIdentity('id: x')),
  schema_repeated: agent(agentText({ skills: '  skills: [a, a]' })),
  schema_type: agent('agent: []\n'),
  skill_file_missing: { 'skills/wick/x.md': 'x\n' },
  skill_name: skill('---\nname: other\ndescription: x\n---\n'),
  agent_id_duplicate: twin,
  agent_id_file: agent(withIdentity('id: other-v1')),
  agent_id_version: agent(withIdentity('id: lamp-v2')),
  agent_name_duplicate: twin,
  agent_short_duplicate: twin,
  command_task_unknown: agent(agentText().replace('task trim', 'task polish')),
  missing_data: { 'data/oils.md': undefined },
  missing_skill: agent(agentText({ skills: '  skills: [gone]' })),
  missing_task: { 'tasks/trim.md': undefined },
  missing_template: { 'templates/log.md': undefined },
  not_a_file: { 'data/oils.md': { kind: 'folder' } },
  path_escape: task('---\ndependencies:\n  data: [../x]\n---\n'),
  reference_repeated: task('---\ndependencies:\n  data: [oils.md, oils.md]\n---\n'),
  reference_spelling: agent(agentText({ tasks: '  tasks: [trim.md]' })),
  reference_unusable: task("---\ndependencies:\n  data: ['']\n---\n"),
  broken_anchor: body('[x](#gone)'),
  broken_image: body('![x](./.krci-ai/data/x.png)'),
  broken_link: body('[x](./.krci-ai/data/x.md)'),
  broken_relative_link: body('[x](x.md)'),
  link_textless: body('[](./.krci-ai/data/oils.md)'),
  link_undeclared: { ...body('[x](./.krci-ai/data/x.md)'), 'data/x.md': 'x\n' },
  tag_unclosed: body('<a>'),
  tag_unopened: body('</a>'),
  cycle: task('---\ndependencies:\n  tasks: [trim.md]\n---\n'),
  dependency_unused: task(TRIM.slice(0, TRIM.indexOf('# Trim'))),
  local_unknown: { 'local/data/x.md': 'x\n' },
  orphan: { 'data/x.md': 'x\n' },
};

test.each(Object.entries(TOLD))('%s is told', (code, files) => {
  expect(validateLamp(files).findings.map((finding) => finding.code as string)).toContain(code);
});

test('more entries than a tree may have are told', () => {
  const { findings } = validateFramework(readFramework({ ...lampTree(), truncated: true }));
  expect(findings.map(({ code, file }) => [code, file])).toEqual([['tree_truncated', '.krci-ai']]);
});

test('a file above the size that the project allows is an error, above the usual one a warning', () => {
  const framework = readFramework(lampTree(body('x'.repeat(33 * 1024))));
  const sizesFound = (sizes: ValidateOptions['sizes']): unknown[] =>
    validateFramework(framework, sizes === undefined ? {} : { sizes })
      .findings.filter(({ code }) => code.startsWith('size_'))
      .map(({ code, severity, file, agents }) => [code, severity, file, agents]);
  const file = '.krci-ai/tasks/trim.md';
  expect(sizesFound(undefined)).toEqual([['size_budget', 'warning', file, ['lamp']]]);
  expect(sizesFound({ task: 1024 })).toEqual([['size_limit', 'error', file, ['lamp']]]);
  expect(sizesFound({ task: 64 * 1024, agent: 99_999 })).toEqual([]);
});

test('what is above a token budget is told with its file, its agents and what to do', () => {
  const excess = [
    { scope: 'file', name: '.krci-ai/tasks/trim.md', file: '.krci-ai/tasks/trim.md' },
    { scope: 'agent', name: 'lamp', file: '.krci-ai/agents/lamp.yaml' },
    { scope: 'total', name: '1 agents' },
  ] as const;
  const { ok, findings } = validateFramework(readFramework(lampTree()), {
    tokens: {
      excess: excess.map((one) => ({ ...one, tokens: 9, budget: 8 })),
      totalAt: { line: 4, column: 5 },
    },
  });
  const told = findings.filter(({ code }) => code === 'token_budget');
  expect(ok).toBe(false);
  expect(
    told.map(({ severity, file, line, column, agents }) => [severity, file, line, column, agents]),
  ).toEqual([
    ['error', '.krci-ai/agents/lamp.yaml', 1, 1, ['lamp']],
    ['error', '.krci-ai/config.yaml', 4, 5, []],
    ['error', '.krci-ai/tasks/trim.md', 1, 1, ['lamp']],
  ]);
  for (const { message, hint } of told)
    expect([message.includes('9'), hint.length > 9]).toEqual([true, true]);
});
