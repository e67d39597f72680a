import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
folderForEach((folder) => (cwd = folder));

const RUN = {
  run: { run_id: 'run_x', created_at: '2026-03-01T09:15:00Z' },
  intents: [{ intent_id: 'i1', tool_name: 'tool.read', args: { path: 'a' } }],
  results: [{ intent_id: 'i1', status: 'ok', result: { verdict: 'allow' } }],
  refs: {},
};

function put(name: string, value: unknown): void {
  writeFileSync(join(cwd, name), typeof value === 'string' ? value : JSON.stringify(value));
}

const gait = (...words: string[]) => runInProcess([...words, '--json'], { cwd });

describe('run record', () => {
  test('writes a private file that verifies', async () => {
    put('in.json', RUN);
    const recorded = await gait('run', 'record', 'in.json');
    expect(recorded).toMatchObject({
      exit: 0,
      json: { ok: true, bundle: './gait-out/runpack_run_x.zip', signature_status: 'missing' },
    });
    expect(statSync(join(cwd, 'gait-out/runpack_run_x.zip')).mode & 0o777).toBe(0o600);
    expect(await gait('verify', 'run_x')).toMatchObject({
      exit: 0,
      json: { ok: true, files_checked: 4 },
    });
  });

  test('what reference capture takes out is a row for a person, a warning in JSON', async () => {
    put('in.json', RUN);
    const { stdout, stderr } = await runInProcess(['run', 'record', 'in.json'], { cwd });
    expect(stdout).toContain(
      'capture    reference: digests of arguments and results, not themselves',
    );
    expect(stderr).not.toContain('reference capture');
    expect((await gait('run', 'record', 'in.json', '--out-dir', 'b')).json?.['warnings']).toContain(
      'reference capture removed arguments and results after taking their digests',
    );
  });

  test('signs with a key, and the public half verifies', async () => {
    put('in.json', RUN);
    await gait('keys', 'init', '--out-dir', 'keys');
    const recorded = await gait(
      'run',
      'record',
      '--input',
      'in.json',
      '--private-key',
      'keys/gait_private.key',
    );
    expect(recorded.json).toMatchObject({ signature_status: 'signed' });
    const verified = await gait(
      'verify',
      'run_x',
      '--profile',
      'strict',
      '--public-key',
      'keys/gait_public.key',
    );
    expect(verified).toMatchObject({
      exit: 0,
      json: { signature_status: 'verified', signatures_valid: 1 },
    });
  });

  test('with a key of this process says that nobody can verify it later', async () => {
    put('in.json', RUN);
    const { json } = await gait(
      'run',
      'record',
      'in.json',
      '--key-mode',
      'dev',
      '--capture-mode',
      'raw',
    );
    expect(json).toMatchObject({ signature_status: 'signed' });
    expect(json?.['warnings']).toHaveLength(3);
  });

  test('warns of what it does not record, and of what was probably not meant', async () => {
    put('in.json', {
      run: { run_id: 'run_x', producer: 'x' },
      intent: [],
      intents: [
        { intent_id: 'i1', tool: 'a', args: {} },
        { intent_id: 'i1', tool: 'b', args: {} },
      ],
      results: [{ intent_id: 'i2', status: 'ok', result: {} }],
    });
    const { exit, json } = await gait('run', 'record', 'in.json');
    expect(exit).toBe(0);
    const warnings = json?.['warnings'] as readonly string[];
    for (const part of [
      'intents[0].tool is not a known field and is not recorded (and 1 more); did you mean tool_name?',
      'run.producer is not a known field and is not recorded; did you mean producer_version?',
      'intent is not a known field and is not recorded; did you mean intents?',
      'intents[0].tool_name is empty: nobody can see which tool was called (and 1 more)',
      'intents[1].intent_id is "i1", which is used before',
      'results[0].intent_id is "i2", and no intent has that id',
    ])
      expect(warnings).toContain(part);
    const { stderr, stdout } = await runInProcess(['run', 'record', 'in.json'], { cwd });
    expect(stderr).toContain('warning: intents[0].tool is not a known field');
    expect(stdout).toMatch(/calls +2\nresults +1\n/);
    put('in.json', { run: { run_id: 'run_x' } });
    expect(String((await gait('run', 'record', 'in.json')).json?.['warnings'])).toContain(
      'the run has no calls',
    );
  });

  test('says which runpack it replaced, unless it was the same', async () => {
    put('in.json', RUN);
    const first = await gait('run', 'record', 'in.json');
    const warnings = async () =>
      String((await gait('run', 'record', 'in.json')).json?.['warnings']);
    expect(await warnings()).not.toContain('replaced');
    put('in.json', { ...RUN, results: [] });
    expect(await warnings()).toContain(
      `replaced the runpack with manifest sha256:${String(first.json?.['manifest_digest'])}`,
    );
    writeFileSync(join(cwd, 'gait-out/runpack_run_x.zip'), 'x');
    expect(await warnings()).toContain('replaced a file that was no readable runpack');
  });

  test('warns when a run is recorded anew and only its intent ids are others', async () => {
    put('in.json', RUN);
    await gait('run', 'record', 'in.json');
    const intents = [{ ...RUN.intents[0], intent_id: 'random' }];
    put('in.json', { ...RUN, intents, results: [] });
    const { json } = await gait('run', 'record', 'in.json');
    expect(String(json?.['warnings'])).toContain('only their intent ids differ');
  });

  test('warns when nothing says what ran the agent', async () => {
    put('in.json', RUN);
    const warnings = async () =>
      String((await gait('run', 'record', 'in.json')).json?.['warnings']);
    expect(await warnings()).toContain('run.env.runtime is missing');
    put('in.json', { ...RUN, run: { ...RUN.run, env: { runtime: 'my-agent' } } });
    expect(await warnings()).not.toContain('runtime');
  });

  const CALL = { intent_id: 'i1', tool_name: 't' };
  const ANSWER = { intent_id: 'i1', status: 'ok' };
  test.each([
    ['argz', { intents: [{ ...CALL, argz: {} }] }, 'did you mean args?'],
    ['arguments', { intents: [{ ...CALL, arguments: {} }] }, 'did you mean args?'],
    ['output', { results: [{ ...ANSWER, output: {} }] }, 'did you mean result?'],
    ['a null result', { results: [{ ...ANSWER, result: null }] }, 'null is the same as leaving'],
    ['a text result', { results: [{ ...ANSWER, result: 'done' }] }, 'wrap text'],
  ])('refuses %s and says what was probably meant', async (name, over, hint) => {
    put('in.json', { ...RUN, ...over });
    const { exit, json } = await gait('run', 'record', 'in.json');
    expect(exit).toBe(6);
    expect(json?.['hint']).toContain(hint);
    const { stderr } = await runInProcess(['run', 'record', 'in.json'], { cwd });
    expect(stderr.includes('is not a known field and is not recorded')).toBe(
      !name.startsWith('a '),
    );
  });

  test('refuses a public key to sign with, and asks for the private one', async () => {
    put('in.json', RUN);
    for (const alg of [[], ['--prefix', 'p', '--alg', 'ecdsa-p256-sha256']])
      await gait('keys', 'init', '--out-dir', 'keys', ...alg);
    for (const key of ['keys/gait_public.key', 'keys/p_public.key']) {
      const { json } = await gait('run', 'record', 'in.json', '--private-key', key);
      expect(json?.['hint']).toContain('pass the private key file');
    }
  });

  test('prints the schema of its input, and an error of a field names that', async () => {
    const { stdout } = await runInProcess(['run', 'record', '--schema'], { cwd });
    expect(JSON.parse(stdout)).toMatchObject({
      properties: { intents: { items: { properties: { tool_name: {} } } } },
    });
    put('in.json', { run: { run_id: 'x' }, intents: {} });
    const { json } = await gait('run', 'record', 'in.json');
    expect(String(json?.['hint'])).toContain('gait run record --schema');
  });

  const REFUSED: readonly (readonly [string, unknown, readonly string[], string])[] = [
    ['a file that is no JSON', '{', [], 'json_syntax'],
    ['a time that is none', { run: { run_id: 'x', created_at: 'now' } }, [], 'record_field_value'],
    ['a run without id', { run: {} }, [], 'run_id_missing'],
    ['a run id that climbs', { run: { run_id: '../../x' } }, [], 'run_id_unsafe'],
    [
      'records of another run',
      { ...RUN, intents: [{ ...RUN.intents[0], run_id: 'y' }] },
      [],
      'runpack_run_id_mismatch',
    ],
    [
      'records of another schema',
      { ...RUN, refs: { schema_id: 'x' } },
      [],
      'runpack_record_schema',
    ],
    ['an unknown capture mode', RUN, ['--capture-mode', 'all'], 'run_capture_mode_invalid'],
    ['an unknown evidence mode', RUN, ['--context-evidence-mode', 'all'], 'context_mode_invalid'],
    [
      'context in the clear',
      { ...RUN, refs: { receipts: [{ redaction_mode: 'raw' }] } },
      [],
      'context_raw_refused',
    ],
    ['an envelope outside the folder', RUN, ['--context-envelope', '../x.json'], 'path_unsafe'],
    ['an output folder without name', RUN, ['--out-dir', ''], 'path_unsafe'],
    ['an output outside the folder', RUN, ['--out-dir', '../out'], 'path_unsafe'],
  ];

  test.each(REFUSED)('refuses %s and writes nothing', async (_, input, flags, code) => {
    put('in.json', input);
    const { exit, json } = await gait('run', 'record', 'in.json', ...flags);
    expect(exit === 6 || exit === 2).toBe(true);
    expect(json).toMatchObject({ ok: false, detail: { code } });
    expect(readdirSync(cwd)).toEqual(['in.json']);
  });

  test('names the file that is not there', async () => {
    const { exit, json } = await gait('run', 'record', 'absent.json');
    expect(exit).toBe(6);
    expect(json).toMatchObject({ detail: { code: 'file_missing' } });
    expect(String(json?.['error'])).toContain(join(cwd, 'absent.json'));
  });

  test('asks for an input, and for one only', async () => {
    expect(await gait('run', 'record')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'invalid_input' } },
    });
    expect((await gait('run', 'record', 'a', 'b')).exit).toBe(6);
  });

  test('goes on without an envelope it cannot read, unless evidence is required', async () => {
    put('in.json', RUN);
    put('env.json', { context_set_id: 'x', context_set_digest: 'f'.repeat(64) });
    const { exit, json } = await gait('run', 'record', 'in.json', '--context-envelope', 'env.json');
    expect(exit).toBe(0);
    expect(String(json?.['warnings'])).toContain('context envelope ignored');
    const required = await gait(
      'run',
      'record',
      'in.json',
      '--context-envelope',
      'env.json',
      '--context-evidence-mode',
      'required',
    );
    expect(required).toMatchObject({
      exit: 6,
      json: { detail: { code: 'context_digest_mismatch' } },
    });
  });
});

describe('demo', () => {
  test('records, verifies and prints the ticket line of the reference', async () => {
    const { exit, json } = await gait('demo');
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      mode: 'standard',
      bundle: './gait-out/runpack_run_demo.zip',
      ticket_footer:
        'GAIT run_id=run_demo manifest=sha256:6124af948c9ebec4cd5461e236576e7c8c42c00f99c69b1310ec2e4663fd8634 verify="gait verify run_demo"',
    });
    expect(await gait('run', 'receipt', 'run_demo')).toMatchObject({
      json: { ticket_footer: json?.['ticket_footer'] },
    });
  });

  test('--durable is refused, not pretended', async () => {
    expect(await gait('demo', '--durable')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'demo_mode_unavailable' } },
    });
    expect(existsSync(join(cwd, 'gait-out'))).toBe(false);
  });
});
