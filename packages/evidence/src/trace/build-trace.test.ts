import { describe, expect, test } from 'bun:test';
import { decodeRecord, parseTime, type Json } from '@gait/canon';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { normalizeRelationship } from '../relationship/normalize-relationship.ts';
import { buildTrace, type TraceFacts } from './build-trace.ts';
import { relateTrace, type TraceParties } from './relate-trace.ts';
import { traceRecord, type TraceRecord } from './trace-record.ts';

const VECTORS = join(import.meta.dir, '../../../../conformance/vectors/trace');

function vector(name: string): TraceRecord {
  const text = readFileSync(join(VECTORS, name), 'utf8');
  return decodeRecord(traceRecord, JSON.parse(text) as Json, { unknown: 'refuse' });
}

/** The facts that a trace of the reference was made from. */
function factsOf(trace: TraceRecord): TraceFacts {
  const {
    schema_id: _id,
    schema_version: _version,
    observed_at,
    trace_id: _trace,
    event_id: _event,
    policy_id,
    policy_version,
    relationship,
    signature: _signature,
    ...fields
  } = trace;
  const agent = relationship?.agent_chain?.[0]?.identity ?? '';
  return {
    fields,
    observedAt: parseTime(observed_at)?.epochNanos ?? 0n,
    policyId: policy_id,
    policyVersion: policy_version,
    identity: agent,
    sessionId: relationship?.parent_ref?.id ?? '',
    delegation: null,
  };
}

describe('a trace built from the facts of one the reference wrote', () => {
  for (const name of ['allow.json', 'block.json', 'script.json']) {
    test(`is that trace again: ${name}`, () => {
      const given = vector(name);
      expect(buildTrace(factsOf(given))).toEqual({ ...given, signature: null });
    });
  }
});

const PARTIES: TraceParties = {
  traceId: 't1',
  toolName: 'tool.write',
  identity: 'alice',
  sessionId: 's1',
  policyId: 'gait.gate.policy',
  policyVersion: '1.0.0',
  policyDigest: 'd1',
  matchedRules: ['a', 'b'],
  delegation: null,
};

describe('the relationship of a trace', () => {
  const shapes: Record<string, TraceParties> = {
    'of a plain call': PARTIES,
    'without a session': { ...PARTIES, sessionId: '' },
    'with evidence': { ...PARTIES, evidenceDigest: 'f'.repeat(64) },
    'of a delegated call': {
      ...PARTIES,
      delegation: {
        requester: 'carol',
        links: [
          { delegator: 'zoe', delegate: 'bob' },
          { delegator: 'bob', delegate: 'carol' },
          { delegator: 'bob', delegate: 'carol' },
        ],
      },
    },
    'whose agent is its own delegate': {
      ...PARTIES,
      delegation: { requester: 'alice', links: [{ delegator: 'alice', delegate: 'alice' }] },
    },
  };
  for (const [name, parties] of Object.entries(shapes)) {
    test(`is in normal form: ${name}`, () => {
      const made = relateTrace(parties);
      expect(normalizeRelationship(made)).toEqual(made);
    });
  }
});
