import { afterEach, beforeEach, expect, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalize, encodeRecord, singleKey, type Json } from '@gait/canon';
import {
  decisionDigest,
  decisionRecord,
  parseDecisionDocument,
  traceRecord,
  verifyTrace,
} from '@gait/evidence';
import { openTraceJournal } from '@gait/local';
import { decideCall } from '../gate/decide-call.ts';
import type { Evidence, GateSetup } from '../gate/gate-setup.ts';
import { sampleCall, sampleGate, sampleIntent, SIGNER } from '../gate/testing/sample-gate.ts';
import { evidenceLine, journalEvidence } from './journal-evidence.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gait-evidence-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const POLICY = 'default_verdict: allow\n';

/** Decides one call and answers the lines of the journal. */
async function linesOf(changes: Partial<GateSetup> = {}): Promise<Record<string, unknown>[]> {
  const journal = openTraceJournal(folder, { label: 'a' });
  const setup = sampleGate(POLICY, { record: journalEvidence(journal), ...changes });
  await decideCall(setup, sampleCall(sampleIntent({ args: { text: 'two\nlines\u2028' } })));
  await journal.close();
  return readFileSync(journal.path, 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('a decision is one line that says what it is, with a trace that verifies', async () => {
  const lines = await linesOf();
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatchObject({ schema_id: 'gait.gate.evidence', schema_version: '1.0.0' });
  const keys = singleKey(SIGNER.publicKey);
  const report = verifyTrace(JSON.stringify(lines[0]?.['trace']), { profile: 'strict', keys });
  expect(report).toMatchObject({ ok: true, trace: { verdict: 'allow' } });
});

test('what there is no evidence of has no member in the line', async () => {
  const [line = {}] = await linesOf({ profile: 'standard' });
  expect(Object.keys(line)).toEqual(['schema_id', 'schema_version', 'trace']);
});

test('under strict the decision document stands beside the trace that commits to it', async () => {
  const [line = {}] = await linesOf({ profile: 'strict' });
  const document = parseDecisionDocument(JSON.stringify(line['decision']));
  const { relationship } = line['trace'] as {
    relationship: { entity_refs: readonly { kind: string; id: string }[] };
  };
  expect(relationship.entity_refs).toContainEqual({
    kind: 'evidence',
    id: decisionDigest(document),
  });
});

test('the places of the evidence are told: the journal, and nothing for what there is not', async () => {
  const journal = openTraceJournal(folder, { label: 'a' });
  const setup = sampleGate(POLICY);
  await decideCall(setup, sampleCall());
  const [evidence] = setup.written;
  if (evidence === undefined) throw new Error('nothing was written');
  const { path } = journal;
  expect(await journalEvidence(journal)(evidence)).toEqual({
    trace: path,
    document: evidence.document === undefined ? '' : path,
    approvalAudit: '',
    delegationAudit: '',
    credential: '',
  });
  await journal.close();
});

test('a journal that cannot take the line fails the decision', async () => {
  const journal = openTraceJournal(folder, { label: 'a' });
  await journal.close();
  const setup = sampleGate(POLICY, { record: journalEvidence(journal) });
  const failed = await decideCall(setup, sampleCall()).catch((error) => error.code);
  expect(failed).toBe('trace_journal_closed');
});

test('the text of a trace in the journal is the trace that was signed', async () => {
  const written: Evidence[] = [];
  const place = journalEvidence(openTraceJournal(folder, { label: 'a' }));
  const record = (evidence: Evidence) => (written.push(evidence), place(evidence));
  const setup = sampleGate(POLICY, { profile: 'strict', record });
  // A half of a surrogate pair is no text that can be signed as it stands.
  await decideCall(setup, sampleCall(sampleIntent({ tool_name: 'tool.\ud800"\\\u2028' })));
  const [evidence] = written;
  const document = evidence?.document;
  if (evidence === undefined || document === undefined) throw new Error('nothing was written');
  const line = JSON.parse(evidenceLine(evidence)) as { trace: Json; decision: Json };
  expect(canonicalize(line.trace)).toBe(canonicalize(encodeRecord(traceRecord, evidence.trace)));
  expect(canonicalize(line.decision)).toBe(canonicalize(encodeRecord(decisionRecord, document)));
});
