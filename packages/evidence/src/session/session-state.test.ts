import { describe, expect, test } from 'bun:test';
import { parseJson, prettyJson, type JsonObject } from '@gait/canon';
import { compactJournal } from './compact-journal.ts';
import { encodeState, nextSequence, parseState, stateOf } from './session-state.ts';
import { linesOf, makeSession, utf8 } from './testing/session-fixture.ts';

const NOW = '2026-01-01T01:00:00Z';
const OURS = makeSession(['event', 'event', 'checkpoint', 'event']);
const TEXT = encodeState(stateOf(OURS.facts, NOW, 4711));

function changed(changes: JsonObject): Uint8Array {
  return utf8(prettyJson({ ...(parseJson(TEXT) as JsonObject), ...changes }));
}

describe('the state file', () => {
  test('holds the counters of the journal, in the order of the reference', () => {
    expect(Object.entries(parseJson(TEXT) as JsonObject)).toEqual([
      ['schema_id', 'gait.runpack.session_state'],
      ['schema_version', '1.0.0'],
      ['updated_at', NOW],
      ['producer_version', '1.4.0'],
      ['session_id', 'sess'],
      ['run_id', 'run'],
      ['created_at', '2026-01-01T00:00:00Z'],
      ['started_at', '2026-01-01T00:00:00Z'],
      ['event_count', 3],
      ['last_sequence', 3],
      ['checkpoint_count', 1],
      ['last_checkpoint_index', 1],
      ['last_checkpoint_sequence', 2],
      ['last_checkpoint_digest', OURS.facts.lastCheckpoint?.checkpoint_digest ?? ''],
      ['journal_size_bytes', 4711],
      ['chain_head', OURS.facts.head],
    ]);
  });
  test('of a journal without hashes has no chain_head', () => {
    const theirs = makeSession(['reference event']);
    expect(parseJson(encodeState(stateOf(theirs.facts, NOW, 1)))).not.toHaveProperty('chain_head');
  });
  test('is read back', () => {
    expect(parseState(utf8(TEXT))).toMatchObject({ last_sequence: 3, chain_head: OURS.facts.head });
  });
  test('is not believed when it is no state file', () => {
    for (const bytes of [
      utf8(''),
      utf8('[]'),
      changed({ schema_id: 'x' }),
      changed({ schema_version: '2.0.0' }),
      changed({ session_id: ' ' }),
      changed({ run_id: '' }),
      changed({ last_sequence: -1 }),
      changed({ event_count: '3' }),
      changed({ journal_size_bytes: -1 }),
    ]) {
      expect(parseState(bytes)).toBeUndefined();
    }
  });
});

test('the sequence goes on behind a compaction that left no event', () => {
  const { lines } = makeSession(['event', 'event', 'checkpoint']);
  const { after } = compactJournal(linesOf(lines));
  const state = stateOf(after, NOW, 1);
  expect([state.event_count, state.last_sequence, state.last_checkpoint_sequence]).toEqual([
    0, 0, 2,
  ]);
  expect(nextSequence(state)).toBe(3);
});
