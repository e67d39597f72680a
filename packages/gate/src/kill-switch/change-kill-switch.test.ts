import { describe, expect, test } from 'bun:test';
import { sha256Hex } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { addEntry, disableEntry, emptyKillSwitchState, expireEntry } from './change-kill-switch.ts';
import { parseKillSwitchState, printKillSwitchState } from './parse-kill-switch.ts';

const NOON = 1_780_488_000_120_000_000n; // 2026-06-03T12:00:00.12Z
const EMPTY = emptyKillSwitchState(NOON, '1.4.0');

describe('an entry that is added', () => {
  test('is normalised and named after its content and time', () => {
    const { entry, state } = addEntry(
      EMPTY,
      {
        identity: ' Alice ',
        tool_name: ' Tool.X ',
        target_kind: 'PATH',
        target_value: ' /x ',
        environment: 'Prod',
        path_prefixes: ['/c/', '/b/../a', '.', '/a'],
        reason: ' r ',
      },
      NOON,
    );
    expect(entry).toEqual({
      entry_id: sha256Hex(
        '\0Alice\0tool.x\0path\0/x\0prod\0/a,/c\0\0r\x002026-06-03T12:00:00.12Z',
      ).slice(0, 24),
      enabled: true,
      agent_id: '',
      identity: 'Alice',
      tool_name: 'tool.x',
      target_kind: 'path',
      target_value: '/x',
      environment: 'prod',
      path_prefixes: ['/a', '/c'],
      workspace_prefixes: null,
      reason: 'r',
      actor: '',
      created_at: '2026-06-03T12:00:00.12Z',
      expires_at: '0001-01-01T00:00:00Z',
    });
    expect(state.entries).toEqual([entry]);
  });

  test('stands last until the state is printed in the order of the ids', () => {
    const first = addEntry(EMPTY, { entry_id: 'z', identity: 'a' }, NOON);
    const second = addEntry(first.state, { entry_id: 'b', identity: 'a' }, NOON);
    expect(second.state.entries?.map((entry) => entry.entry_id)).toEqual(['z', 'b']);
    const printed = parseKillSwitchState(printKillSwitchState(second.state));
    expect(printed.entries?.map((entry) => entry.entry_id)).toEqual(['b', 'z']);
  });

  test('must say what it stops, by a selector, a name of its own or in so many words', () => {
    expect(codeOf(() => addEntry(EMPTY, {}, NOON))).toBe('kill_switch_selector_missing');
    expect(codeOf(() => addEntry(EMPTY, { path_prefixes: ['.'] }, NOON))).toBe(
      'kill_switch_selector_missing',
    );
    expect(addEntry(EMPTY, { entry_id: 'stop' }, NOON).entry.entry_id).toBe('stop');
    expect(addEntry(EMPTY, {}, NOON, { all: true }).entry.entry_id).toBe('all');
    expect(codeOf(() => addEntry(EMPTY, { identity: 'a' }, NOON, { all: true }))).toBe(
      'kill_switch_entry_invalid',
    );
  });

  test('of an unknown target kind is refused', () => {
    expect(codeOf(() => addEntry(EMPTY, { target_kind: 'planet' }, NOON))).toBe(
      'kill_switch_entry_invalid',
    );
  });
});

describe('an entry that is changed', () => {
  const { state } = addEntry(EMPTY, { entry_id: 'a', identity: 'alice' }, NOON);
  const LATER = NOON + 1_000_000_000n;

  test('is disabled or given an end, and the state says when', () => {
    const disabled = disableEntry(state, 'a', LATER);
    expect(disabled.entry.enabled).toBe(false);
    expect(disabled.state.updated_at).toBe('2026-06-03T12:00:01.12Z');
    const expired = expireEntry(state, 'a', '2026-06-03T14:00:00+02:00', LATER);
    expect(expired.entry.expires_at).toBe('2026-06-03T12:00:00Z');
    expect(expired.state.entries).toEqual([expired.entry]);
    expect(state.entries?.[0]?.enabled).toBe(true);
  });

  test('must be there', () => {
    expect(codeOf(() => disableEntry(state, 'b', NOON))).toBe('kill_switch_entry_missing');
    expect(codeOf(() => expireEntry(EMPTY, 'a', '2026-06-03T12:00:00Z', NOON))).toBe(
      'kill_switch_entry_missing',
    );
  });

  test('leaves another of the same name on: the calls it stops stay stopped', () => {
    const twice = addEntry(state, { entry_id: 'a', tool_name: 'x' }, NOON);
    const { state: after } = disableEntry(twice.state, 'a', NOON);
    expect(after.entries?.map((entry) => entry.enabled)).toEqual([false, true]);
  });
});
