import { describe, expect, test } from 'bun:test';
import type { Ran } from '../testing.ts';
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

describe('--exec', () => {
  test('grades the run that the agent makes anew', async () => {
    await suite('a', 'b');
    put('new.zip', recorded('run_new'));
    const ran = await gait('regress', 'run', '--exec', 'cp new.zip "$GAIT_RUNPACK_OUT"', '--json');
    expect(ran.exit).toBe(0);
    expect(ran.json).toMatchObject({ ok: true, graders: 10 });
    expect(ran.json?.['vacuous']).toBeUndefined();
  });

  test('says when the command wrote the recorded run itself, and passes: an agent may be that exact', async () => {
    await suite('a');
    const args = ['regress', 'run', '--exec', 'cp "$GAIT_FIXTURE/runpack.zip" "$GAIT_RUNPACK_OUT"'];
    const ran = await gait(...args, '--profile', 'strict', '--json');
    expect(ran).toMatchObject({ exit: 0, json: { ok: true, identical: ['a'] } });
    expect(ran.json?.['vacuous']).toBeUndefined();
    expect((await gait(...args)).stdout).toContain('the recorded run itself, byte for byte: a');
    put('new.zip', recorded('run_new'));
    const other = await gait(
      'regress',
      'run',
      '--exec',
      'cp new.zip "$GAIT_RUNPACK_OUT"',
      '--json',
    );
    expect(other.json?.['identical']).toBeUndefined();
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

  test('keeps the run that failed where it can be looked at, until the fixture passes', async () => {
    await suite('a');
    put('new.zip', recorded('run_new', ['tool.read', 'tool.delete']));
    const [kept, elsewhere] = ['gait-out/regress/a/candidate.zip', 'kept/a/candidate.zip'];
    const args = ['regress', 'run', '--exec', 'cp new.zip "$GAIT_RUNPACK_OUT"'];
    const ran = await gait(...args, '--json');
    expect(ran.json?.['candidates']).toEqual([{ fixture: 'a', path: kept }]);
    expect(read(kept)).toBe(read('new.zip'));
    const text = (await gait(...args, '--keep-candidates', 'kept')).stdout;
    expect(text).toContain(`gait run diff fixtures/a/runpack.zip ${elsewhere}`);
    expect(exists(elsewhere)).toBe(true);
    put('new.zip', recorded('run_new'));
    expect((await gait(...args, '--keep-candidates', 'none')).exit).toBe(0);
    expect(exists(kept)).toBe(true);
    expect((await gait(...args)).exit).toBe(0);
    expect(exists(kept)).toBe(false);
  });

  test('names the calls in the result file too', async () => {
    await suite('a');
    put('new.zip', recorded('run_new', undefined, { rows: 2 }));
    await gait('regress', 'run', '--exec', 'cp new.zip "$GAIT_RUNPACK_OUT"', '--json');
    const graders = json('regress_result.json')['graders'] as { name: string }[];
    expect(graders.find(({ name }) => name === 'a/diff')).toMatchObject({
      details: {
        changed_call_count: 2,
        changed_calls: [{ intent_id: 'i0', record: 'result' }, { intent_id: 'i1' }],
      },
    });
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
    expect(exists('logs')).toBe(false);
    await gait(...args, '--exec-log', 'logs');
    expect(read('logs/a.stderr.log')).toBe('stack trace tok-987654\n');
  });

  test('of a long output a person sees the end, and --exec-log keeps all of it', async () => {
    await suite('a');
    const command = [
      'i=0; while [ $i -lt 20000 ]; do echo "line $i of what the command printed"; i=$((i+1)); done >&2',
      'echo "AssertionError: the end" >&2',
      'exit 1',
    ].join('; ');
    const args = ['regress', 'run', '--exec', command, '--exec-log', 'logs'];
    const shown = (await gait(...args)).stdout;
    expect(shown).toContain('| AssertionError: the end');
    expect(shown).toContain('| line 19999 of');
    const log = read('logs/a.stderr.log').split('\n');
    expect([log[0], log.length]).toEqual(['line 0 of what the command printed', 20_002]);
    expect(read('logs/a.stdout.log')).toBe('');
  }, 30_000);

  test('a zip bomb is refused quickly', async () => {
    await suite('a');
    const { deflateRawSync, crc32 } = await import('node:zlib');
    put('bomb.zip', bomb(deflateRawSync(Buffer.alloc(300 * 1024 * 1024)), crc32));
    const started = performance.now();
    const ran = await gait('regress', 'run', '--exec', 'cp bomb.zip "$GAIT_RUNPACK_OUT"', '--json');
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

  test('shows which results change when nothing else does', async () => {
    await suite('a');
    put('new.zip', recorded('run_a', undefined, { rows: 2 }));
    const ran = await gait(
      'regress',
      'run',
      '--exec',
      'cp new.zip "$GAIT_RUNPACK_OUT"',
      '--update',
    );
    expect(ran.exit).toBe(0);
    expect(ran.stdout).toMatch(
      /updated a\n {2}i0 tool\.read: result_digest \w{8}… → \w{8}…, result\.rows\n/u,
    );
  });

  test('keeps what others added meanwhile, and refuses a fixture that was made anew meanwhile', async () => {
    await suite('a');
    put('new.zip', recorded('run_new'));
    put('b.zip', recorded('run_b'));
    put('third.zip', recorded('run_third', ['tool.y']));
    const update = async (meanwhile: readonly string[]): Promise<Ran> => {
      const command = 'sleep 0.6; cp new.zip "$GAIT_RUNPACK_OUT"';
      const running = gait(
        'regress',
        'run',
        '--exec',
        command,
        '--filter',
        'a',
        '--update',
        '--json',
      );
      await new Promise((resolve) => setTimeout(resolve, 250));
      expect((await gait('regress', 'add', ...meanwhile, '--json')).exit).toBe(0);
      return await running;
    };
    put('new.zip', recorded('run_new', ['tool.x']));
    expect((await update(['--from', 'b.zip', '--name', 'b'])).json).toMatchObject({ ok: true });
    expect(json('gait.yaml')['fixtures']).toMatchObject([
      { name: 'a', run_id: 'run_new' },
      { name: 'b', run_id: 'run_b' },
    ]);
    put('new.zip', recorded('run_new', ['tool.z']));
    const refused = await update(['--from', 'third.zip', '--name', 'a']);
    expect(code(refused)).toBe('file_changed');
    expect(json('fixtures/a/fixture.json')).toMatchObject({ run_id: 'run_third' });
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
