import { appendFileSync } from 'node:fs';
import { expect, test } from 'bun:test';
import { buildEvent } from '@gait/evidence';
import { SWARM_LOCK } from '../locks/lock-options.ts';
import { appendEvent } from './append-event.ts';
import { readJournal } from './read-journal.ts';
import { begin, scratch, testContext } from './testing/store-fixture.ts';

const EVENT = { toolName: 'tool.read', verdict: 'allow', traceId: 'trace_1' };
const context = testContext({ lock: SWARM_LOCK });

/** Median, so that a busy machine does not decide. */
function medianAppend(journal: string, count: number): number {
  const times = Array.from({ length: count }, () => {
    const started = performance.now();
    appendEvent(journal, EVENT, context);
    return performance.now() - started;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(count / 2)] ?? 0;
}

test('an event is appended behind ten thousand others as fast as behind none', () => {
  using dir = scratch();
  const journal = dir.path('j.jsonl');
  begin(journal, context);
  const early = medianAppend(journal, 200);
  let { head } = readJournal(journal).facts;
  const lines: string[] = [];
  for (let sequence = 201; sequence <= 10_000; sequence++) {
    const place = {
      sessionId: 'sess',
      runId: 'run',
      sequence,
      head,
      createdAt: '2026-01-01T00:00:00Z',
      producerVersion: '1.4.0',
    };
    const { line, event } = buildEvent(place, EVENT);
    lines.push(`${line}\n`);
    head = event.event_hash;
  }
  appendFileSync(journal, lines.join(''));
  // The first append behind them makes the state file anew.
  appendEvent(journal, EVENT, context);
  expect(medianAppend(journal, 200)).toBeLessThan(3 * early);
}, 60_000);
