import { describe, expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import type { RunShape } from '../testing/make-runpack.ts';
import { configText, fixtureFiles } from '../testing/make-suite.ts';
import { compare, graderOf, runMemorySuite } from '../testing/run-memory-suite.ts';
import { contextConformance } from './context-conformance.ts';

describe(contextConformance.name, () => {
  const D = 'd'.repeat(64);
  const receipt = {
    ref_id: 'ref_1',
    source_type: 'doc',
    source_locator: 'x',
    query_digest: 'a'.repeat(64),
    content_digest: 'b'.repeat(64),
    retrieved_at: '2026-03-01T09:00:00Z',
    redaction_mode: 'reference',
    immutability: 'unknown',
  };
  const context = (fields: JsonObject = {}, digest = D): RunShape => ({
    refs: { context_set_digest: digest, receipts: [{ ...receipt, ...fields }] },
  });
  const later = { retrieved_at: '2026-03-02T09:00:00Z' };

  test('is graded for all fixtures when one of them speaks of it', async () => {
    const files = {
      'gait.yaml': configText('a', 'b'),
      ...fixtureFiles('a'),
      ...fixtureFiles('b', { context_conformance: 'none' }),
    };
    const run = await runMemorySuite(files);
    expect(graderOf(run, 'a/context_conformance')).toMatchObject({
      status: 'pass',
      reason_codes: ['context_conformance_not_required'],
      context_conformance: 'none',
    });
    expect(run.result.graders).toHaveLength(10);
  });

  test.each([
    [
      'no evidence',
      {},
      { context_conformance: 'required' },
      {},
      'context_evidence_missing',
      'missing',
    ],
    [
      'the same context',
      context(),
      { context_conformance: 'required' },
      context(),
      'context_conformance_pass',
      'none',
    ],
    [
      'other content',
      context({ content_digest: 'c'.repeat(64) }),
      { context_conformance: 'required' },
      context(),
      'context_semantic_drift',
      'semantic',
    ],
    [
      'another digest than expected',
      context({}, 'e'.repeat(64)),
      { expected_context_set_digest: D },
      {},
      'context_set_digest_mismatch',
      'semantic',
    ],
    [
      'the expected digest in capitals',
      context({}, D),
      { expected_context_set_digest: D.toUpperCase() },
      context(),
      'context_conformance_pass',
      'none',
    ],
    [
      'fetched later',
      context(later),
      { context_conformance: 'required' },
      context(),
      'context_runtime_drift_blocked',
      'runtime_only',
    ],
    [
      'fetched later, and allowed',
      context(later),
      { context_conformance: 'required', allow_context_runtime_drift: true },
      context(),
      'context_conformance_pass',
      'runtime_only',
    ],
    [
      'another digest than expected because it was fetched later',
      context(later, 'e'.repeat(64)),
      { expected_context_set_digest: D },
      context(),
      'context_runtime_drift_blocked',
      'runtime_only',
    ],
    [
      'another digest than expected because it was fetched later, and allowed',
      context(later, 'e'.repeat(64)),
      { expected_context_set_digest: D, allow_context_runtime_drift: true },
      context(),
      'context_conformance_pass',
      'runtime_only',
    ],
  ] as const)('%s', async (_, candidate, fields, recorded, reason, conformance) => {
    const run = await compare(candidate, fields, recorded);
    expect(graderOf(run, 'a/context_conformance')).toMatchObject({
      reason_codes: [reason],
      context_conformance: conformance,
    });
  });

  test('the flags ask for evidence, and allow later fetching', async () => {
    const asked = await compare({}, {}, {}, { contextConformance: true });
    expect(graderOf(asked, 'a/context_conformance').reason_codes).toEqual([
      'context_evidence_missing',
    ]);
    const choices = { contextConformance: true, allowContextRuntimeDrift: true };
    const allowed = await compare(context(later), {}, context(), choices);
    expect(graderOf(allowed, 'a/context_conformance').status).toBe('pass');
  });
});
