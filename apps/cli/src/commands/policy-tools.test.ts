import { afterAll, describe, expect, test } from 'bun:test';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInProcess, type Ran } from '../testing.ts';

const cwd = realpathSync(mkdtempSync(join(tmpdir(), 'gait-')));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

function put(name: string, content: string | object): string {
  writeFileSync(join(cwd, name), typeof content === 'string' ? content : JSON.stringify(content));
  return name;
}

async function run(...args: string[]): Promise<Ran> {
  return runInProcess(['policy', ...args], { cwd });
}

const policy = put(
  'policy.yaml',
  `default_verdict: block
rules:
  - name: reads
    priority: 10
    effect: allow
    match: {tool_names: [fs.read, fs.list]}
    endpoint: {path_denylist: [/etc/**]}
    reason_codes: [read_ok]
  - name: writes
    priority: 20
    effect: require_approval
    match: {tool_names: [fs.write], risk_classes: [low]}
`,
);
const candidate = put(
  'candidate.yaml',
  'default_verdict: block\nrules:\n  - {name: all, effect: allow, match: {risk_classes: [low]}}\n',
);
mkdirSync(join(cwd, 'calls'));
const context = { identity: 'alice', workspace: '/w', risk_class: 'low' };
const target = (value: string) => [{ kind: 'path', value, operation: 'read' }];
const read = put('calls/read.json', {
  tool_name: 'fs.read',
  targets: target('/w/a'),
  context,
});
const secret = put('calls/secret.json', {
  tool_name: 'fs.read',
  targets: target('/etc/shadow'),
  context,
});
const write = put('calls/write.json', {
  tool_name: 'fs.write',
  context: { ...context, risk_class: 'high' },
});

describe('policy test', () => {
  test('answers with the verdict, its reasons and an exit status for each verdict', async () => {
    const allowed = await run('test', policy, read, '--json');
    expect(allowed.exit).toBe(0);
    expect(allowed.json).toMatchObject({
      ok: true,
      schema_id: 'gait.policytest.result',
      verdict: 'allow',
      matched_rule: 'reads',
      reason_codes: ['read_ok'],
      summary: 'policy test verdict=allow reasons=read_ok violations=none',
    });
    expect((await run('test', policy, secret)).exit).toBe(3);
    expect(
      (await run('test', policy, put('w.json', { tool_name: 'fs.write', context }))).exit,
    ).toBe(4);
  });

  test.each([[[]], [[policy]], [[policy, read, read]], [[policy, read, '--suite', 'x']]])(
    'refuses %p',
    async (args) => {
      const { exit, json } = await run('test', ...args, '--json');
      expect(exit).toBe(6);
      expect(json?.['detail']).toMatchObject({ code: 'arguments_invalid' });
    },
  );

  const suite = put(
    'tests.yaml',
    `context: {identity: a, workspace: /w, risk_class: low}
tests:
  - {name: reading runs, intent: {tool_name: fs.read}, verdict: allow, matched_rule: reads}
  - {name: a file, intent_file: calls/secret.json, verdict: block}
`,
  );

  test('runs a file of tests, with intents of their own files', async () => {
    const { exit, json } = await run('test', policy, '--suite', suite, '--json');
    expect(exit).toBe(0);
    expect(json).toMatchObject({ ok: true, tests_total: 2, tests_failed: 0 });
  });

  test('says what a failed test expected, in JUnit too, with exit status 5', async () => {
    const ran = await run('test', candidate, '--suite', suite, '--junit', 'junit.xml');
    expect(ran.exit).toBe(5);
    expect(ran.stdout).toContain('0 of 2 tests');
    expect(ran.stdout).toContain('decided by all instead of reads');
    const junit = readFileSync(join(cwd, 'junit.xml'), 'utf8');
    expect(junit).toContain('tests="2" failures="2"');
    expect(junit).toContain('message="allow instead of block"');
  });
});

describe('policy simulate', () => {
  const both = ['--policy', candidate, '--baseline', policy];

  test('counts verdicts, names the rule of each change and recommends a stage', async () => {
    const { exit, json } = await run('simulate', ...both, '--fixtures', 'calls', '--json');
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      fixtures_total: 3,
      changed_fixtures: 2,
      recommendation: 'observe',
      baseline_verdicts: [
        { verdict: 'allow', count: 1 },
        { verdict: 'block', count: 2 },
      ],
    });
    const changed = json?.['changed'] as readonly Record<string, unknown>[];
    expect(changed.map((one) => [one['fixture_path'], one['candidate_matched_rule']])).toEqual([
      [read, 'all'],
      [secret, 'all'],
    ]);
    expect(json).not.toHaveProperty('recorded');
  });

  test('names the changed rules that decided none of the calls', async () => {
    const { stdout } = await run('simulate', ...both, '--fixtures', write);
    expect(stdout).toContain('3 of 3 changed rules decided no call: all, reads, writes');
    await run('simulate', ...both, '--fixtures', write, '--html', 'unreached.html');
    const page = readFileSync(join(cwd, 'unreached.html'), 'utf8');
    expect(page).toContain('3 of 3 changed rules decided no call: all, reads, writes');
    const same = ['--policy', policy, '--baseline', policy, '--fixtures', write];
    expect((await run('simulate', ...same)).stdout).not.toContain('decided no call');
  });

  test('counts one call as one', async () => {
    const one = ['--policy', policy, '--baseline', policy, '--fixtures', write];
    expect((await run('simulate', ...one)).stdout).toContain('1 call: 0 change their verdict');
    expect((await run('simulate', ...both, '--fixtures', read)).stdout).toMatch(
      /1 call: (?:1 changes its verdict, 0 only their|0 change their verdict, 1 only its)/u,
    );
  });

  test('recommends approvals when more is blocked, and to enforce what changes nothing', async () => {
    const stage = async (next: string, before: string): Promise<unknown> =>
      (
        await run(
          'simulate',
          '--policy',
          next,
          '--baseline',
          before,
          '--fixtures',
          'calls',
          '--json',
        )
      ).json?.['recommendation'];
    expect(await stage(policy, candidate)).toBe('require_approval');
    expect(await stage(policy, policy)).toBe('enforce');
  });

  test('writes a page that loads nothing and obeys nothing of what it shows', async () => {
    const odd = put('calls/odd.json', {
      tool_name: '<script>alert(1)</script>',
      context: { ...context, identity: '"><img src=x>' },
    });
    const ran = await run('simulate', ...both, '--fixtures', 'calls', '--html', 'page.html');
    rmSync(join(cwd, odd));
    expect(ran.stdout).toContain('page: page.html');
    const page = readFileSync(join(cwd, 'page.html'), 'utf8');
    expect(page).toContain('content="default-src &#39;none&#39;;');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).not.toMatch(/<(?:script|img|link|iframe)|src=|href=/u);
    expect(page).toContain('Observe first');
  });

  test('judges the calls of a run by their tool, and says so', async () => {
    const input = put('run.json', {
      run: { run_id: 'run_s', created_at: '2026-02-01T00:00:00Z' },
      intents: [
        { intent_id: '1', tool_name: 'fs.read', args: { path: 'a' } },
        { intent_id: '2', tool_name: 'fs.write', args: {} },
      ],
      results: [{ intent_id: '1', status: 'ok', result: { verdict: 'block' } }],
      refs: {},
    });
    await runInProcess(['run', 'record', '--input', input, '--capture-mode', 'raw'], { cwd });
    const low = put('low.json', { risk_class: 'low' });
    const more = ['--runs', 'run_s', '--call-context', low];
    const { json } = await run('simulate', ...both, ...more, '--json');
    expect(json).toMatchObject({
      fixtures_total: 2,
      candidate_verdicts: [{ verdict: 'allow', count: 2 }],
      recorded: { replayed: 2, replayed_by_tool_alone: 2, not_replayed: 0 },
    });
    const { differs_from_record: differs } = (json?.['recorded'] ?? {}) as Record<string, unknown>;
    expect(differs).toMatchObject([{ recorded_verdict: 'block', candidate_verdict: 'allow' }]);
    const text = (await run('simulate', ...both, ...more)).stdout;
    expect(text).toContain('2 calls of runs were judged by their tool alone');
  });

  test('never writes the page over what it reads', async () => {
    const ran = await run('simulate', ...both, '--fixtures', read, '--html', policy, '--json');
    expect(ran.json?.['detail']).toMatchObject({ code: 'output_unsafe' });
    expect(readFileSync(join(cwd, policy), 'utf8')).toContain('name: reads');
  });

  test.each([
    [['--policy', candidate, '--fixtures', read], 'arguments_invalid'],
    [['--baseline', policy, '--fixtures', read], 'arguments_invalid'],
    [both, 'invalid_input'],
    [[...both, '--fixtures', 'nowhere'], 'file_missing'],
    [[...both, '--fixtures', policy], 'invalid_input'],
    [[...both, '--fixtures', read, 'more'], 'arguments_invalid'],
  ])('refuses %p', async (args, code) => {
    const { exit, json } = await run('simulate', ...args, '--json');
    expect(exit).toBe(6);
    expect(json?.['detail']).toMatchObject({ code });
  });
});

describe('policy lint', () => {
  test('gives exit status 2 for errors, with --strict for warnings too', async () => {
    const dead = put(
      'dead.yaml',
      'rules:\n- {name: a, effect: allow, match: {target_kinds: [x]}}\n',
    );
    const ran = await run('lint', dead, '--json');
    expect(ran.exit).toBe(2);
    expect(ran.json).toMatchObject({ ok: false, errors: 1, warnings: 0, notes: 1 });
    const odd = put(
      'odd.yaml',
      'rules:\n- {name: a, effect: block, match: {tool_names: ["a*"]}}\n',
    );
    expect((await run('lint', odd)).exit).toBe(0);
    expect((await run('lint', odd, '--strict')).exit).toBe(2);
    expect((await run('lint', odd)).stdout).toContain('odd.yaml:2  warning value_has_wildcard  a');
  });
});

describe('policy coverage', () => {
  test('names rules that no call reached, and fails below what is asked for', async () => {
    const ran = await run('coverage', policy, '--fixtures', 'calls', '--min', '100', '--json');
    expect(ran.exit).toBe(5);
    expect(ran.json).toMatchObject({
      ok: false,
      percent: 50,
      rules_total: 2,
      unreached_rules: ['writes'],
      decided_by_default: 1,
    });
    const [first, second] = (ran.json?.['rules'] ?? []) as Record<string, unknown>[];
    expect(first).toMatchObject({
      line: 3,
      reached: 2,
      conditions: [{ name: 'tool_names', held: 2, failed_alone: 1, unseen_values: ['fs.list'] }],
      constraints: [{ name: 'endpoint', fired: 1, satisfied: 1 }],
    });
    expect(second).toMatchObject({
      reached: 0,
      conditions: [
        { name: 'tool_names', failed_alone: 2 },
        { name: 'risk_classes', failed_alone: 1 },
      ],
    });
    expect((await run('coverage', policy, '--fixtures', write, '--min', '50')).exit).toBe(5);
    expect((await run('coverage', policy, '--fixtures', read, '--min', '50%')).exit).toBe(0);
  });

  test('wants something to measure with, and a percentage', async () => {
    for (const args of [[], ['--fixtures', read, '--min', '101']]) {
      expect((await run('coverage', policy, ...args)).exit).toBe(6);
    }
  });
});

describe('policy explain', () => {
  test('says in words what a policy does, by priority', async () => {
    const { stdout, exit } = await run('explain', policy);
    expect(exit).toBe(0);
    expect(stdout.split('\n').slice(0, 6)).toEqual([
      'First (priority 10)',
      '  reads: a call runs when the tool is fs.list or fs.read',
      '      provided: no path is /etc/**, else block',
      'Then (priority 20)',
      '  writes: a call needs an approval when the tool is fs.write and the risk is low',
      'Any other call is blocked.',
    ]);
  });

  test('says which condition failed, the nearest rule first', async () => {
    const { stdout, json } = await run('explain', policy, write, '--json');
    expect(stdout).not.toBe('');
    const [call] = (json?.['calls'] ?? []) as { rules: Record<string, unknown>[] }[];
    expect(call?.rules.map(({ name }) => name)).toEqual(['writes', 'reads']);
    expect(call?.rules[0]).toMatchObject({
      fate: 'unmatched',
      failed_conditions: [{ name: 'risk_classes', wanted: ['low'], found: ['high'] }],
    });
    const text = (await run('explain', policy, write)).stdout;
    expect(text).toContain('no rule matches: the default of the policy says block');
    expect(text).toContain('risk_classes: the call has high, the rule wants low');
  });

  test('says which constraint made a rule stricter', async () => {
    const { stdout } = await run('explain', policy, secret);
    expect(stdout).toContain('reads (priority 10) allow, here block: decided');
    expect(stdout).toContain('endpoint: block (');
  });
});

describe('a file of tests that is wrong', () => {
  const WHOLE = 'tests:\n  - name: a\n    intent: {tool_name: x}\n';
  test.each<[string, number, number]>([
    [`${WHOLE}    expectt: 1\n`, 4, 5],
    [`${WHOLE}    verdict: maybe\n`, 4, 5],
    [WHOLE, 2, 5],
    [`${WHOLE}    verdict: [allow]\n`, 4, 5],
    [`${WHOLE}    verdict: allow\n    before: [{intent: {}, outcome: gone}]\n`, 5, 14],
  ])('is told with the line and column %#', async (text, line, column) => {
    const suite = put('wrong.test.yaml', text);
    const { exit, json } = await run('test', policy, '--suite', suite, '--json');
    expect(exit).toBe(6);
    expect(json).toMatchObject({ detail: { file: suite, line, column } });
  });
});

test('the place of an error in a policy is printed once', async () => {
  const wrong = put('wrong.yaml', 'default_verdict: block\nrules:\n  - {name: a, effect: nope}\n');
  const { stderr } = await run('validate', wrong);
  expect(stderr).toContain(`"nope" is no verdict (${wrong}:3:15)`);
});

describe('policy fmt --short', () => {
  test('prints what is set, with the comments', async () => {
    const commented = put('commented.yaml', '# why\ndefault_verdict: block\n');
    const { stdout, stderr } = await run('fmt', '--short', commented);
    expect(stdout).not.toContain('rules');
    expect(stdout).toContain('default_verdict: block');
    expect(stdout).toStartWith('# why\n');
    expect(stderr).toBe('');
  });
});
