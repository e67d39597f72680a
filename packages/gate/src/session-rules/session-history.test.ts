import { describe, expect, test } from 'bun:test';
import { ANY_LABEL } from './labels.ts';
import { countPossible, hasSucceeded } from './select-calls.ts';
import type { SessionCall, SessionStep } from './session-call.ts';
import {
  addCall,
  cutHistory,
  EMPTY_HISTORY,
  extendHistory,
  MAX_CALLS,
  MAX_KINDS,
  MAX_PLACES,
} from './session-history.ts';

const ANY = { tool_names: [], endpoint_classes: [], data_classes: [], destructive: null };

function call(sequence: number, step: Partial<SessionStep> | null, more = {}): SessionCall {
  const tool = step?.tool ?? 'fs.read';
  return {
    kind: 'call',
    sequence,
    refs: [`trace_${sequence}`],
    verdict: 'allow',
    tool,
    steps:
      step === null
        ? undefined
        : [
            {
              tool,
              endpointClasses: ['fs.read'],
              dataClasses: [],
              destructive: false,
              labels: [],
              places: [],
              ...step,
            },
          ],
    ...more,
  };
}

describe('a call whose writer did not say what it did', () => {
  const history = addCall(EMPTY_HISTORY, call(1, null, { tool: 'vault.read' }));

  test('is selected by what forbids, unless its name says no', () => {
    expect(countPossible({ ...ANY, data_classes: ['secret'] }, history)).toBe(1);
    expect(countPossible({ ...ANY, destructive: true }, history)).toBe(1);
    expect(countPossible({ ...ANY, tool_names: ['vault.read'] }, history)).toBe(1);
    expect(countPossible({ ...ANY, tool_names: ['other'], destructive: true }, history)).toBe(0);
  });

  test('satisfies what demands by its name only', () => {
    const told = addCall(history, { kind: 'outcome', of: 1, outcome: 'success', resultDigest: '' });
    expect(hasSucceeded({ ...ANY, tool_names: ['vault.read'] }, told)).toBe(true);
    expect(hasSucceeded({ ...ANY, endpoint_classes: ['fs.read'] }, told)).toBe(false);
    expect(hasSucceeded({ ...ANY, tool_names: ['vault.read'] }, history)).toBe(false);
  });

  test('may have any label', () => {
    expect(history.labels).toEqual([ANY_LABEL]);
    expect(history.anyPlace).toBe(true);
  });
});

describe('a history', () => {
  test('does not change when it is extended', () => {
    const before = addCall(EMPTY_HISTORY, call(1, {}));
    const copy = structuredClone(before);
    extendHistory(before, [
      call(2, { labels: ['secret'], places: ['path:/a'] }),
      { kind: 'outcome', of: 1, outcome: 'success', resultDigest: 'd' },
    ]);
    expect(before).toEqual(copy);
    expect(EMPTY_HISTORY.calls.size).toBe(0);
  });

  test('keeps its bounds, and errs on the strict side beyond them', () => {
    const count = 3_000;
    const calls = Array.from({ length: count }, (_, at) =>
      call(at + 1, { tool: `tool_${at}`, labels: [`l${at % 5}`], places: [`path:/${at}`] }),
    );
    const history = extendHistory(EMPTY_HISTORY, calls);
    expect(history.kinds.size).toBe(MAX_KINDS);
    expect(history.calls.size).toBe(MAX_CALLS);
    expect(history.results.size).toBe(MAX_CALLS);
    expect(history.places.size).toBe(MAX_PLACES);
    expect(history.anyPlace).toBe(true);
    expect(history.forgotten).toBe(count - MAX_CALLS);
    expect(countPossible({ ...ANY, tool_names: ['tool_2999'] }, history)).toBe(count - MAX_KINDS);
    expect(countPossible(ANY, history)).toBe(count);
    const late = addCall(history, { kind: 'outcome', of: 1, outcome: 'success', resultDigest: '' });
    expect(hasSucceeded({ ...ANY, tool_names: ['tool_0'] }, late)).toBe(false);
    expect(late.unknownCalls).toBe(history.unknownCalls);
  });

  test('knows that it forgot contents, however they were told', () => {
    const told = Array.from({ length: MAX_CALLS + 1 }, (_, at) => ({
      kind: 'outcome' as const,
      of: 1,
      outcome: 'success' as const,
      resultDigest: `digest_${at}`,
    }));
    const history = extendHistory(EMPTY_HISTORY, [call(1, { labels: ['secret'] }), ...told]);
    expect(history.digests.size).toBe(MAX_CALLS);
    expect(history.forgotten).toBe(1);
  });

  test('of more labels than it can hold holds every label', () => {
    const calls = Array.from({ length: 100 }, (_, at) => call(at + 1, { labels: [`l${at}`] }));
    expect(extendHistory(EMPTY_HISTORY, calls).labels).toContain(ANY_LABEL);
    const long = addCall(EMPTY_HISTORY, call(1, { labels: ['x'.repeat(1_000)] }));
    expect(long.labels).toEqual([ANY_LABEL]);
  });

  test('counts a call that nobody allowed and that is said to have run', () => {
    const blocked = addCall(EMPTY_HISTORY, call(1, { destructive: true }, { verdict: 'block' }));
    expect(countPossible(ANY, blocked)).toBe(0);
    const told = addCall(blocked, { kind: 'outcome', of: 1, outcome: 'success', resultDigest: '' });
    expect(countPossible({ ...ANY, destructive: true }, told)).toBe(1);
  });

  test('that lost its beginning may hold everything', () => {
    const cut = cutHistory(EMPTY_HISTORY);
    expect(cut).toMatchObject({ complete: false, anyPlace: true, labels: [ANY_LABEL] });
  });
});
