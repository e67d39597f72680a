import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { emptyRecord } from '@gait/canon';
import { intentRecord, recordRun, refsRecord, resultRecord, runRecord } from '@gait/evidence';
import { runInProcess, type Ran } from '../testing.ts';

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'gait-regress-cli-')));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const put = (name: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), content);
};
const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const json = (name: string): Record<string, unknown> =>
  JSON.parse(read(name)) as Record<string, unknown>;
const gait = async (...args: string[]): Promise<Ran> =>
  await runInProcess(args, {
    cwd: folder,
    env: { PATH: process.env['PATH'] ?? '', MY_TOKEN: 'tok-987654', FOLDER: folder },
  });

function recorded(
  runId: string,
  tools: readonly string[] = ['tool.read', 'tool.write'],
): Uint8Array {
  const { zip } = recordRun(
    {
      run: { ...emptyRecord(runRecord), run_id: runId, producer_version: '1.4.0' },
      intents: tools.map((tool_name, i) => ({
        ...emptyRecord(intentRecord),
        intent_id: `i${i}`,
        tool_name,
        args: {},
      })),
      results: tools.map((_, i) => ({
        ...emptyRecord(resultRecord),
        intent_id: `i${i}`,
        status: 'ok',
        result: {},
      })),
      refs: emptyRecord(refsRecord),
      captureMode: 'raw',
    },
    { createdAt: '2026-03-01T09:15:00Z', os: 'linux', arch: 'amd64' },
  );
  return zip;
}

const code = (ran: Ran): unknown => (ran.json?.['detail'] as { code?: string } | undefined)?.code;

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
      vacuous: { count: 1, fixtures: ['run_a'] },
    });
    expect((await gait('regress', 'bootstrap', '--from', 'run.zip')).stdout).toContain(
      'nothing was tested',
    );
  });

  test.each(['init', 'add', 'bootstrap'])('%s without --from', async (sub) => {
    const ran = await gait('regress', sub, '--json');
    expect([ran.exit, code(ran)]).toEqual([6, 'flag_invalid']);
    expect((await gait('regress', sub, '--from', 'a', 'b', '--json')).exit).toBe(6);
  });
});

describe('capture', () => {
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
    expect(existsSync(join(folder, 'gait-out'))).toBe(false);
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
  async function suite(...names: string[]): Promise<void> {
    for (const name of names) {
      put(`${name}.zip`, recorded(`run_${name}`));
      await gait('regress', 'init', '--from', `${name}.zip`, '--name', name);
    }
  }

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
      vacuous: { count: 2, fixtures: ['a', 'b'] },
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
    ]) {
      const ran = await gait('regress', 'run', ...flags, '--json');
      expect([ran.exit, code(ran)]).toEqual([6, 'flag_invalid']);
    }
    expect(existsSync(join(folder, 'regress_result.json'))).toBe(false);
  });

  test('writes no result when the suite cannot be read, and no result into a folder that is not there', async () => {
    expect(code(await gait('regress', 'run', '--json'))).toBe('file_missing');
    await suite('a');
    const ran = await gait('regress', 'run', '--output', 'none/r.json', '--json');
    expect([ran.exit, code(ran)]).toEqual([6, 'file_missing']);
    expect(existsSync(join(folder, 'none'))).toBe(false);
  });

  describe('--exec', () => {
    test('grades the run that the agent makes anew', async () => {
      await suite('a', 'b');
      put('new.zip', recorded('run_new'));
      const ran = await gait(
        'regress',
        'run',
        '--exec',
        'cp new.zip "$GAIT_RUNPACK_OUT"',
        '--json',
      );
      expect(ran.exit).toBe(0);
      expect(ran.json).toMatchObject({ ok: true, graders: 10 });
      expect(ran.json?.['vacuous']).toBeUndefined();
    });

    test('fails with status 5 when the agent takes another way, and shows where', async () => {
      await suite('a');
      put('new.zip', recorded('run_new', ['tool.read', 'tool.delete']));
      const ran = await gait('regress', 'run', '--exec', 'cp new.zip "$GAIT_RUNPACK_OUT"');
      expect(ran.exit).toBe(5);
      expect(ran.stdout).toMatch(/›\s+2\s+tool\.write\s+tool\.delete/u);
      expect(ran.stdout).toContain('--update');
    });

    test.each([
      ['exit 3', 'exec_exit_nonzero'],
      ['kill -KILL $$', 'exec_signal'],
      ['true', 'exec_runpack_missing'],
      ['printf garbage > "$GAIT_RUNPACK_OUT"', 'exec_runpack_invalid'],
      ['ln -s "$GAIT_FIXTURE/runpack.zip" "$GAIT_RUNPACK_OUT"', 'exec_runpack_not_regular'],
      ['sleep 30', 'exec_timeout'],
    ])('%s fails with %s', async (command, reason) => {
      await suite('a');
      const ran = await gait(
        'regress',
        'run',
        '--exec',
        command,
        '--exec-timeout',
        '300ms',
        '--json',
      );
      expect(ran.exit).toBe(5);
      expect(ran.json).toMatchObject({ ok: false, top_failure_reason: reason, failed: 3 });
    });

    test('puts nothing that the command printed into results; a person sees its end without secrets', async () => {
      await suite('a');
      const args = [
        'regress',
        'run',
        '--junit',
        'j.xml',
        '--exec',
        'echo "stack trace $MY_TOKEN" >&2; exit 1',
      ];
      const ran = await gait(...args, '--json');
      for (const text of [ran.stdout, read('regress_result.json'), read('j.xml')]) {
        expect(text).not.toMatch(/stack trace|tok-987654/u);
      }
      const shown = (await gait(...args)).stdout;
      expect(shown).toContain('| stack trace ***');
      expect(shown).not.toContain('tok-987654');
      expect(existsSync(join(folder, 'logs'))).toBe(false);
      await gait(...args, '--exec-log', 'logs');
      expect(read('logs/a.stderr.log')).toBe('stack trace tok-987654\n');
    });

    test('a zip bomb is refused quickly', async () => {
      await suite('a');
      const { deflateRawSync, crc32 } = await import('node:zlib');
      put('bomb.zip', bomb(deflateRawSync(Buffer.alloc(300 * 1024 * 1024)), crc32));
      const started = performance.now();
      const ran = await gait(
        'regress',
        'run',
        '--exec',
        'cp bomb.zip "$GAIT_RUNPACK_OUT"',
        '--json',
      );
      expect(ran.json).toMatchObject({ top_failure_reason: 'exec_runpack_invalid' });
      expect(performance.now() - started).toBeLessThan(3000);
    }, 30_000);

    test('runs fixtures at the same time, each on its own', async () => {
      await suite('a', 'b', 'c', 'd');
      put('new.zip', recorded('run_new'));
      const started = performance.now();
      const command = 'sleep 0.5; cp new.zip "$GAIT_RUNPACK_OUT"';
      const ran = await gait('regress', 'run', '--exec', command, '--jobs', '4', '--json');
      expect(ran.exit).toBe(0);
      expect(performance.now() - started).toBeLessThan(1900);
    }, 20_000);

    test('--filter runs only what it names', async () => {
      await suite('pay', 'mail');
      put('new.zip', recorded('run_new'));
      const ran = await gait(
        'regress',
        'run',
        '--exec',
        'cp new.zip "$GAIT_RUNPACK_OUT"',
        '--filter',
        'pa',
        '--json',
      );
      expect(ran.json).toMatchObject({ graders: 5 });
    });
  });

  describe('--update', () => {
    test('takes the new run as the expected one, and says what changed', async () => {
      await suite('a', 'b');
      put('new.zip', recorded('run_new', ['tool.read', 'tool.delete']));
      const command =
        'if [ "$GAIT_FIXTURE_NAME" = a ]; then cp new.zip "$GAIT_RUNPACK_OUT"; else cp "$GAIT_FIXTURE/runpack.zip" "$GAIT_RUNPACK_OUT"; fi';
      const ran = await gait('regress', 'run', '--exec', command, '--update', '--json');
      expect(ran.exit).toBe(0);
      expect(ran.json).toMatchObject({
        ok: true,
        status: 'pass',
        updated: [
          {
            fixture: 'a',
            run_id: 'run_new',
            changes: ['run: run_a → run_new', 'tool call 2: tool.write → tool.delete'],
          },
        ],
      });
      expect(json('fixtures/a/fixture.json')).toMatchObject({
        run_id: 'run_new',
        expected_tool_sequence: ['tool.read', 'tool.delete'],
      });
      expect(json('gait.yaml')['fixtures']).toMatchObject([
        { run_id: 'run_new' },
        { run_id: 'run_b' },
      ]);
      expect((await gait('regress', 'run', '--exec', command, '--json')).exit).toBe(0);
    });

    test('takes nothing from a command that failed', async () => {
      await suite('a');
      const before = read('fixtures/a/fixture.json');
      put('new.zip', recorded('run_new'));
      const ran = await gait(
        'regress',
        'run',
        '--exec',
        'cp new.zip "$GAIT_RUNPACK_OUT"; exit 1',
        '--update',
        '--json',
      );
      expect(ran.exit).toBe(5);
      expect(ran.json).toMatchObject({ ok: false, updated: [], not_updated: ['a'] });
      expect(read('fixtures/a/fixture.json')).toBe(before);
    });

    test('takes a candidate file too', async () => {
      await suite('a');
      put('fixtures/a/new.zip', recorded('run_a', ['tool.z']));
      put(
        'fixtures/a/fixture.json',
        JSON.stringify({ ...json('fixtures/a/fixture.json'), candidate_runpack: 'new.zip' }),
      );
      expect((await gait('regress', 'run', '--json')).exit).toBe(5);
      const text = (await gait('regress', 'run', '--update')).stdout;
      expect(text).toContain('updated a');
      expect((await gait('regress', 'run', '--json')).exit).toBe(0);
    });
  });
});

/** A zip whose one entry unpacks to far more than it is. */
function bomb(data: Uint8Array, crc32: (data: Uint8Array) => number): Uint8Array {
  const name = Buffer.from('manifest.json');
  const size = 300 * 1024 * 1024;
  const crc = crc32(Buffer.alloc(size));
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(crc, 14);
  local.writeUInt32LE(data.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(20, 6);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(crc, 16);
  central.writeUInt32LE(data.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + data.length, 16);
  return Buffer.concat([local, name, data, central, name, end]);
}
