import { describe, expect, test } from 'bun:test';
import type { RegressProfile } from '../profile.ts';
import { errorOf } from '../testing/error-of.ts';
import { makeRunpack, type RunShape } from '../testing/make-runpack.ts';
import { configText, fixtureFiles } from '../testing/make-suite.ts';
import { compare, graderOf, runMemorySuite } from '../testing/run-memory-suite.ts';
import { acceptCandidates } from './accept-candidates.ts';
import type { SuiteRun } from './run-suite.ts';

const reasons = (run: SuiteRun): Record<string, readonly string[]> =>
  Object.fromEntries(
    run.result.graders.map((grader) => [grader.name.slice(2), grader.reason_codes]),
  );

describe('a suite', () => {
  test('is graded by four graders a fixture, by name, and says when the first run was recorded', async () => {
    const files = {
      'gait.yaml': configText('b', 'a', 'a-1'),
      ...fixtureFiles('a'),
      ...fixtureFiles('a-1'),
      ...fixtureFiles('b'),
    };
    const run = await runMemorySuite(files);
    expect(run.result.graders.map(({ name }) => name)).toEqual([
      'a-1/diff',
      'a-1/expected_exit_code',
      'a-1/schema_validation',
      'a-1/trajectory',
      'a/diff',
      'a/expected_exit_code',
      'a/schema_validation',
      'a/trajectory',
      'b/diff',
      'b/expected_exit_code',
      'b/schema_validation',
      'b/trajectory',
    ]);
    expect(run.result.status).toBe('pass');
    expect(run.result.created_at).toBe('2026-03-01T09:15:00Z');
  });

  test('without candidates is vacuous, and its result is the one the reference writes', async () => {
    const run = await runMemorySuite({ 'gait.yaml': configText('a'), ...fixtureFiles('a') });
    expect(run.vacuous).toEqual(['a']);
    expect(graderOf(run, 'a/trajectory').details).toEqual({
      candidate_runpack: 'fixtures/a/runpack.zip',
      expected_tool_sequence: ['tool.read', 'tool.write'],
      actual_tool_sequence: ['tool.read', 'tool.write'],
      expected_verdict_sequence: ['allow', 'allow'],
      actual_verdict_sequence: ['allow', 'allow'],
      fixture: 'a',
      run_id: 'run_a',
    });
  });

  test('fails vacuous fixtures when asked to, and marks their comparisons', async () => {
    const files = { 'gait.yaml': configText('a'), ...fixtureFiles('a') };
    const run = await runMemorySuite(files, { failVacuous: true });
    expect(run.result.status).toBe('fail');
    expect(graderOf(run, 'a/candidate_present').reason_codes).toEqual(['vacuous']);
    expect(graderOf(run, 'a/trajectory').details['vacuous']).toBe(true);
    expect(graderOf(run, 'a/schema_validation').details['vacuous']).toBeUndefined();
  });

  test('is not made less vacuous by naming its own run as candidate', async () => {
    const files = {
      'gait.yaml': configText('a'),
      ...fixtureFiles('a', { candidate_runpack: './runpack.zip' }),
    };
    expect((await runMemorySuite(files)).vacuous).toEqual(['a']);
  });

  test('says of a copy of a refused run what it says of the run', async () => {
    const stray = { stray: 'stray.txt' };
    const standard = await compare(stray, {}, stray);
    expect(reasons(standard)['trajectory']).toEqual(['candidate_runpack_invalid']);
    const compat = await compare(stray, {}, stray, { profile: 'compat' });
    expect(compat.vacuous).toEqual(['a']);
    expect(compat.tolerated.map(({ code, file }) => [code, file])).toEqual([
      ['runpack_undeclared_entry', 'fixtures/a/runpack.zip'],
      ['runpack_undeclared_entry', 'fixtures/a/new.zip'],
    ]);
  });

  test('tells once what is wrong with a run that is its own candidate', async () => {
    const stray = makeRunpack({ stray: 'stray.txt' });
    const files = {
      'gait.yaml': configText('a'),
      ...fixtureFiles('a', { candidate_runpack: './runpack.zip' }, stray),
    };
    const run = await runMemorySuite(files, { profile: 'compat' });
    expect(run.vacuous).toEqual(['a']);
    expect(run.tolerated.map(({ file }) => file)).toEqual(['fixtures/a/runpack.zip']);
  });

  test('is not made less vacuous by a copy of its own run as candidate', async () => {
    const same = await compare({});
    expect(same.vacuous).toEqual(['a']);
    expect(same.result.status).toBe('pass');
    expect(graderOf(same, 'a/diff').details['candidate_runpack']).toBe('fixtures/a/new.zip');
    const asked = await compare({}, {}, {}, { failVacuous: true });
    expect(asked.result.status).toBe('fail');
    expect(graderOf(asked, 'a/candidate_present').reason_codes).toEqual(['vacuous']);
    expect((await compare({ createdAt: '2026-03-01T09:15:01Z' })).vacuous).toEqual([]);
  });

  test('under strict refuses a candidate whose digests do not fit what is beside them', async () => {
    const other = { results: [{ status: 'ok', result: { kept: 1 } }, { status: 'ok' }] };
    const diffUnder = async (profile: RegressProfile): Promise<readonly string[]> =>
      graderOf(await compare(other, {}, {}, { profile }), 'a/diff').reason_codes;
    expect(await diffUnder('standard')).toEqual(['unexpected_diff']);
    expect(await diffUnder('strict')).toEqual(['diff_error']);
  });

  test('that fails with its own run as candidate has nothing to accept', async () => {
    for (const candidate of [{}, { candidate_runpack: 'new.zip' }]) {
      const files = {
        'gait.yaml': configText('a'),
        ...fixtureFiles('a', { expected_tool_sequence: ['x'], ...candidate }),
        'fixtures/a/new.zip': makeRunpack(),
      };
      const { accepted, refused, regraded } = acceptCandidates(await runMemorySuite(files));
      expect({ accepted, refused }).toEqual({ accepted: [], refused: ['a'] });
      expect(regraded.result.status).toBe('fail');
    }
  });

  test('with a filter reads only the fixtures that are left', async () => {
    const files = { 'gait.yaml': configText('a', 'broken'), ...fixtureFiles('a') };
    expect((await runMemorySuite(files, { filter: 'a' })).cases).toHaveLength(1);
    expect((await errorOf(() => runMemorySuite(files))).code).toBe('regress_fixture_missing');
    expect((await errorOf(() => runMemorySuite(files, { filter: 'zzz' }))).code).toBe(
      'regress_filter',
    );
  });
});

describe('a suite that cannot be read', () => {
  const whole = { 'gait.yaml': configText('a'), ...fixtureFiles('a') };
  const tampered = makeRunpack().slice();
  tampered[60] = (tampered[60] ?? 0) ^ 1;
  test.each([
    ['no configuration', {}, 'file_missing'],
    ['no fixtures', { 'gait.yaml': '{"fixtures": []}' }, 'regress_no_fixtures'],
    ['no runpack', { 'gait.yaml': configText('a') }, 'regress_fixture_missing'],
    [
      'no fixture.json',
      { 'gait.yaml': configText('a'), 'fixtures/a/runpack.zip': makeRunpack() },
      'regress_fixture_missing',
    ],
    [
      'an altered runpack',
      { ...whole, 'fixtures/a/runpack.zip': tampered },
      'regress_fixture_unverified',
    ],
    [
      'a runpack that is none',
      { ...whole, 'fixtures/a/runpack.zip': 'x' },
      'regress_fixture_unverified',
    ],
    [
      'another name in fixture.json',
      { ...whole, ...fixtureFiles('a', { name: 'b' }) },
      'regress_fixture_mismatch',
    ],
    [
      'another run id in fixture.json',
      { ...whole, ...fixtureFiles('a', { run_id: 'run_b' }) },
      'regress_fixture_mismatch',
    ],
    [
      'another run id in the configuration alone',
      { ...whole, 'gait.yaml': configText('a').replace('"run_a"', '"run_b"') },
      'regress_fixture_mismatch',
    ],
    [
      'another run in the runpack',
      { ...whole, 'fixtures/a/runpack.zip': makeRunpack({ runId: 'run_b' }) },
      'regress_fixture_mismatch',
    ],
  ])('%s', async (_, files, code) => {
    const error = await errorOf(() => runMemorySuite(files));
    expect(error.code as string).toBe(code);
    expect(error.facts.exit).toBe(6);
    expect(error.message).not.toBe('');
  });
});

test('a failure that is no fault of the suite passes through as it is', async () => {
  const candidate = { candidate_runpack: 'new.zip' };
  const whole = { 'gait.yaml': configText('a'), ...fixtureFiles('a', candidate) };
  for (const name of ['fixtures/a/runpack.zip', 'fixtures/a/new.zip']) {
    const files = Object.defineProperty({ ...whole }, name, {
      enumerable: true,
      get: () => {
        throw new TypeError('a fault of the program');
      },
    });
    const failure = await runMemorySuite(files).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(TypeError);
  }
});

describe('schema_validation', () => {
  const replace = (file: string, from: string, to: string): RunShape => ({
    change: (files) => {
      files[file] = (files[file] ?? '').replace(from, to);
    },
  });
  test.each([
    ['run_schema_invalid', replace('run.json', 'gait.runpack.run', 'x')],
    ['refs_schema_invalid', replace('refs.json', '"1.0.0"', '"2.0.0"')],
    ['intent_schema_invalid', replace('intents.jsonl', 'gait.runpack.intent', 'x')],
    [
      'result_schema_invalid',
      replace('results.jsonl', '"schema_version":"1.0.0"', '"schema_version":""'),
    ],
  ])('%s', async (reason, recorded) => {
    const run = await runMemorySuite(
      { 'gait.yaml': configText('a'), ...fixtureFiles('a', {}, makeRunpack(recorded)) },
      { profile: 'compat' },
    );
    expect(graderOf(run, 'a/schema_validation').reason_codes).toEqual([reason]);
    expect(graderOf(run, 'a/schema_validation').status).toBe('fail');
  });

  test('fails for what the verifier refuses and the reference does not; compat says so instead', async () => {
    const files = {
      'gait.yaml': configText('a'),
      ...fixtureFiles('a', {}, makeRunpack({ stray: 'extra.txt' })),
    };
    const run = await runMemorySuite(files);
    expect(graderOf(run, 'a/schema_validation').reason_codes).toEqual(['runpack_undeclared_entry']);
    const compat = await runMemorySuite(files, { profile: 'compat' });
    expect(compat.result.status).toBe('pass');
    expect(compat.tolerated.map(({ code, file, entry }) => [code, file, entry])).toEqual([
      ['runpack_undeclared_entry', 'fixtures/a/runpack.zip', 'extra.txt'],
    ]);
  });
});

describe('expected_exit_code', () => {
  const gap: RunShape = { tools: ['odd', 'http.get'], results: [null, null] };
  test('is 2 when a result is missing that no stub can answer', async () => {
    const run = await compare(
      {},
      { expected_replay_exit_code: 2, expected_tool_sequence: [] },
      gap,
    );
    expect(graderOf(run, 'a/expected_exit_code')).toMatchObject({
      status: 'pass',
      details: { expected_exit_code: 2, actual_exit_code: 2, missing_results: ['intent_1'] },
    });
    const other = await compare({}, {}, gap);
    expect(graderOf(other, 'a/expected_exit_code').reason_codes).toEqual(['unexpected_exit_code']);
  });

  test('cannot be told of a run with two intents of one id', async () => {
    const twice: RunShape = {
      change: (files) => {
        files['intents.jsonl'] = (files['intents.jsonl'] ?? '').repeat(2);
      },
    };
    const run = await compare({}, {}, twice);
    expect(graderOf(run, 'a/expected_exit_code').reason_codes).toEqual(['replay_error']);
  });
});

describe('trajectory', () => {
  test('names the first call and the first verdict that went another way', async () => {
    const run = await compare({
      tools: ['tool.read', 'tool.delete'],
      results: [{ status: 'denied' }],
    });
    const result = graderOf(run, 'a/trajectory');
    expect(result.reason_codes).toEqual([
      'unexpected_tool_sequence',
      'unexpected_verdict_sequence',
    ]);
    expect(result.details).toMatchObject({
      candidate_runpack: 'fixtures/a/new.zip',
      tool_sequence_mismatch_index: 1,
      tool_sequence_expected_at_mismatch: 'tool.write',
      tool_sequence_actual_at_mismatch: 'tool.delete',
      verdict_sequence_mismatch_index: 0,
      verdict_sequence_expected_at_mismatch: 'allow',
      verdict_sequence_actual_at_mismatch: 'block',
    });
  });

  test('asks for nothing where nothing is expected', async () => {
    const run = await compare(
      { tools: [] },
      { expected_tool_sequence: [], expected_verdict_sequence: null },
    );
    expect(graderOf(run, 'a/trajectory').reason_codes).toEqual(['trajectory_not_required']);
  });

  test.each([
    [
      'a candidate that is not there',
      { candidate_runpack: 'gone.zip' },
      'candidate_path_invalid',
      'candidate_path_invalid',
    ],
    ['a folder', { candidate_runpack: '..' }, 'candidate_runpack_invalid', 'diff_error'],
  ])('%s', async (_, fields, reason, diffReason) => {
    const run = await compare({}, fields);
    expect(reasons(run)).toMatchObject({ trajectory: [reason], diff: [diffReason] });
    expect(run.vacuous).toEqual([]);
  });

  test.each([
    ['garbage', new TextEncoder().encode('garbage')],
    ['an empty file', new Uint8Array()],
    ['a run with an undeclared entry', makeRunpack({ stray: 'x' })],
  ])('%s as candidate fails every comparison', async (_, bytes) => {
    const run = await compare(bytes, { context_conformance: 'none' });
    expect(reasons(run)).toEqual({
      context_conformance: ['candidate_runpack_invalid'],
      diff: ['diff_error'],
      expected_exit_code: [],
      schema_validation: [],
      trajectory: ['candidate_runpack_invalid'],
    });
  });
});
