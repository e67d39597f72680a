import { describe, expect, test } from 'bun:test';
import type { JsonObject } from '@gait/canon';
import { acceptCandidates, acceptedConfig } from '../run/accept-candidates.ts';
import type { SuiteRequest, SuiteRun } from '../run/run-suite.ts';
import { makeRunpack, type RunShape } from '../testing/make-runpack.ts';
import { configText, fixtureFiles } from '../testing/make-suite.ts';
import { graderOf, runMemorySuite } from '../testing/run-memory-suite.ts';
import type { CommandEnding } from './judge-ending.ts';

const ENDED = { exitCode: 0, signal: null, timedOut: false, timeLimitMs: 1000 };

const receipt = (fields: JsonObject): JsonObject => ({
  ref_id: 'ref_1',
  source_type: 'doc',
  source_locator: 'x',
  query_digest: 'a'.repeat(64),
  content_digest: 'b'.repeat(64),
  retrieved_at: '2026-03-01T09:00:00Z',
  redaction_mode: 'reference',
  immutability: 'unknown',
  ...fields,
});

/** Fixtures by name; what a command makes for each. */
async function run(
  made: Readonly<Record<string, RunShape | CommandEnding>>,
  recorded: RunShape = {},
  fields: JsonObject = {},
  choices: Partial<SuiteRequest> = {},
): Promise<SuiteRun> {
  const names = Object.keys(made);
  const files = Object.assign(
    {},
    ...names.map((name) => fixtureFiles(name, fields, makeRunpack(recorded))),
  ) as Record<string, string | Uint8Array>;
  return await runMemorySuite(
    { 'gait.yaml': configText(...names), ...files },
    {
      ...choices,
      jobs: 4,
      runCommand: async ({ fixture }) => {
        const one = made[fixture.name] ?? {};
        if ('produced' in one) return await Promise.resolve(one);
        return { ...ENDED, produced: { kind: 'file', bytes: makeRunpack(one) } };
      },
    },
  );
}

describe('a suite whose agent is run again', () => {
  test('is never vacuous and has one more grader', async () => {
    const done = await run({ a: { runId: 'run_new' } });
    expect(done.vacuous).toEqual([]);
    expect(done.result.status).toBe('pass');
    expect(graderOf(done, 'a/candidate_exec')).toMatchObject({
      reason_codes: ['candidate_recorded'],
      details: { exit_code: 0, time_limit_ms: 1000 },
    });
  });

  test('is not asked for a candidate of its own where vacuous fixtures fail', async () => {
    const done = await run({ a: { runId: 'run_new' } }, {}, {}, { failVacuous: true });
    expect(done.result.status).toBe('pass');
    expect(done.result.graders.map(({ name }) => name)).not.toContain('a/candidate_present');
  });

  test('fails when the command failed, although it wrote a run', async () => {
    const produced = { kind: 'file', bytes: makeRunpack({ runId: 'run_new' }) } as const;
    const done = await run({ a: { ...ENDED, exitCode: 3, produced } });
    expect(graderOf(done, 'a/candidate_exec')).toMatchObject({
      status: 'fail',
      reason_codes: ['exec_exit_nonzero'],
      details: { exit_code: 3, error: expect.any(String) as string },
    });
  });

  test('takes no candidate_runpack of the fixture', async () => {
    const done = await run({ a: { runId: 'run_new' } }, {}, { candidate_runpack: 'gone.zip' });
    expect(done.result.status).toBe('pass');
  });

  test('does not call it a difference that run id, time and fetching are new', async () => {
    const recorded = { refs: { context_set_digest: 'c'.repeat(64), receipts: [receipt({})] } };
    const again = {
      runId: 'run_new',
      createdAt: '2026-05-01T00:00:00Z',
      refs: {
        context_set_digest: 'd'.repeat(64),
        receipts: [receipt({ retrieved_at: '2026-05-01T00:00:00Z' })],
      },
    };
    const done = await run({ a: again }, recorded, {
      context_conformance: 'required',
      allow_context_runtime_drift: true,
    });
    expect(graderOf(done, 'a/diff')).toMatchObject({
      status: 'pass',
      details: { context_drift: 'runtime_only' },
    });
    expect(graderOf(done, 'a/context_conformance').reason_codes).toEqual([
      'context_conformance_pass',
    ]);
    const strict = await run({ a: again }, recorded, { context_conformance: 'required' });
    expect(graderOf(strict, 'a/context_conformance').reason_codes).toEqual([
      'context_runtime_drift_blocked',
    ]);
  });

  test('calls other context a difference', async () => {
    const recorded = { refs: { receipts: [receipt({})] } };
    const done = await run(
      { a: { refs: { receipts: [receipt({ content_digest: 'e'.repeat(64) })] } } },
      recorded,
    );
    expect(graderOf(done, 'a/diff').details['unexpected_files']).toEqual(['refs.json']);
  });

  test('fails when the new run lacks a result', async () => {
    const done = await run(
      { a: { tools: ['tool.read', 'tool.write'], results: [{ status: 'ok' }, null] } },
      {},
      {
        expected_verdict_sequence: [],
      },
    );
    // The name of the second tool lets a stub answer; of the first none could.
    expect(graderOf(done, 'a/expected_exit_code').status).toBe('pass');
    const first = await run({ a: { results: [null, { status: 'ok' }] } });
    expect(graderOf(first, 'a/expected_exit_code')).toMatchObject({
      reason_codes: ['unexpected_exit_code'],
      details: {
        actual_exit_code: 0,
        candidate_exit_code: 2,
        candidate_missing_results: ['intent_1'],
      },
    });
  });

  test('fails every comparison of a command that made nothing', async () => {
    const done = await run({
      a: { ...ENDED, produced: { kind: 'missing' } },
      b: { runId: 'run_b' },
    });
    expect(done.failedGraders).toBe(3);
    expect(graderOf(done, 'a/candidate_exec').reason_codes).toEqual(['exec_runpack_missing']);
    expect(graderOf(done, 'a/trajectory').reason_codes).toEqual(['candidate_unavailable']);
    expect(graderOf(done, 'a/diff').reason_codes).toEqual(['candidate_unavailable']);
    expect(graderOf(done, 'b/candidate_exec').status).toBe('pass');
  });
});

describe('accepting what changed', () => {
  test('takes whole runs of failing fixtures and passes with them', async () => {
    const done = await run(
      { a: { runId: 'run_new', tools: ['tool.read', 'x'] }, b: { runId: 'run_b' } },
      {},
      {
        diff_allow_changed_files: ['refs.json'],
      },
    );
    const { accepted, refused, regraded } = acceptCandidates(done);
    expect(accepted.map(({ fixture, changes }) => [fixture.name, changes])).toEqual([
      ['a', ['run: run_a → run_new', 'tool call 2: tool.write → x']],
    ]);
    expect(accepted[0]?.fixture).toMatchObject({
      runId: 'run_new',
      expectedTools: ['tool.read', 'x'],
      allowedChanges: ['refs.json'],
    });
    expect(refused).toEqual([]);
    const config = acceptedConfig(done.config, accepted);
    expect(acceptedConfig(config, accepted)).toBe(config);
    expect(config.fixtures.map(({ run_id }) => run_id)).toEqual(['run_new', 'run_a']);
    expect(regraded.result.status).toBe('pass');
  });

  test('takes nothing from a command that failed', async () => {
    const done = await run({
      a: {
        ...ENDED,
        exitCode: 1,
        produced: { kind: 'file', bytes: makeRunpack({ tools: ['x'] }) },
      },
      b: { ...ENDED, produced: { kind: 'missing' } },
    });
    const { accepted, refused, regraded } = acceptCandidates(done);
    expect(accepted).toEqual([]);
    expect(refused).toEqual(['a', 'b']);
    expect(regraded.result.status).toBe('fail');
  });

  test('names the calls when only arguments or results differ', async () => {
    const results = [{ status: 'ok' }, { status: 'ok', result: { moved: false } }];
    const done = await run({ a: { results } });
    const [line = ''] = acceptCandidates(done).accepted[0]?.changes ?? [];
    expect(line).toMatch(/^intent_2 tool\.write: result\.moved$/u);
    expect(graderOf(done, 'a/diff').details).toMatchObject({
      changed_call_count: 1,
      changed_calls: [{ intent_id: 'intent_2', tool: 'tool.write', record: 'result' }],
    });
  });

  test('names the files when the calls are the same', async () => {
    const done = await run({ a: { captureMode: 'reference' } });
    expect(acceptCandidates(done).accepted[0]?.changes).toEqual(['also different: manifest.json']);
  });
});
