import { describe, expect, test } from 'bun:test';
import { checkpointDigest } from './checkpoint-digest.ts';
import {
  codesOf,
  edit,
  factsOf,
  field,
  findingsOf,
  makeSession,
  payloadOf,
} from './testing/session-fixture.ts';
import type { SessionCheckpoint } from './session-records.ts';

const SESSION = makeSession(['event', 'event', 'checkpoint', 'event', 'checkpoint', 'event']);
const [HEADER = '', E1 = '', E2 = '', CP1 = '', E3 = '', CP2 = '', E4 = ''] = SESSION.lines;
const PLAIN = makeSession([
  'reference event',
  'reference event',
  'reference checkpoint',
  'reference event',
  'reference checkpoint',
  'reference event',
]);
const [PH = '', P1 = '', P2 = '', PC1 = '', P3 = '', PC2 = '', P4 = ''] = PLAIN.lines;

/** A checkpoint with other fields, its digest made anew. */
function redone(line: string, changes: Parameters<typeof edit>[1]): string {
  const payload = { ...payloadOf(line), ...changes };
  const linked = { prev_checkpoint_digest: '', ...payload } as unknown as SessionCheckpoint;
  return edit(line, { ...changes, checkpoint_digest: checkpointDigest(linked) });
}

describe('an honest journal', () => {
  test('has no findings and amounts to its counts', () => {
    const { facts } = factsOf(SESSION.lines);
    expect(facts).toMatchObject({
      eventCount: 4,
      firstSequence: 1,
      lastEventSequence: 4,
      lastSequence: 4,
      checkpointCount: 2,
      compactedThrough: 0,
      chained: true,
    });
    expect(facts.head).toBe(field(E4, 'event_hash'));
    expect(facts.lastCheckpointHash).toBe(field(CP2, 'checkpoint_hash'));
  });

  test('of the reference has no findings and no hashes', () => {
    expect(factsOf(PLAIN.lines).facts).toMatchObject({
      eventCount: 4,
      lastSequence: 4,
      chained: false,
    });
  });

  test('may hold blank lines, white space around lines, and a last line without line feed', () => {
    expect(codesOf([PH, '', `  ${P1}\r`, '\t'].join('\n'))).toEqual([]);
  });

  test('may name its fields in another case only as the reference would read them, which is a finding', () => {
    expect(codesOf([HEADER.replace('"session_id"', '"Session_ID"')])).toEqual([
      'record_unknown_field@1',
    ]);
  });
});

describe('the rules of the reference', () => {
  test('no header', () => expect(codesOf([])).toEqual(['session_header_missing@0']));
  test('an event before the header', () =>
    expect(codesOf([P1, PH])).toContain('session_header_missing@1'));
  test('a checkpoint before the header', () =>
    expect(codesOf([PC1])).toContain('session_header_missing@1'));
  test('two headers', () => expect(codesOf([PH, PH])).toEqual(['session_header_duplicate@2']));
  test('a header without session', () =>
    expect(codesOf([edit(PH, { session_id: '' })])).toEqual(['session_header_invalid@1']));
  test('a header without payload', () =>
    expect(codesOf(['{"record_type":"header"}'])).toEqual([
      'session_payload_missing@1',
      'session_header_missing@0',
    ]));
  test('an event without payload', () =>
    expect(codesOf([PH, '{"record_type":"event","event":null}'])).toEqual([
      'session_payload_missing@2',
    ]));
  test('a record type that is not known', () =>
    expect(codesOf([PH, '{"record_type":"seal","seal":{}}'])).toEqual(['session_record_type@2']));
  test('a line that is not JSON', () =>
    expect(codesOf([PH, '{"record_type":'])).toEqual(['json_syntax@2']));
  test('a field of the wrong type', () =>
    expect(codesOf([PH, edit(P1, { sequence: '1' })])).toEqual(['record_field_type@2']));
  test('a time that is none', () =>
    expect(codesOf([PH, edit(P1, { created_at: 'yesterday' })])).toEqual(['record_field_value@2']));
  test('an event of another session', () =>
    expect(codesOf([PH, edit(P1, { session_id: 'x' })])).toEqual(['session_identity_mismatch@2']));
  test('an event of another run', () =>
    expect(codesOf([PH, edit(P1, { run_id: 'x' })])).toEqual(['session_identity_mismatch@2']));
  test('a missing event', () => expect(codesOf([PH, P2])).toContain('session_gap@2'));
  test('a checkpoint of another session', () =>
    expect(codesOf([PH, P1, P2, edit(PC1, { run_id: 'x' })])).toEqual([
      'session_identity_mismatch@4',
    ]));
  test('a checkpoint out of turn', () =>
    expect(codesOf([PH, P1, P2, redone(PC1, { checkpoint_index: 2 })])).toEqual([
      'session_checkpoint_index@4',
    ]));
  test('a checkpoint with an empty range', () =>
    expect(codesOf([PH, P1, P2, redone(PC1, { sequence_end: 0 })])).toContain(
      'session_checkpoint_range@4',
    ));
  test('a checkpoint that begins at zero', () =>
    expect(codesOf([PH, P1, P2, redone(PC1, { sequence_start: 0 })])).toContain(
      'session_checkpoint_range@4',
    ));
  test('checkpoints that overlap', () =>
    expect(codesOf([PH, P1, P2, PC1, P3, redone(PC2, { sequence_start: 2 })])).toContain(
      'session_checkpoint_overlap@6',
    ));
  test('a checkpoint that names another one before it', () =>
    expect(
      codesOf([PH, P1, P2, PC1, P3, redone(PC2, { prev_checkpoint_digest: 'f'.repeat(64) })]),
    ).toContain('session_checkpoint_link@6'));
  test('a checkpoint with a digest that is not its own', () =>
    expect(codesOf([PH, P1, P2, edit(PC1, { checkpoint_digest: 'f'.repeat(64) })])).toEqual([
      'session_checkpoint_digest@4',
    ]));
  test('all of them are fatal', () => {
    expect(findingsOf([PH, P2]).every(({ fatal }) => fatal)).toBe(true);
    expect(
      findingsOf([PH, P1, P2, edit(PC1, { checkpoint_digest: 'x' })]).every(({ fatal }) => fatal),
    ).toBe(true);
  });
});

describe('what the reference reads over', () => {
  test('a first checkpoint that names one before it', () => {
    const [finding] = findingsOf([
      PH,
      P1,
      P2,
      redone(PC1, { prev_checkpoint_digest: 'f'.repeat(64) }),
    ]);
    expect(finding).toMatchObject({ code: 'session_checkpoint_link', line: 4, fatal: false });
  });
  test('events between two checkpoints that are in neither', () => {
    const [finding] = findingsOf([PH, P1, P2, redone(PC1, { sequence_start: 2 })]);
    expect(finding).toMatchObject({
      code: 'session_checkpoint_gap',
      fatal: false,
      missing: [1, 1],
    });
  });
  test('events missing under a checkpoint that hides the gap', () => {
    const [finding] = findingsOf([PH, P1, PC1, P3, PC2, P4]);
    expect(finding).toMatchObject({ code: 'session_gap', line: 3, fatal: false, missing: [2, 2] });
  });
  test('events missing under a later checkpoint, which is no compaction', () => {
    expect(codesOf([PH, P1, P2, PC1, PC2, P4])).toEqual(['session_gap@5']);
  });
  test('a checkpoint behind an event that it does not cover', () => {
    expect(codesOf([PH, P1, P2, P3, PC1])).toEqual(['session_reordered@5']);
  });
  test('records of another schema', () => {
    expect(codesOf([edit(PH, { schema_id: 'x' }), edit(P1, { schema_id: 'y' })])).toEqual([
      'session_schema@1',
      'session_schema@2',
    ]);
  });
  test('a key that stands twice', () => {
    expect(
      codesOf([PH, P1.replace('"tool_name":"tool.0"', '"tool_name":"rm","tool_name":"tool.0"')]),
    ).toEqual(['json_duplicate_key@2']);
  });
  test('compacted journals are no finding', () => {
    expect(codesOf([PH, PC1, PC2, P4])).toEqual([]);
    expect(factsOf([HEADER, CP1, CP2, E4]).facts).toMatchObject({
      compactedThrough: 3,
      eventCount: 1,
      lastSequence: 4,
    });
  });
});

describe('the order of events', () => {
  test('an event that stands twice', () =>
    expect(codesOf([HEADER, E1, E2, E2, CP1])).toEqual(['session_duplicate@4']));
  test('an old event put in again', () =>
    expect(codesOf([HEADER, E1, E2, E1, CP1])).toEqual(['session_duplicate@4']));
  test('two events that changed places', () => {
    expect(codesOf([HEADER, E2, E1, CP1])).toEqual(['session_gap@2', 'session_reordered@3']);
  });
  test('a second branch', () => {
    const other = makeSession(['event', 'signed checkpoint', 'event']).lines[3] ?? '';
    const branch = edit(other, {
      sequence: 2,
      tool_name: 'tool.evil',
      prev_hash: payloadOf(E2)['prev_hash'],
    });
    expect(codesOf([HEADER, E1, E2, branch])).toContain('session_fork@4');
  });
  test('names the sequence', () => {
    expect(findingsOf([HEADER, E1, E2, E2])[0]).toMatchObject({
      code: 'session_duplicate',
      sequence: 2,
    });
    expect(findingsOf([HEADER, E1, CP1, E3])[0]).toMatchObject({
      code: 'session_gap',
      missing: [2, 2],
    });
  });
});

describe('the hash chain', () => {
  test('an edited event is found without any key', () => {
    const [finding, ...rest] = findingsOf([HEADER, E1, edit(E2, { verdict: 'block' }), CP1, E3]);
    expect(finding).toMatchObject({ code: 'session_edited', line: 3, sequence: 2, fatal: false });
    expect(rest).toEqual([]);
  });
  test('an added field is an edit', () => {
    expect(codesOf([HEADER, edit(E1, { note: 'approved' })])).toContain('session_edited@2');
  });
  test('an edited event with its own hash made anew breaks the link behind it', () => {
    const forged = makeSession(['event', 'event']).lines[2] ?? '';
    expect(codesOf([HEADER, E1, forged.replace('tool.1', 'tool.9'), CP1])).toContain(
      'session_edited@3',
    );
    const other = makeSession(['event', 'checkpoint', 'event', 'event']).lines;
    expect(other[1]).toBe(E1);
    const rehashed = edit(E1, { event_hash: 'f'.repeat(64) });
    expect(codesOf([HEADER, rehashed, E2])).toEqual(['session_edited@2', 'session_chain_broken@3']);
  });
  test('half of the hashes is an edit', () => {
    expect(codesOf([HEADER, edit(E1, { prev_hash: undefined })])).toContain('session_edited@2');
    expect(codesOf([HEADER, edit(E1, { event_hash: undefined })])).toContain('session_edited@2');
  });
  test('hashes taken out of one event do not hide its change from the next', () => {
    const stripped = edit(E1, { prev_hash: undefined, event_hash: undefined });
    expect(codesOf([HEADER, stripped, E2])).toEqual([]);
    expect(
      codesOf([
        HEADER,
        edit(E1, { prev_hash: undefined, event_hash: undefined, verdict: 'block' }),
        E2,
      ]),
    ).toEqual(['session_chain_broken@3']);
  });
  test('a changed header breaks the first link', () => {
    expect(codesOf([edit(HEADER, { producer_version: '9' }), E1])).toEqual([
      'session_chain_broken@2',
    ]);
  });
  test('a checkpoint that is gone breaks the next link', () => {
    expect(codesOf([HEADER, E1, E2, E3])).toEqual(['session_chain_broken@4']);
  });
  test('an edited checkpoint is found', () => {
    expect(codesOf([HEADER, E1, E2, edit(CP1, { runpack_path: 'other.zip' })])).toEqual([
      'session_edited@4',
    ]);
    expect(codesOf([HEADER, E1, E2, edit(CP1, { event_count: 9 })])).toEqual([
      'session_edited@4',
      'session_count_mismatch@4',
    ]);
  });
  test('checkpoints link to each other and to the header, so compaction hides no change', () => {
    expect(codesOf([edit(HEADER, { created_at: '2020-01-01T00:00:00Z' }), CP1, CP2, E4])).toEqual([
      'session_chain_broken@2',
    ]);
    expect(codesOf([HEADER, edit(CP1, { created_at: '2020-01-01T00:00:00Z' }), CP2, E4])).toEqual([
      'session_edited@2',
    ]);
  });
  test('a record with hashes in another spelling', () => {
    expect(codesOf([HEADER, E1.replace('"sequence":1', '"sequence":1.0')])).toEqual([
      'session_line_spelling@2',
    ]);
    expect(codesOf([HEADER, E1.replace(',"', ', "')])).toEqual(['session_line_spelling@2']);
  });
  test('a span of the reference is fixed by the next chained event', () => {
    const { lines } = makeSession(['event', 'reference event', 'reference event', 'event']);
    expect(codesOf(lines)).toEqual([]);
    const changed = lines.map((line, i) => (i === 2 ? edit(line, { verdict: 'block' }) : line));
    expect(codesOf(changed)).toEqual(['session_chain_broken@5']);
    expect(codesOf(changed.slice(0, 4))).toEqual([]);
  });
});
