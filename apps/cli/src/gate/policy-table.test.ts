import { describe, expect, test } from 'bun:test';
import { GatedProject, HARMLESS, saidBy } from '../testing/gated-project.ts';
import type { Ran } from '../testing.ts';

const policy = (table: string): string =>
  `schema_version: 1.1.0\ndefault_verdict: block\ntool_classes: ${table}\nrules:\n` +
  '- {name: reads, effect: allow, match: {endpoint_classes: [fs.read]}}\n' +
  '- {name: writes, effect: block, match: {endpoint_classes: [fs.write]}}\n';
const [target] = HARMLESS.targets;
const says = (endpoint_class: string) => ({
  ...HARMLESS,
  tool_name: 'handle',
  targets: [{ ...target, operation: '', endpoint_class }],
});
const PROFILES = ['standard', 'strict'];

describe.each(PROFILES)('under %s, a tool that the policy lists', (profile) => {
  const decide = async (table: string, call: object): Promise<Ran> => {
    using project = new GatedProject(policy(table));
    project.put('project/call.json', call);
    await project.trust();
    return await project.decide(profile);
  };

  test('is decided by the table where the call says nothing', async () => {
    expect((await decide('{handle: fs.read}', says(''))).json).toMatchObject({ verdict: 'allow' });
    expect((await decide('{}', says(''))).json).toMatchObject({ verdict: 'block' });
  });

  test('is decided by the table where the call says something laxer', async () => {
    const { json, exit } = await decide('{handle: fs.write}', says('fs.read'));
    expect(json).toMatchObject({ verdict: 'block' });
    expect(json?.['reason_codes']).toContain('tool_class_stricter');
    expect(exit).toBe(3);
  });

  test('is decided by the call where that says something stricter', async () => {
    const { json } = await decide('{handle: fs.read}', says('fs.write'));
    expect(json).toMatchObject({ verdict: 'block' });
    expect(json?.['reason_codes']).not.toContain('tool_class_stricter');
  });

  test('is protected from by what the policy says, and never opened', async () => {
    const write = {
      ...says(''),
      tool_name: 'put_file',
      args: { path: '.gait.yaml', content: 'x' },
    };
    const { json } = await decide('{put_file: fs.read}', write);
    expect(json?.['reason_codes']).toContain('self_protection_policy');
  });
});

test('what the file and the policy say must not differ', async () => {
  using project = new GatedProject(policy('{handle: fs.read}'));
  project.put('project/call.json', says(''));
  await project.trust();
  const asked = async (classes: string, profile: string): Promise<unknown> => {
    project.put('project/classes.yaml', classes);
    const ran = await project.decide(profile, '--tool-classes', 'classes.yaml');
    return [saidBy(ran), ran.exit];
  };
  expect(await asked('handle: fs.read\nmore: fs.write\n', 'standard')).toEqual(['allow', 0]);
  expect(await asked('Handle: fs.write\n', 'standard')).toEqual(['tool_classes_conflict', 6]);
  expect(await asked('Handle: fs.write\n', 'strict')).toEqual(['tool_classes_conflict', 3]);
});

test('what the file and the policy of the user say must not differ', async () => {
  using project = new GatedProject(policy('{}'));
  project.put('project/call.json', says(''));
  project.put('home/.config/gait/policy.yaml', policy('{handle: fs.read}'));
  project.put('project/classes.yaml', 'handle: fs.write\n');
  await project.trust();
  const ran = await project.decide('strict', '--tool-classes', 'classes.yaml');
  expect([saidBy(ran), ran.exit]).toEqual(['tool_classes_conflict', 3]);
});

test('a table beside the policy names each tool once', async () => {
  using project = new GatedProject(policy('{}'));
  project.put('project/classes.yaml', 'a: fs.read\n" A": fs.read\n');
  const ran = await project.decide('standard', '--tool-classes', 'classes.yaml');
  expect([saidBy(ran), ran.exit]).toEqual(['tool_classes_invalid', 6]);
});

describe('the tools for policies', () => {
  const run = (project: GatedProject, ...words: string[]): Promise<Ran> =>
    project.run(['policy', ...words]);

  test('know the table: validate, fmt, test, explain, coverage, simulate, lint', async () => {
    using project = new GatedProject(policy('{handle: fs.read, unused: other}'));
    project.put('project/call.json', says(''));
    const digest = (await project.decide('standard')).json?.['intent_digest'];
    expect((await run(project, 'validate', '.gait.yaml')).json).toMatchObject({
      schema_version: '1.1.0',
      tool_class_count: 2,
    });
    const formatted = (await run(project, 'fmt', '.gait.yaml')).json?.['formatted'];
    expect(formatted).toContain('tool_classes:\n  handle: fs.read\n  unused: other\nrules:\n');
    expect((await run(project, 'test', '.gait.yaml', 'call.json')).json).toMatchObject({
      verdict: 'allow',
      matched_rule: 'reads',
      intent_digest: digest,
    });
    expect((await run(project, 'explain', '.gait.yaml', 'call.json')).json).toMatchObject({
      verdict: 'allow',
      matched_rule: 'reads',
      intent_digest: digest,
    });
    const described = (await run(project, 'explain', '.gait.yaml')).json?.['before_rules'];
    expect(described).toHaveLength(2);
    const coverage = ['coverage', '.gait.yaml', '--fixtures', 'call.json'];
    expect((await run(project, ...coverage)).json).toMatchObject({
      percent: 50,
      unused_tool_classes: ['unused'],
    });
    const findings = (await run(project, 'lint', '.gait.yaml')).json?.['findings'];
    expect(findings).toContainEqual(
      expect.objectContaining({ code: 'tool_class_unused', level: 'note', line: 3 }),
    );
    project.put('project/before.yaml', policy('{}'));
    const simulate = ['simulate', '--policy', '.gait.yaml', '--baseline', 'before.yaml'];
    expect((await run(project, ...simulate, '--fixtures', 'call.json')).json).toMatchObject({
      changed_fixtures: 1,
      changed: [{ baseline_verdict: 'block', candidate_verdict: 'allow' }],
    });
  });

  test('find a recorded call again by the digest that it has under the table', async () => {
    using project = new GatedProject(policy('{handle: fs.read}'));
    project.put('project/call.json', says(''));
    await project.decide('standard', '--trace-dir', 'traces');
    const both = ['--policy', '.gait.yaml', '--baseline', '.gait.yaml'];
    const { json } = await run(
      project,
      ...['simulate', ...both, '--fixtures', 'call.json', '--traces', 'traces'],
    );
    expect(json).toMatchObject({ recorded: { replayed: 1, not_replayed: 0 } });
  });
});
