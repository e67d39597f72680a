import { expect, test } from 'bun:test';
import { isCodedError } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { addEntry, emptyKillSwitchState } from './change-kill-switch.ts';
import { killSwitchJournalLine } from './kill-switch-journal.ts';
import { parseKillSwitchState, printKillSwitchState } from './parse-kill-switch.ts';

const BASE = {
  schema_id: 'gait.gate.kill_switch_state',
  schema_version: '1.0.0',
  created_at: '2026-06-01T02:00:00+02:00',
  updated_at: '2026-06-01T00:00:00Z',
  producer_version: 'v',
};
const ENTRY = { entry_id: 'a', enabled: true, created_at: '2026-06-01T00:00:00Z' };
const read = (value: unknown, profile: 'standard' | 'strict' = 'standard') =>
  parseKillSwitchState(JSON.stringify(value), { file: 'k.json' }, profile);

test('a state is read with times in UTC and entries in the order of their ids', () => {
  const state = read({ ...BASE, entries: [{ ...ENTRY, entry_id: 'b' }, ENTRY] });
  expect(state.created_at).toBe('2026-06-01T00:00:00Z');
  expect(state.entries?.map((entry) => entry.entry_id)).toEqual(['a', 'b']);
});

test('schema names may be missing, as in the reference; times may not', () => {
  const { schema_id: _, schema_version: __, ...rest } = BASE;
  expect(read(rest)).toMatchObject({ schema_version: '1.0.0', entries: [] });
  for (const broken of [
    null,
    {},
    [],
    { ...BASE, schema_id: 'x' },
    { ...BASE, schema_version: '2.0.0' },
    { ...BASE, updated_at: null },
    { ...BASE, created_at: 'soon' },
    { ...BASE, entries: [{ ...ENTRY, created_at: undefined }] },
    { ...BASE, entries: [{ enabled: true, created_at: ENTRY.created_at }] },
    { ...BASE, entries: [{ ...ENTRY, target_kind: 'planet' }] },
    { ...BASE, entries: [{ ...ENTRY, enabled: 'yes' }] },
  ]) {
    expect(codeOf(() => read(broken))).toBe('kill_switch_state_invalid');
  }
});

test('only under strict is a state refused that can be read in two ways', () => {
  const folded = { ...BASE, Entries: [ENTRY] };
  expect(read(folded).entries).toHaveLength(1);
  expect(codeOf(() => read(folded, 'strict'))).toBe('kill_switch_state_invalid');
  const twice = `${JSON.stringify({ ...BASE, entries: [ENTRY] }).slice(0, -1)},"entries":[]}`;
  expect(parseKillSwitchState(twice).entries).toEqual([]);
  expect(codeOf(() => parseKillSwitchState(twice, {}, 'strict'))).toBe('kill_switch_state_invalid');
});

test('damaged text is refused with a code and nothing else', () => {
  const text = printKillSwitchState(
    addEntry(emptyKillSwitchState(0n, 'v'), { identity: 'alice' }, 1_000_000_000n).state,
  );
  fc.assert(
    fc.property(
      fc.nat(text.length - 1),
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.nat(4),
      (at, put, cut) => {
        const damaged = text.slice(0, at) + put + text.slice(at + cut);
        for (const profile of ['standard', 'strict'] as const) {
          try {
            printKillSwitchState(parseKillSwitchState(damaged, {}, profile));
          } catch (error) {
            expect(isCodedError(error) && error.code).toBe('kill_switch_state_invalid');
          }
        }
      },
    ),
    { numRuns: 500 },
  );
});

test('a state is read as it was printed', () => {
  const text = fc.string({ maxLength: 8 });
  fc.assert(
    fc.property(
      fc.array(fc.record({ identity: text, tool_name: text, path_prefixes: fc.array(text) }), {
        maxLength: 4,
      }),
      (entries) => {
        let state = emptyKillSwitchState(1_000_000_000n, 'v');
        for (const [i, entry] of entries.entries()) {
          ({ state } = addEntry(state, { ...entry, entry_id: `e${i}` }, 2_000_000_000n));
        }
        const printed = printKillSwitchState(state);
        expect(printKillSwitchState(parseKillSwitchState(printed, {}, 'strict'))).toBe(printed);
      },
    ),
  );
});

test('a stopped call is one line of the journal, without what is not known', () => {
  expect(
    killSwitchJournalLine({
      createdAt: '2026-03-05T12:00:00Z',
      producerVersion: '1.4.0',
      source: 'gate_eval',
      traceId: 'cd98e7b1843748d675cbde65',
      jobId: '',
      toolName: 'tool.read',
      agentId: '',
      identity: 'alice\n{"forged":1}',
      reasonCodes: ['kill_switch_tool_name_active', 'kill_switch_active'],
      matchedEntryIds: ['ke1deb60f'],
    }),
  ).toBe(
    '{"schema_id":"gait.gate.kill_switch_journal","schema_version":"1.0.0","created_at":"2026-03-05T12:00:00Z","producer_version":"1.4.0","source":"gate_eval","trace_id":"cd98e7b1843748d675cbde65","tool_name":"tool.read","identity":"alice\\n{\\"forged\\":1}","reason_codes":["kill_switch_active","kill_switch_tool_name_active"],"matched_entry_ids":["ke1deb60f"]}',
  );
});
