import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { runInProcess, type Ran } from '../testing.ts';

let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'gait-kill-cli-'));
});
afterEach(() => {
  rmSync(cwd, { recursive: true, force: true });
});

const run = (...words: string[]): Promise<Ran> =>
  runInProcess(['kill-switch', ...words, '--state', 'k.json', '--json'], { cwd });
const detail = ({ json }: Ran): unknown => (json?.['detail'] as { code?: string })?.code;

test('an entry is added, listed, given an end and disabled, in the keys of the reference', async () => {
  const added = await run(
    'add',
    '--entry-id',
    'e1',
    '--identity',
    'alice',
    '--tool-name',
    'Tool.X',
    '--path-prefixes',
    '/b/../a,/c',
    '--expires-at',
    '2036-01-01T02:00:00+02:00',
  );
  const entry = {
    entry_id: 'e1',
    enabled: true,
    identity: 'alice',
    tool_name: 'tool.x',
    path_prefixes: ['/a', '/c'],
    created_at: '2026-06-03T12:00:00Z',
    expires_at: '2036-01-01T00:00:00Z',
  };
  expect(added).toMatchObject({ exit: 0, stderr: '' });
  expect(added.json).toMatchObject({
    ok: true,
    action: 'add',
    entry,
    state: { producer_version: '1.4.0', entries: [entry] },
  });
  expect((await run('list')).json).toMatchObject({ action: 'list', entries: [entry] });
  expect((await run('expire', '--entry-id', ' e1 ')).json).toMatchObject({
    action: 'expire',
    entry: { expires_at: '2026-06-03T12:00:00Z' },
  });
  expect((await run('disable', '--entry-id', 'e1')).json).toMatchObject({
    action: 'disable',
    entry: { enabled: false },
  });
  expect(JSON.parse(readFileSync(join(cwd, 'k.json'), 'utf8'))).toMatchObject({
    entries: [{ entry_id: 'e1', enabled: false, expires_at: '2026-06-03T12:00:00Z' }],
  });
});

describe('an entry that stops everything', () => {
  test('is never made by accident', async () => {
    for (const words of [[], ['--path-prefixes', '.'], ['--reason', 'r']]) {
      const answer = await run('add', ...words);
      expect([answer.exit, detail(answer)]).toEqual([6, 'kill_switch_selector_missing']);
    }
    expect(existsSync(join(cwd, 'k.json'))).toBe(false);
  });

  test('is made by its name alone with a warning, and under strict only with --all', async () => {
    const text = await runInProcess(
      ['kill-switch', 'add', '--state', 'k.json', '--entry-id', 'stop'],
      { cwd },
    );
    expect(text).toMatchObject({ exit: 0 });
    expect(text.stderr).toContain('stops every call');
    const strict = await run('add', '--entry-id', 'stop2', '--profile', 'strict');
    expect([strict.exit, detail(strict)]).toEqual([6, 'kill_switch_selector_missing']);
    const all = await run('add', '--all', '--profile', 'strict');
    expect(all.json).toMatchObject({ ok: true, entry: { entry_id: 'all' } });
    const both = await run('add', '--all', '--identity', 'a');
    expect([both.exit, detail(both)]).toEqual([6, 'kill_switch_entry_invalid']);
    expect((await run('list')).json?.['entries']).toHaveLength(2);
  });
});

test('what cannot be done is refused with exit 6 and a code', async () => {
  for (const [words, code] of [
    [['disable'], 'flag_invalid'],
    [['disable', '--entry-id', 'a'], 'file_missing'],
    [['expire', '--entry-id', 'a', '--expires-at', 'soon'], 'flag_invalid'],
    [['add', '--identity', 'a', '--expires-at', 'soon'], 'flag_invalid'],
    [['add', '--target-kind', 'planet'], 'kill_switch_entry_invalid'],
  ] as const) {
    const answer = await run(...words);
    expect([answer.exit, detail(answer)]).toEqual([6, code]);
  }
  await run('add', '--identity', 'a');
  const missing = await run('disable', '--entry-id', 'nobody');
  expect([missing.exit, detail(missing)]).toEqual([6, 'kill_switch_entry_missing']);
  writeFileSync(join(cwd, 'k.json'), '{}');
  for (const words of [['list'], ['add', '--identity', 'b']]) {
    const answer = await run(...words);
    expect([answer.exit, detail(answer)]).toEqual([6, 'kill_switch_state_invalid']);
  }
});

test('a state in a folder that does not exist is not made; without a file the list is empty', async () => {
  const words = ['kill-switch', 'add', '--identity', 'a', '--state', 'none/k.json', '--json'];
  const answer = await runInProcess(words, { cwd });
  expect([answer.exit, detail(answer)]).toEqual([6, 'file_missing']);
  expect(existsSync(join(cwd, 'none'))).toBe(false);
  const list = await run('list');
  expect(list.json).toMatchObject({ ok: true, state: { entries: [] } });
  expect(list.json).not.toHaveProperty('entries');
});

describe('the list for a person', () => {
  const list = async (): Promise<string[]> => {
    const { stdout } = await runInProcess(['kill-switch', 'list', '--state', 'k.json'], { cwd });
    return stdout.trimEnd().split('\n');
  };

  test('counts one entry as one', async () => {
    await run('add', '--entry-id', 'a', '--identity', 'x');
    expect((await list())[0]).toBe('✓ list: 1 entry (1 active)');
  });

  test('says with a header what stops calls now, and that first', async () => {
    await run('add', '--entry-id', 'a', '--identity', 'x');
    await run('disable', '--entry-id', 'a');
    await run('add', '--entry-id', 'b', '--identity', 'x', '--expires-at', '2026-01-01T00:00:00Z');
    await run('add', '--entry-id', 'c', '--tool-name', 'y', '--reason', 'incident 42');
    const [title, header, ...rows] = await list();
    expect(title).toBe('✓ list: 3 entries (1 active, 1 expired, 1 disabled)');
    expect(header).toMatch(/^ENTRY +STATUS +STOPS +UNTIL +REASON$/u);
    expect(rows.map((row) => row.trimEnd().replaceAll(/ {2,}/gu, '|'))).toEqual([
      'c|active|tool y|no end|incident 42',
      'b|expired|identity x|2026-01-01T00:00:00Z',
      'a|disabled|identity x|no end',
    ]);
  });

  test('says that there is no state file, and where it looked', async () => {
    expect((await list())[0]).toContain(`there is no state file at ${join(cwd, 'k.json')}`);
    expect((await run('list')).json).toMatchObject({ ok: true, state_missing: true });
    await run('add', '--identity', 'x');
    expect((await run('list')).json).not.toHaveProperty('state_missing');
  });
});

describe('the end of an entry', () => {
  test('may be a duration from now', async () => {
    const { json } = await run('add', '--identity', 'x', '--expires-at', '1h30m');
    expect(json).toMatchObject({ entry: { expires_at: '2026-06-03T13:30:00Z' } });
    for (const end of ['-5m', '0', '0s', '5 minutes']) {
      expect(detail(await run('add', '--identity', 'x', '--expires-at', end))).toBe('flag_invalid');
    }
  });

  test('that is past is warned of, refused under strict, and taken as it is under compat', async () => {
    const past = ['add', '--identity', 'x', '--expires-at', '2020-01-01T00:00:00Z'];
    const told = async (...more: string[]): Promise<Ran> =>
      await runInProcess(['kill-switch', ...past, '--state', 'k.json', ...more], { cwd });
    expect(await told()).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('stops nothing'),
    });
    expect(await told('--profile', 'compat')).toMatchObject({ exit: 0, stderr: '' });
    const strict = await run(...past, '--profile', 'strict');
    expect([strict.exit, detail(strict)]).toEqual([6, 'flag_invalid']);
  });
});

describe('a server', () => {
  const verify = (...words: string[]): Promise<Ran> =>
    runInProcess(
      ['mcp', 'verify', '--policy', 'p.yaml', '--server', 's.json', '--json', ...words],
      { cwd, now: () => 1_780_488_000_000_000_000n },
    );
  beforeEach(() => {
    mkdirSync(join(cwd, 'mcp'));
    writeFileSync(
      join(cwd, 'p.yaml'),
      'mcp_trust: {snapshot: mcp/snap.json, action: require_approval, min_score: 0.5}\n',
    );
    writeFileSync(join(cwd, 's.json'), '{"server_id":"a"}');
    snapshot({ server_id: 'A', score: 0.4 });
  });
  const snapshot = (...entries: object[]): void =>
    writeFileSync(join(cwd, 'mcp', 'snap.json'), JSON.stringify({ entries }));

  test('that is not trusted enough gets the action of the policy', async () => {
    const answer = await verify();
    expect(answer.exit).toBe(4);
    expect(answer.json).toMatchObject({
      ok: false,
      server_id: 'A',
      trust_model: 'local_snapshot',
      snapshot_path: 'mcp/snap.json',
      verdict: 'require_approval',
      reason_codes: ['mcp_trust_below_threshold'],
      violations: ['mcp_trust_policy'],
      mcp_trust: { status: 'below_threshold', enforced: true, required: true, score: 0.4 },
    });
  });

  test('passes when it is trusted, or where the risk demands no trust', async () => {
    expect(await verify('--risk-class', 'low')).toMatchObject({ exit: 0, json: { ok: true } });
    snapshot({ server_id: 'a', score: 0.5 });
    const answer = await verify();
    expect(answer).toMatchObject({ exit: 0, json: { verdict: 'allow' } });
    expect(answer.json).not.toHaveProperty('violations');
  });

  test('is not trusted when the snapshot is missing or damaged', async () => {
    writeFileSync(join(cwd, 'mcp', 'snap.json'), '{');
    expect((await verify()).json).toMatchObject({ reason_codes: ['mcp_trust_snapshot_invalid'] });
    rmSync(join(cwd, 'mcp', 'snap.json'));
    expect(await verify()).toMatchObject({
      exit: 4,
      json: { reason_codes: ['mcp_trust_snapshot_unavailable'] },
    });
  });

  test('must be described, and the policy be given', async () => {
    writeFileSync(join(cwd, 's.json'), '{}');
    const nameless = await verify();
    expect([nameless.exit, detail(nameless)]).toEqual([6, 'mcp_server_invalid']);
    const none = await runInProcess(['mcp', 'verify', '--json'], { cwd });
    expect([none.exit, detail(none)]).toEqual([6, 'flag_invalid']);
  });
});

test('of two entries of one name each is lifted, and the answer says that one goes on', async () => {
  for (const reason of ['one', 'two']) await run('add', '--all', '--reason', reason);
  const text = (...words: string[]): Promise<Ran> =>
    runInProcess(['kill-switch', ...words, '--state', 'k.json'], { cwd });
  const first = await text('disable', '--entry-id', 'all');
  expect(first.stdout).toContain('one more entry of this name');
  const second = await text('disable', '--entry-id', 'all');
  expect(second.stdout).not.toContain('more entry');
  const { json } = await run('list');
  expect(json?.['entries']).toMatchObject([{ enabled: false }, { enabled: false }]);
});

test('without --state it is the switch that the gate of this project looks at', async () => {
  mkdirSync(join(cwd, '.gait'));
  mkdirSync(join(cwd, 'ops'));
  writeFileSync(join(cwd, '.gait/config.yaml'), 'gate:\n  kill_switch_state: ops/ks.json\n');
  const added = await runInProcess(['kill-switch', 'add', '--all', '--json'], { cwd });
  expect(added.exit).toBe(0);
  expect(existsSync(join(cwd, 'ops/ks.json'))).toBe(true);
  expect(existsSync(join(cwd, '.gait-out'))).toBe(false);
});
