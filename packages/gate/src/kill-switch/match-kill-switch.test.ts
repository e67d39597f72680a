import { describe, expect, test } from 'bun:test';
import { decodeRecord, type Json } from '@gait/canon';
import { decideJson, type DecideCase } from '../testing/decide-json.ts';
import { killSwitchStateRecord, type KillSwitchState } from './kill-switch-state.ts';
import { matchKillSwitch } from './match-kill-switch.ts';

function stateOf(...entries: Record<string, Json>[]): KillSwitchState {
  const made = '2026-01-01T00:00:00Z';
  return decodeRecord(killSwitchStateRecord, {
    schema_id: 'gait.gate.kill_switch_state',
    schema_version: '1.0.0',
    created_at: made,
    updated_at: made,
    entries: entries.map((entry, at) => ({
      entry_id: `e${at}`,
      enabled: true,
      created_at: made,
      ...entry,
    })),
  });
}

function decideUnder(state: KillSwitchState, given: DecideCase = {}) {
  const killSwitch = { state, error: false, required: false };
  return decideJson({ default_verdict: 'allow' }, { killSwitch, ...given });
}

const targets = [{ kind: 'path', value: '/srv/../etc/passwd' }];

test.each([
  [{ tool_name: 'tool.write' }, 'kill_switch_tool_name_active'],
  [{ identity: 'alice' }, 'kill_switch_identity_active'],
  [{ agent_id: 'agent-1' }, 'kill_switch_agent_id_active'],
  [{ environment: 'prod' }, 'kill_switch_environment_active'],
  [{ target_kind: 'path' }, 'kill_switch_target_active'],
  [{ path_prefixes: ['/etc'] }, 'kill_switch_path_active'],
  [{ workspace_prefixes: ['/repo'] }, 'kill_switch_workspace_active'],
])('a switch with %j stops the call', (selectors, code) => {
  const outcome = decideUnder(stateOf(selectors), {
    intent: { targets },
    context: { agent_id: 'agent-1', environment: 'PROD' },
  });
  expect(outcome.verdict).toBe('block');
  expect(outcome.violations).toEqual(['kill_switch_active']);
  expect(outcome.reasonCodes).toEqual(['default_allow', 'kill_switch_active', code]);
  expect(outcome.killSwitch).toMatchObject({
    status: 'active',
    reason_code: code,
    matched_entry_ids: ['e0'],
  });
});

test.each([
  [{ tool_name: 'tool.write', identity: 'bob' }],
  [{ enabled: false, tool_name: 'tool.write' }],
  [{ tool_name: 'tool.write', expires_at: '2026-06-03T12:00:00Z' }],
  [{ path_prefixes: ['/srv'] }],
  [{ workspace_prefixes: ['/rep'] }],
])('a switch with %j does not', (selectors) => {
  const outcome = decideUnder(stateOf(selectors), { intent: { targets } });
  expect(outcome.verdict).toBe('allow');
  expect(outcome.killSwitch).toMatchObject({ status: 'inactive', reason_codes: null });
});

test('a switch that expires a moment later still stops the call', () => {
  const state = stateOf({ tool_name: 'tool.write', expires_at: '2026-06-03T12:00:00.000000001Z' });
  expect(decideUnder(state).verdict).toBe('block');
});

test('an entry without selectors stops everything', () => {
  const outcome = decideUnder(stateOf({}));
  expect(outcome.killSwitch).toMatchObject({ status: 'active', reason_code: 'kill_switch_active' });
});

describe('a script', () => {
  const intent = { script: { steps: [{ tool_name: 'shell.exec', args: {}, targets }] } };

  test.each([
    ['standard', 'block'],
    ['strict', 'block'],
    ['compat', 'allow'],
    ['oss-prod', 'allow'],
  ] as const)('in %s a switch by the tool of a step leaves it at %s', (profile, verdict) => {
    expect(decideUnder(stateOf({ tool_name: 'shell.exec' }), { intent, profile }).verdict).toBe(
      verdict,
    );
  });

  test('is stopped by a target of any step, whatever targets it names itself', () => {
    const harmless = { tool_name: 'tool.read', args: {}, targets: [] };
    const hidden = {
      targets: [{ kind: 'url', value: 'https://ok.test/' }],
      script: { steps: [harmless, ...intent.script.steps] },
    };
    const switches = [
      { path_prefixes: ['/etc'] },
      { target_kind: 'path' },
      { target_value: '/srv/../etc/passwd' },
    ];
    for (const selectors of switches) {
      for (const profile of ['compat', 'standard', 'strict'] as const) {
        for (const given of [intent, hidden]) {
          const outcome = decideUnder(stateOf(selectors), { intent: given, profile });
          expect(outcome.verdict).toBe('block');
        }
      }
    }
  });
});

test('a required state that cannot be read blocks', () => {
  const unread = { state: null, error: true };
  const required = decideJson(
    { default_verdict: 'allow' },
    { killSwitch: { ...unread, required: true } },
  );
  expect(required).toMatchObject({
    verdict: 'block',
    reasonCodes: ['kill_switch_state_unavailable'],
    killSwitch: { status: 'unavailable' },
  });
});

test('every switch that stops the call is named', () => {
  const state = stateOf({ tool_name: 'tool.write' }, { identity: 'bob' }, { identity: 'alice' });
  const { intent } = decideUnder(stateOf()).prepared;
  expect(matchKillSwitch(state, intent, 0n)).toEqual({
    status: 'active',
    reason_code: 'kill_switch_identity_active',
    reason_codes: [
      'kill_switch_active',
      'kill_switch_identity_active',
      'kill_switch_tool_name_active',
    ],
    matched_entry_ids: ['e0', 'e2'],
    evaluated_at: '1970-01-01T00:00:00Z',
  });
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)(
  'in %s a switch by path or value leaves what a path may mean at %s',
  (profile, verdict) => {
    const written = (value: string) => ({
      intent: { targets: [{ kind: 'path', value }] },
      profile,
    });
    const byPath = stateOf({ path_prefixes: ['/etc'] });
    const byValue = stateOf({ target_value: '/etc/passwd' });
    expect(decideUnder(byPath, written('\\etc\\passwd')).verdict).toBe(verdict);
    expect(decideUnder(byValue, written('\\etc\\passwd')).verdict).toBe(verdict);
    expect(decideUnder(byValue, written('/srv/../etc//passwd')).verdict).toBe(verdict);
  },
);

test('in strict a switch by value means the same value of a kind that is no path', () => {
  const state = stateOf({ target_value: 'a/b' });
  const intent = { targets: [{ kind: 'repo', value: 'a//b' }] };
  expect(decideUnder(state, { intent, profile: 'strict' }).verdict).toBe('allow');
});

test.each([
  ['standard', 'allow'],
  ['strict', 'block'],
] as const)('in %s a switch leaves a path in another form at %s', (profile, verdict) => {
  const decideFor = (selectors: Parameters<typeof stateOf>[0], value: string) =>
    decideUnder(stateOf(selectors), { intent: { targets: [{ kind: 'path', value }] }, profile })
      .verdict;
  expect(decideFor({ path_prefixes: ['/repo/app/db'] }, 'db/x')).toBe(verdict);
  expect(decideFor({ path_prefixes: ['db'] }, '/repo/app/db/x')).toBe(verdict);
  expect(decideFor({ target_value: '/repo/app/db' }, 'db')).toBe(verdict);
});

describe('where names that differ only in case are one', () => {
  const intent = { targets: [{ kind: 'path', value: '/SRV/App/X' }] };
  const context = { workspace: '/Repo/app' };
  test.each([
    [{ path_prefixes: ['/srv/app'] }],
    [{ target_value: '/srv/APP/x' }],
    [{ workspace_prefixes: ['/repo'] }],
  ])('in strict a switch with %j stops a call under any spelling', (selectors) => {
    const verdict = (profile: 'standard' | 'strict', foldsCase: boolean) =>
      decideUnder(stateOf(selectors), { intent, context, profile, foldsCase }).verdict;
    expect(verdict('strict', true)).toBe('block');
    expect(verdict('strict', false)).toBe('allow');
    expect(verdict('standard', true)).toBe('allow');
  });
});
