import { describe, expect, test } from 'bun:test';
import { RUN_THE_AGENT } from './fixture-answer.ts';
import {
  code,
  eachInItsFolder,
  exists,
  gait,
  json,
  put,
  read,
  recorded,
  suite,
} from './testing/suite-folder.ts';

eachInItsFolder();

describe('regress init, add and bootstrap', () => {
  test('init answers with the keys of the reference', async () => {
    put('run.zip', recorded('run_a'));
    const ran = await gait('regress', 'init', '--from', 'run.zip', '--json');
    const { correlation_id: _, ...answer } = ran.json ?? {};
    expect(ran.exit).toBe(0);
    expect(answer).toEqual({
      ok: true,
      run_id: 'run_a',
      fixture_name: 'run_a',
      fixture_dir: 'fixtures/run_a',
      runpack_path: 'fixtures/run_a/runpack.zip',
      config_path: 'gait.yaml',
      next_commands: ['gait regress run --json'],
    });
  });

  test('add says where it came from, also when it fails', async () => {
    put('run.zip', recorded('run_a'));
    expect(
      (await gait('regress', 'add', '--from', ' ./run.zip', '--name', 'n', '--json')).json,
    ).toMatchObject({
      ok: true,
      source: './run.zip',
      fixture_name: 'n',
    });
    const failed = await gait('regress', 'add', '--from', 'none.zip', '--json');
    expect(failed.exit).toBe(6);
    expect(failed.json).toMatchObject({
      ok: false,
      source: 'none.zip',
      error_code: 'invalid_input',
    });
    expect(code(failed)).toBe('file_missing');
  });

  test('bootstrap makes the fixture, runs all, and says that nothing was tested', async () => {
    put('run.zip', recorded('run_a'));
    const ran = await gait(
      'regress',
      'bootstrap',
      '--from',
      'run.zip',
      '--junit',
      'out/j.xml',
      '--json',
    );
    const { correlation_id: _, ...answer } = ran.json ?? {};
    expect(ran.exit).toBe(0);
    expect(answer).toEqual({
      ok: true,
      run_id: 'run_a',
      fixture_name: 'run_a',
      fixture_dir: 'fixtures/run_a',
      runpack_path: 'fixtures/run_a/runpack.zip',
      config_path: 'gait.yaml',
      status: 'pass',
      artifact_paths: ['regress_result.json', 'out/j.xml'],
      output: 'regress_result.json',
      junit: 'out/j.xml',
      vacuous: { count: 1, fixtures: ['run_a'], next_command: RUN_THE_AGENT },
    });
    const text = (await gait('regress', 'bootstrap', '--from', 'run.zip')).stdout;
    expect(text).toContain('nothing was tested');
    expect(text).toContain(`leaves the new run at "$GAIT_RUNPACK_OUT":\n  ${RUN_THE_AGENT}\n`);
  });

  test.each(['init', 'add', 'bootstrap'])('%s without --from', async (sub) => {
    const ran = await gait('regress', sub, '--json');
    expect([ran.exit, code(ran)]).toEqual([6, 'flag_invalid']);
    expect((await gait('regress', sub, '--from', 'a', 'b', '--json')).exit).toBe(6);
  });
});

describe('capture', () => {
  test('of a run with digests that do not fit is refused under strict', async () => {
    const intent = { intent_id: 'i', tool_name: 't', args: { a: 1 }, args_digest: 'f'.repeat(64) };
    put('in.json', JSON.stringify({ run: { run_id: 'run_x' }, intents: [intent] }));
    await gait('run', 'record', 'in.json', '--capture-mode', 'raw');
    expect((await gait('capture', '--from', 'run_x', '--json')).exit).toBe(0);
    const ran = await gait('capture', '--from', 'run_x', '--profile', 'strict', '--json');
    expect(ran.exit).toBe(2);
    expect(code(ran)).toBe('regress_capture_unverified');
  });

  test('writes a receipt that add understands', async () => {
    put('run.zip', recorded('run_a'));
    const ran = await gait('capture', '--from', './run.zip', '--json');
    expect(ran.json).toMatchObject({
      ok: true,
      schema_id: 'gait.capture.receipt',
      artifact_type: 'runpack',
      artifact_path: './run.zip',
      run_id: 'run_a',
      output_path: 'gait-out/capture.json',
    });
    const { correlation_id: _, ...answer } = ran.json ?? {};
    expect(json('gait-out/capture.json')).toEqual(answer);
    expect(
      (await gait('regress', 'add', '--from', 'gait-out/capture.json', '--json')).json,
    ).toMatchObject({ run_id: 'run_a' });
  });

  test('of an altered run is refused with status 2; compat writes the receipt as the reference does', async () => {
    const bytes = recorded('run_a').slice();
    // The middle of the first entry's data.
    bytes[70] = (bytes[70] ?? 0) ^ 1;
    put('bad.zip', bytes);
    const ran = await gait('capture', '--from', 'bad.zip', '--json');
    expect(ran.exit).not.toBe(0);
    expect(ran.json).toMatchObject({
      ok: false,
      from: 'bad.zip',
      schema_id: 'gait.capture.receipt',
    });
    expect(exists('gait-out')).toBe(false);
  });

  test('under its former flag is refused, and the new name given', async () => {
    const ran = await gait('capture', '--from', 'x', '--save-as', 'y', '--json');
    expect(ran.exit).toBe(6);
    expect(ran.json).toMatchObject({ migration: { replacement_flag: '--out' } });
  });

  test('of nothing', async () => {
    expect((await gait('capture', '--json')).exit).toBe(6);
    expect((await gait('capture', '--from', 'none', '--json')).exit).toBe(6);
    put('run.zip', recorded('run_a'));
    expect(code(await gait('capture', '--from', 'run.zip', '--out', ' ', '--json'))).toBe(
      'flag_invalid',
    );
  });
});

describe('regress run', () => {
  test('answers with the keys of the reference and what is vacuous', async () => {
    await suite('a', 'b');
    const ran = await gait('regress', 'run', '--output', 'r.json', '--json');
    const { correlation_id: _, ...answer } = ran.json ?? {};
    expect(answer).toEqual({
      ok: true,
      status: 'pass',
      fixture_set: 'default',
      graders: 8,
      artifact_paths: ['r.json'],
      output: 'r.json',
      vacuous: { count: 2, fixtures: ['a', 'b'], next_command: RUN_THE_AGENT },
    });
    expect(read('r.json')).not.toContain('vacuous');
  });

  test('fails vacuous fixtures under --fail-vacuous and the strict profile', async () => {
    await suite('a');
    for (const flag of [['--fail-vacuous'], ['--profile', 'strict']]) {
      const ran = await gait('regress', 'run', ...flag, '--json', '--junit', 'j.xml');
      expect(ran.exit).toBe(5);
      expect(ran.json).toMatchObject({
        ok: false,
        status: 'fail',
        failed: 1,
        top_failure_reason: 'vacuous',
      });
      expect(read('j.xml')).toContain('<failure message="vacuous"');
    }
  });

  test('takes a copy of the recorded run as candidate for no test of anything', async () => {
    await suite('a');
    put(
      'fixtures/a/fixture.json',
      JSON.stringify({ ...json('fixtures/a/fixture.json'), candidate_runpack: 'copy.zip' }),
    );
    put('fixtures/a/copy.zip', recorded('run_a'));
    const ran = await gait('regress', 'run', '--json');
    expect(ran).toMatchObject({ exit: 0, json: { vacuous: { count: 1, fixtures: ['a'] } } });
    expect((await gait('regress', 'run')).stdout).toContain('nothing was tested: 1 vacuous');
    for (const flag of [['--fail-vacuous'], ['--profile', 'strict']])
      expect(await gait('regress', 'run', ...flag, '--json')).toMatchObject({
        exit: 5,
        json: { top_failure_reason: 'vacuous' },
      });
    put('fixtures/a/copy.zip', recorded('run_a', undefined, { rows: 2 }));
    expect((await gait('regress', 'run', '--json')).json?.['vacuous']).toBeUndefined();
  });

  test('names the failing grader, and the next command with its configuration', async () => {
    await suite('a');
    put(
      'fixtures/a/fixture.json',
      JSON.stringify({ ...json('fixtures/a/fixture.json'), expected_tool_sequence: ['tool.x'] }),
    );
    put('other.yaml', 'fixtures: [{name: a, runpack: fixtures/a/runpack.zip}]\n');
    const ran = await gait('regress', 'run', '--config', 'other.yaml', '--json');
    expect(ran.exit).toBe(5);
    expect(ran.json).toMatchObject({
      failed: 1,
      top_failure_reason: 'unexpected_tool_sequence',
      next_command: 'gait regress run --config other.yaml --json',
    });
    const text = (await gait('regress', 'run')).stdout;
    expect(text).toContain('✗ 1 of 1 fixture failed');
    expect(text).toMatch(/›\s+1\s+tool\.x\s+tool\.read/u);
    expect(text).toMatch(/2\s+<missing>\s+tool\.write/u);
    expect(text.includes('\u001b[')).toBe(false);
  });

  test('refuses flags about a command that is not there, and numbers that cannot be', async () => {
    await suite('a');
    for (const flags of [
      ['--jobs', '2'],
      ['--exec-timeout', '5s'],
      ['--workspace', 'none'],
      ['--exec', ' '],
      ['--exec', 'true', '--jobs', '-1'],
      ['--exec', 'true', '--exec-timeout', '0s'],
      ['--profile', 'lax'],
      ['--keep-candidates', 'x'],
      ['--exec', 'true', '--keep-candidates', ''],
    ]) {
      const ran = await gait('regress', 'run', ...flags, '--json');
      expect([ran.exit, code(ran)]).toEqual([6, 'flag_invalid']);
    }
    expect(exists('regress_result.json')).toBe(false);
  });

  test('names the calls that differ when only results do, and leaves the result file as the reference writes it', async () => {
    await suite('a');
    put('fixtures/a/new.zip', recorded('run_a', undefined, { rows: 2 }));
    const fixture = { ...json('fixtures/a/fixture.json'), candidate_runpack: 'new.zip' };
    put('fixtures/a/fixture.json', JSON.stringify(fixture));
    const ran = await gait('regress', 'run', '--json');
    expect(ran.json?.['differences']).toMatchObject([
      {
        fixture: 'a',
        call_count: 2,
        calls: [
          {
            intent_id: 'i0',
            tool: 'tool.read',
            record: 'result',
            change: 'changed',
            fields: [{ field: 'result_digest' }, { field: 'result.rows' }],
          },
          { intent_id: 'i1' },
        ],
      },
    ]);
    expect(read('regress_result.json')).not.toContain('changed_calls');
    const text = (await gait('regress', 'run')).stdout;
    expect(text).toMatch(
      /not allowed: results\.jsonl\n {4}i0 tool\.read: result_digest \w{8}… → \w{8}…, result\.rows\n/u,
    );
  });

  test('mentions a fixture that gait.yaml does not list, unless another configuration was asked for', async () => {
    await suite('a', 'b');
    const config = json('gait.yaml') as { fixtures: { name: string }[] };
    const fixtures = config.fixtures.filter(({ name }) => name === 'a');
    put('gait.yaml', JSON.stringify({ ...config, fixtures }));
    put('some.yaml', JSON.stringify({ ...config, fixtures }));
    put('fixtures/other-family/notes.txt', 'no fixture');
    const ran = await gait('regress', 'run', '--json');
    expect([ran.exit, ran.json?.['unlisted']]).toEqual([0, ['fixtures/b']]);
    expect((await gait('regress', 'run')).stdout).toContain(
      'not run, gait.yaml does not list: fixtures/b\n',
    );
    const other = await gait('regress', 'run', '--config', 'some.yaml', '--json');
    expect(other.json?.['unlisted']).toBeUndefined();
  });

  test('writes no result when the suite cannot be read, and no result into a folder that is not there', async () => {
    expect(code(await gait('regress', 'run', '--json'))).toBe('file_missing');
    await suite('a');
    const ran = await gait('regress', 'run', '--output', 'none/r.json', '--json');
    expect([ran.exit, code(ran)]).toEqual([6, 'file_missing']);
    expect(exists('none')).toBe(false);
  });
});
