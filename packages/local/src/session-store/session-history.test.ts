import { describe, expect, test } from 'bun:test';
import { appendFileSync, readFileSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { sha256Hex } from '@gait/canon';
import type { EventDetails } from '@gait/evidence';
import { codeOf } from '../testing/code-of.ts';
import { appendEvent } from './append-event.ts';
import { recordOutcome } from './record-outcome.ts';
import { readHistory, type ReadHistory } from './session-history.ts';
import { begin, scratch, testContext, verifyFiles } from './testing/store-fixture.ts';

const context = testContext();

function gateEvent(at: number): EventDetails {
  const labels = at % 3 === 0 ? ['secret'] : [];
  return {
    toolName: `fs.tool_${at % 4}`,
    verdict: at % 5 === 4 ? 'block' : 'allow',
    traceId: `trace_${at}`,
    intentDigest: sha256Hex(`intent ${at}`),
    call: {
      event_id: `event_${at}`,
      steps: [
        {
          tool_name: `fs.tool_${at % 4}`,
          endpoint_classes: ['fs.read'],
          data_classes: labels,
          destructive: at % 2 === 0,
          labels,
          places: labels.length === 0 ? [] : [`path:/tmp/${at}`],
        },
      ],
    },
  };
}

function fill(journal: string, count: number, from = 0): void {
  for (let at = from; at < from + count; at++) appendEvent(journal, gateEvent(at), context);
}

describe('the history of a journal', () => {
  test('read bit by bit is the history read at once', () => {
    using place = scratch();
    const journal = place.path('s.jsonl');
    begin(journal, context);
    let bitwise: ReadHistory = readHistory(journal);
    for (let at = 0; at < 20; at++) {
      fill(journal, 1, at);
      if (at === 7) {
        const told = { outcome: 'success', resultDigest: 'A'.repeat(64) } as const;
        recordOutcome(journal, { traceId: 'trace_6' }, told, context);
      }
      if (at % 3 === 0) bitwise = readHistory(journal, bitwise);
    }
    bitwise = readHistory(journal, bitwise);
    expect(bitwise).toEqual(readHistory(journal));
    expect(bitwise.lastSequence).toBe(21);
    expect(bitwise.history.digests.get('a'.repeat(64))).toEqual(['secret']);
    expect(bitwise.history.results.get('trace_3')?.labels).toEqual(['secret']);
    expect(bitwise.history.results.has('trace_4')).toBe(false);
  });

  test('does not hold the rest of a write that nobody was told of', () => {
    using place = scratch();
    const journal = place.path('s.jsonl');
    begin(journal, context);
    fill(journal, 2);
    const before = readHistory(journal);
    appendFileSync(journal, '{"record_type":"event","event":{"sch');
    expect(readHistory(journal)).toEqual(before);
    expect(readHistory(journal, before)).toEqual(before);
    fill(journal, 1, 2);
    expect(readHistory(journal, before).lastSequence).toBe(3);
  });

  test('is refused when an added event does not follow, when it was replaced, or is a link', () => {
    using place = scratch();
    const journal = place.path('s.jsonl');
    begin(journal, context);
    fill(journal, 2);
    const before = readHistory(journal);
    const text = readFileSync(journal, 'utf8');
    fill(journal, 1, 2);
    const forged = readFileSync(journal, 'utf8').replace('trace_2', 'trace_9');
    writeFileSync(journal, forged);
    expect(codeOf(() => readHistory(journal, before))).toBe('session_edited');
    writeFileSync(`${journal}.new`, text);
    renameSync(`${journal}.new`, journal);
    expect(codeOf(() => readHistory(journal, before))).toBe('session_history_replaced');
    symlinkSync(journal, place.path('link.jsonl'));
    expect(codeOf(() => readHistory(place.path('link.jsonl')))).toBe('path_unsafe');
  });

  test('an event with both a call and an outcome hides nothing', () => {
    using place = scratch();
    const journal = place.path('s.jsonl');
    begin(journal, context);
    fill(journal, 1);
    const outcome = { sequence: 1, outcome: 'success', result_digest: '' };
    appendEvent(journal, { toolName: 'shell', verdict: 'ALLOWED', outcome }, context);
    const { history } = readHistory(journal);
    expect(history.calls.size).toBe(2);
    expect(history.calls.get(1)?.outcome).toBe('success');
  });
});

test('a journal with calls and outcomes verifies as before', async () => {
  using place = scratch();
  const journal = place.path('s.jsonl');
  begin(journal, context);
  fill(journal, 3);
  recordOutcome(journal, { sequence: 1 }, { outcome: 'failure' }, context);
  expect((await verifyFiles(journal)).ok).toBe(true);
  expect(
    codeOf(() => recordOutcome(journal, { sequence: 4 }, { outcome: 'success' }, context)),
  ).toBe('session_call_unknown');
});
