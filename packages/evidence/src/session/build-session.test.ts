import { describe, expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { canonicalize, type Json, type JsonObject } from '@gait/canon';
import { bytesSource } from '../zip/byte-source.ts';
import { openZip } from '../zip/open-zip.ts';
import { readEntry } from '../zip/read-entry.ts';
import { buildCheckpoint, checkpointRunId } from './build-checkpoint.ts';
import { buildEvent } from './build-event.ts';
import { buildHeader } from './build-header.ts';
import { factsOf, field, payloadOf } from './testing/session-fixture.ts';

/** A journal and two checkpoint runpacks that the reference made. */
const VECTORS = new URL('../../../../conformance/vectors/session/', import.meta.url);
const LINES = readFileSync(new URL('journal.jsonl', VECTORS), 'utf8').trimEnd().split('\n');
const [HEADER = '', E1 = '', E2 = '', CP1 = '', E3 = '', CP2 = ''] = LINES;

const PLACE = {
  sessionId: 'sess_run_alpha',
  runId: 'run_alpha',
  producerVersion: '1.4.0',
  head: '0'.repeat(64),
};

function createdAt(line: string): string {
  return field(line, 'created_at');
}

/** The line without what this product adds. */
function bare(line: string): string {
  return line.replace(/,"prev_hash":"[0-9a-f]{64}","event_hash":"[0-9a-f]{64}"/, '');
}

describe('records are written as the reference writes them', () => {
  test('the header', () => {
    expect(buildHeader({ ...PLACE, createdAt: createdAt(HEADER) }).line).toBe(HEADER);
  });
  test('an event with everything the command line can say', () => {
    const { line } = buildEvent(
      { ...PLACE, sequence: 1, createdAt: createdAt(E1) },
      {
        toolName: ' tool.read ',
        verdict: 'allow',
        intentId: 'i1',
        intentDigest: field(E1, 'intent_digest').toUpperCase(),
        policyDigest: field(E1, 'policy_digest').toUpperCase(),
        traceId: 't1',
      },
    );
    expect(bare(line)).toBe(E1);
  });
  test('an event with reasons, sorted and without repeats', () => {
    const details = {
      toolName: 'tool.write',
      verdict: 'require_approval',
      reasonCodes: ['z', 'a', ' a', ''],
      violations: ['v'],
    };
    expect(
      bare(buildEvent({ ...PLACE, sequence: 2, createdAt: createdAt(E2) }, details).line),
    ).toBe(E2);
  });
  test('an event with an actor names the call', () => {
    const details = {
      toolName: 't',
      verdict: 'allow',
      agentChain: [
        { identity: 'boss', role: 'requester' },
        { identity: 'bot', role: 'Delegate' },
        { identity: 'x', role: 'unknown' },
      ],
    };
    const { event } = buildEvent({ ...PLACE, sequence: 1, createdAt: createdAt(E1) }, details);
    expect(event.relationship?.edges).toEqual([
      { kind: 'calls', from: { kind: 'agent', id: 'bot' }, to: { kind: 'tool', id: 't' } },
    ]);
    expect(event.relationship?.agent_chain).toEqual([
      { identity: 'bot', role: 'delegate' },
      { identity: 'boss', role: 'requester' },
    ]);
  });
});

describe('a checkpoint', () => {
  for (const [name, lines, line] of [
    ['cp1.zip', [HEADER, E1, E2], CP1],
    ['cp2.zip', [HEADER, E1, E2, CP1, E3], CP2],
  ] as const) {
    test(`has the runpack and the fields of the reference's: ${name}`, () => {
      const { facts, events } = factsOf(lines);
      const [first, ...rest] = events;
      if (first === undefined) throw new Error('no event');
      const built = buildCheckpoint({
        facts,
        events: [first, ...rest],
        createdAt: createdAt(line),
        producerVersion: '1.4.0',
        runpackPath: `session/${name}`,
        os: 'linux',
        arch: 'amd64',
      });
      const theirs = openZip(bytesSource(readFileSync(new URL(name, VECTORS))));
      const ours = openZip(bytesSource(built.runpack.zip));
      for (const entry of [
        'intents.jsonl',
        'manifest.json',
        'refs.json',
        'results.jsonl',
        'run.json',
      ]) {
        expect(textOf(ours, entry)).toBe(textOf(theirs, entry));
      }
      expect(canonicalize({ ...payloadOf(line), ...additions(built.line) })).toBe(
        canonicalize(payloadOf(built.line)),
      );
    });
  }
  test('counts its runs with four digits', () => {
    expect(checkpointRunId('r', 7)).toBe('r_cp_0007');
    expect(checkpointRunId('r', 12_345)).toBe('r_cp_12345');
  });
});

function additions(line: string): JsonObject {
  const payload = payloadOf(line);
  const names = ['event_count', 'chain_head', 'prev_checkpoint_hash', 'checkpoint_hash'];
  return Object.fromEntries(
    names.map((name) => [name, payload[name] ?? null] satisfies [string, Json]),
  );
}

function textOf(archive: ReturnType<typeof openZip>, name: string): string {
  const entry = archive.find(name);
  if (entry === undefined) throw new Error(`no ${name}`);
  return Buffer.from(readEntry(archive, entry)).toString();
}
