import { expect, test } from 'bun:test';
import { decideJson } from '../testing/decide-json.ts';
import { worseFreezeWindow } from './freeze-window.ts';

const rule = (members: Record<string, unknown>) => ({ name: 'r', effect: 'allow', ...members });

test('an open freeze window tightens, and a closed one changes nothing', () => {
  const window = (start: string, effect: string) => ({
    timezone: 'Europe/Berlin',
    effect,
    windows: [{ start, end: '2026-06-03T15:00:00' }],
  });
  const frozen = decideJson({
    rules: [rule({ freeze_window: window('2026-06-03T14:00:00', 'block') })],
  });
  expect(frozen).toMatchObject({
    verdict: 'block',
    reasonCodes: ['freeze_window_active_block', 'matched_rule_r'],
  });
  expect(frozen.freezeWindow).toMatchObject({
    status: 'active',
    window_start: '2026-06-03T12:00:00Z',
    window_end: '2026-06-03T13:00:00Z',
  });
  const rules = [
    rule({ effect: 'block', freeze_window: window('2026-06-03T14:00:00', 'require_approval') }),
  ];
  expect(decideJson({ rules }).verdict).toBe('block');
  const later = [rule({ freeze_window: window('2026-06-03T14:00:01', 'block') })];
  expect(decideJson({ rules: later })).toMatchObject({
    verdict: 'allow',
    freezeWindow: { status: 'inactive' },
  });
});

test.each([
  ['No/Zone', '2026-06-03T14:00:00', 'freeze_window_invalid_timezone'],
  ['UTC', 'soon', 'freeze_window_invalid_window'],
  ['UTC', '2026-06-03T15:00:00', 'freeze_window_invalid_window'],
])('a freeze window that cannot be read blocks (%s, %s)', (timezone, start, code) => {
  const windows = [{ start, end: '2026-06-03T15:00:00' }];
  const outcome = decideJson({ rules: [rule({ freeze_window: { timezone, windows } })] });
  expect(outcome).toMatchObject({ verdict: 'block', violations: [code] });
});

test('a window of another environment or risk class is only recorded', () => {
  const freeze = {
    timezone: 'UTC',
    environments: ['prod'],
    windows: [{ name: 'w', start: '2026-06-01T00:00:00', end: '2026-07-01T00:00:00' }],
  };
  const policy = { rules: [rule({ freeze_window: freeze })] };
  const staging = decideJson(policy, { context: { environment: 'staging' } });
  expect(staging).toMatchObject({ verdict: 'allow', freezeWindow: { status: 'inactive' } });
  const prod = decideJson(policy, { context: { environment: ' Prod ' } });
  expect(prod.freezeWindow).toMatchObject({ status: 'active', window_name: 'w', reason: 'w' });
});

test('of two decisions the worse is kept: by status, then effect, then name', () => {
  const decision = (status: 'inactive' | 'active' | 'invalid', effect: string, name: string) => ({
    status,
    effect,
    timezone: 'UTC',
    evaluated_at: '',
    window_name: name,
    window_start: '',
    window_end: '',
    reason: '',
    reason_code: '',
  });
  const worse = [
    decision('inactive', 'block', 'a'),
    decision('active', 'require_approval', 'a'),
    decision('active', 'block', 'b'),
    decision('active', 'block', 'a'),
    decision('invalid', 'require_approval', 'z'),
  ];
  for (const [at, next] of worse.entries()) {
    const before = worse[at - 1] ?? null;
    expect(worseFreezeWindow(before, next)).toBe(next);
    expect(worseFreezeWindow(next, before)).toBe(next);
  }
});
