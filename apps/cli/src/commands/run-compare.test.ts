import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import { unzipSync, zipSync } from 'fflate';
import { craftZip } from '../../../../tests/zips/craft-zip.ts';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
folderForEach((folder) => (cwd = folder));

const gait = (...words: string[]) => runInProcess([...words, '--json'], { cwd });

async function record(runId: string, status: string, over: object = {}): Promise<void> {
  const input = {
    run: { run_id: runId, created_at: '2026-03-01T09:15:00Z' },
    intents: [
      { intent_id: 'i1', tool_name: 'tool.read', args: { path: 'a' } },
      { intent_id: 'i2', tool_name: 'tool.write', args: {} },
    ],
    results: [{ intent_id: 'i1', status, result: { verdict: 'allow' } }],
    capture_mode: 'raw',
    ...over,
  };
  writeFileSync(join(cwd, 'in.json'), JSON.stringify(input));
  expect((await gait('run', 'record', 'in.json')).exit).toBe(0);
}

describe('run diff', () => {
  test('of two runs that did the same ends 0', async () => {
    await record('run_a', 'ok');
    await record('run_b', 'ok');
    expect(await gait('run', 'diff', 'run_a', 'run_b')).toMatchObject({
      exit: 0,
      json: { ok: true, summary: { results_changed: false } },
    });
  });

  test('of two that did not ends 2 and writes the difference', async () => {
    await record('run_a', 'ok');
    await record('run_b', 'error');
    const { exit, json } = await gait('run', 'diff', 'run_a', 'run_b', '--output', 'diff.json');
    expect(exit).toBe(2);
    expect(json).toMatchObject({
      ok: false,
      output: 'diff.json',
      summary: { results_changed: true, intents_changed: false },
    });
    expect(JSON.parse(readFileSync(join(cwd, 'diff.json'), 'utf8'))).toEqual({
      privacy: 'full',
      summary: json?.['summary'],
    });
  });

  test('tells runs whose intent ids alone differ from runs that did something else', async () => {
    const calls = (ids: readonly string[]) => ({
      intents: ids.map((intent_id) => ({ intent_id, tool_name: 'tool.read', args: {} })),
      results: [],
    });
    await record('run_a', 'ok', calls(['i1', 'i2']));
    await record('run_b', 'ok', calls(['x1', 'x2']));
    const diff = ['run', 'diff', 'run_a', 'run_b'];
    expect(await gait(...diff)).toMatchObject({ exit: 2, json: { only_intent_ids_differ: true } });
    const { stdout } = await runInProcess(diff, { cwd });
    expect(stdout).toContain('only their intent ids differ');
    expect(stdout).toContain('give each call one that does not change');
    await record('run_b', 'ok', calls(['x1']));
    expect((await gait(...diff)).json?.['only_intent_ids_differ']).toBeUndefined();
  });

  test('names the calls that differ and their fields, in the text a bounded number of them', async () => {
    const many = (status: string, from: number) => ({
      intents: Array.from({ length: 30 }, (_, i) => ({
        intent_id: `c${i + from}`,
        tool_name: 'tool.read',
        args: {},
      })),
      results: [{ intent_id: 'c5', status, result: {} }],
    });
    await record('run_a', '', many('ok', 0));
    await record('run_b', '', many('error', 1));
    const { json } = await gait('run', 'diff', 'run_a', 'run_b');
    expect(json?.['differences']).toEqual([
      { intent_id: 'c0', tool_name: 'tool.read', change: 'left_only' },
      {
        intent_id: 'c5',
        tool_name: 'tool.read',
        change: 'changed',
        fields: [{ field: 'status', left: 'ok', right: 'error' }],
      },
      { intent_id: 'c30', tool_name: 'tool.read', change: 'right_only' },
    ]);
    const text = async () =>
      (await runInProcess(['run', 'diff', 'run_a', 'run_b'], { cwd })).stdout;
    expect(await text()).toMatch(
      /only left: c0 tool.read\nchanged: c5 tool.read\n +status +ok → error\n/,
    );
    await record('run_b', '', many('ok', 100));
    expect(await text()).toContain('and 40 more calls that differ');
    expect(await gait('run', 'diff', 'run_a', 'run_a')).not.toHaveProperty('json.differences');
  });

  test('needs two runs and a known privacy mode', async () => {
    await record('run_a', 'ok');
    expect((await gait('run', 'diff', 'run_a')).exit).toBe(6);
    expect(await gait('run', 'diff', 'run_a', 'run_a', '--privacy', 'none')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'diff_privacy_invalid' } },
    });
  });
});

describe('run inspect', () => {
  test('shows calls and what came of them', async () => {
    await record('run_a', 'ok');
    expect(await gait('run', 'inspect', 'run_a')).toMatchObject({
      exit: 0,
      json: {
        artifact_type: 'runpack',
        intents_total: 2,
        results_total: 1,
        entries: [
          { index: 1, tool_name: 'tool.read', status: 'ok', verdict: 'allow' },
          { index: 2 },
        ],
      },
    });
  });

  test('writes a page', async () => {
    await record('run_a', 'ok');
    const { json } = await gait('run', 'inspect', 'run_a', '--html', 'run.html');
    expect(json).toMatchObject({ html: 'run.html' });
    expect(readFileSync(join(cwd, 'run.html'), 'utf8')).toStartWith('<!doctype html>');
  });

  test('asked to check the signature shows what came of it and ends 2 when it fails', async () => {
    await gait('keys', 'init', '--out-dir', 'keys');
    await gait('keys', 'init', '--out-dir', 'keys', '--prefix', 'other');
    await record('run_a', 'ok');
    expect(await gait('run', 'inspect', 'run_a')).not.toHaveProperty('json.verification');
    expect(await gait('run', 'inspect', 'run_a', '--require-signature')).toMatchObject({
      exit: 2,
      json: {
        ok: false,
        intents_total: 2,
        verification: { ok: false, signature_status: 'missing' },
      },
    });
    expect(
      await gait('run', 'inspect', 'run_a', '--public-key', 'keys/gait_public.key'),
    ).toMatchObject({
      exit: 2,
      json: { verification: { refusals: [{ code: 'signature_stripped' }] } },
    });
    await gait('run', 'record', 'in.json', '--private-key', 'keys/gait_private.key');
    expect(
      await gait(
        'run',
        'inspect',
        'run_a',
        '--profile',
        'strict',
        '--public-key',
        'keys/gait_public.key',
      ),
    ).toMatchObject({
      exit: 0,
      json: { ok: true, verification: { ok: true, signature_status: 'verified' } },
    });
    const { exit, stdout } = await runInProcess(
      ['run', 'inspect', 'run_a', '--public-key', 'keys/other_public.key'],
      { cwd },
    );
    expect(exit).toBe(2);
    expect(stdout).toContain('✗ does not verify; signature failed');
  });

  test('of an altered run writes a page about what is wrong, and shows none of it', async () => {
    await record('run_a', 'ok');
    const path = join(cwd, 'gait-out/runpack_run_a.zip');
    const files = unzipSync(readFileSync(path));
    files['intents.jsonl'] = Buffer.from('{}\n');
    writeFileSync(path, zipSync(files));
    const { exit, json } = await gait('run', 'inspect', 'run_a', '--html', 'run.html');
    expect(exit).toBe(2);
    expect(json).toMatchObject({ ok: false, html: 'run.html', verification: { ok: false } });
    const page = readFileSync(join(cwd, 'run.html'), 'utf8');
    expect(page).toContain('altered: intents.jsonl');
    expect(page).not.toContain('tool.read');
  });

  test('of a session chain says which command verifies it', async () => {
    const session = (step: string, ...words: string[]) =>
      gait('run', 'session', step, '--journal', 's.jsonl', ...words);
    await session('start', '--session-id', 's', '--run-id', 'r');
    await session('append', '--tool', 't', '--verdict', 'allow');
    await session('checkpoint', '--out', 'r.zip', '--chain-out', 'c.json');
    const { json } = await gait('run', 'inspect', './c.json', '--require-signature');
    expect(json).toMatchObject({ detail: { code: 'flag_invalid' } });
    expect(String(json?.['hint'])).toContain('gait verify session-chain --chain ./c.json');
  });

  test('shows hostile text without letting it move the cursor', async () => {
    await record('run_a', '\u001b[2Jok\u202e');
    const { stdout } = await runInProcess(['run', 'inspect', 'run_a'], { cwd });
    expect(stdout).not.toContain('\u001b');
    expect(stdout).not.toContain('\u202e');
  });

  test('of a file that is neither runpack nor chain says why', async () => {
    writeFileSync(join(cwd, 'x.zip'), 'nothing');
    expect(await gait('run', 'inspect', 'x.zip')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'zip_malformed' } },
    });
  });

  test.skipIf(process.platform !== 'linux')(
    'of a refused zip names the zip and does not read all of it as a session chain',
    async () => {
      const unused = new Uint8Array(32 * 1024 * 1024);
      const entries = [{ name: 'manifest.json', data: '{}' }];
      writeFileSync(join(cwd, 'x.zip'), craftZip(entries, { beforeDirectory: unused }));
      const before = bytesRead();
      expect(await gait('run', 'inspect', './x.zip')).toMatchObject({
        exit: 6,
        json: { detail: { code: 'runpack_manifest_invalid' } },
      });
      expect(bytesRead() - before).toBeLessThan(unused.length / 2);
    },
  );
});

/** How much this process has read by calls of the system so far. */
function bytesRead(): number {
  return Number(/^rchar: (\d+)$/mu.exec(readFileSync('/proc/self/io', 'latin1'))?.[1]);
}

describe('run reduce', () => {
  test('keeps the call that shows the failure', async () => {
    await record('run_a', 'ok');
    const { exit, json } = await gait('run', 'reduce', 'run_a', '--out', 'small.zip');
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      output: 'small.zip',
      report_path: 'small.zip.reduce_report.json',
      report: { selected_intent_id: 'i2' },
    });
    expect((await gait('verify', 'small.zip')).exit).toBe(0);
    expect(await gait('run', 'replay', 'small.zip')).toMatchObject({
      json: { steps: [{ execution: 'stubbed' }] },
    });
  });

  test('says when nothing fits', async () => {
    await record('run_a', 'ok');
    expect(
      await gait('run', 'reduce', '--from', 'run_a', '--predicate', 'non_ok_status'),
    ).toMatchObject({ exit: 6, json: { detail: { code: 'reduce_not_triggered' } } });
    expect(await gait('run', 'reduce', '--from', 'run_a', '--predicate', 'x')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'reduce_predicate_unknown' } },
    });
  });
});

describe('migrate', () => {
  test('of a current runpack changes nothing', async () => {
    await record('run_a', 'ok');
    expect(await gait('migrate', 'run_a')).toMatchObject({
      exit: 0,
      json: { status: 'no_change', output: 'gait-out/runpack_run_a_migrated.zip' },
    });
  });

  test('drops the signature, which covers the old bytes', async () => {
    await gait('keys', 'init', '--out-dir', 'keys');
    await record('run_a', 'ok');
    await gait('run', 'record', 'in.json', '--private-key', 'keys/gait_private.key');
    const { json } = await gait('migrate', 'run_a', '--out', 'm.zip');
    expect(json).toMatchObject({ status: 'migrated' });
    expect(String(json?.['warnings'])).toContain('the signature of the input did not come along');
    expect(await gait('verify', 'm.zip')).toMatchObject({
      exit: 0,
      json: { signature_status: 'missing' },
    });
  });

  test('refuses to write over its input, other targets and other files', async () => {
    await record('run_a', 'ok');
    expect(await gait('migrate', 'run_a', '--out', './gait-out//runpack_run_a.zip')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'path_unsafe' } },
    });
    expect(await gait('migrate', 'run_a', '--target', 'v2')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'migrate_target_unknown' } },
    });
    writeFileSync(join(cwd, 'x.json'), '{}');
    expect(await gait('migrate', './x.json')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'migrate_unsupported' } },
    });
  });
});

describe('run receipt', () => {
  test('is the line alone for a person', async () => {
    await record('run_a', 'ok');
    const { stdout } = await runInProcess(['run', 'receipt', '--from', 'run_a'], { cwd });
    expect(stdout).toMatch(
      /^GAIT run_id=run_a manifest=sha256:[0-9a-f]{64} verify="gait verify run_a"\n$/,
    );
  });

  test('of a run id that does not fit into a line ends 1', async () => {
    await record('run.a', 'ok');
    expect(await gait('run', 'receipt', 'run.a')).toMatchObject({
      exit: 1,
      json: { detail: { code: 'run_id_unsafe' } },
    });
  });

  test('of an altered runpack ends 2', async () => {
    await record('run_a', 'ok');
    const path = join(cwd, 'gait-out/runpack_run_a.zip');
    const bytes = readFileSync(path);
    const at = bytes.indexOf('run.json');
    bytes[at + 'run.json'.length + 20] = 0;
    writeFileSync(path, bytes);
    expect([2, 6]).toContain((await gait('run', 'receipt', 'run_a')).exit);
  });
});

test('a run that was altered is called altered by every command that reads it', async () => {
  await record('run_a', 'ok');
  const path = join(cwd, 'gait-out/runpack_run_a.zip');
  const archive = openZip(bytesSource(readFileSync(path)));
  const files = archive.entries.map((entry) => ({
    path: entry.name,
    data: entry.name === 'run.json' ? Buffer.from('{}') : readEntry(archive, entry),
  }));
  writeFileSync(path, writeZip(files));
  for (const words of [
    ['run', 'diff', 'run_a', 'run_a'],
    ['run', 'replay', 'run_a'],
    ['run', 'inspect', 'run_a'],
    ['run', 'reduce', '--from', 'run_a'],
    ['regress', 'add', '--from', 'run_a'],
    ['pack', 'build', '--type', 'run', '--from', 'run_a'],
  ]) {
    const { exit, json } = await gait(...words);
    expect({ words, exit, detail: json?.['detail'] }).toMatchObject({
      words,
      exit: 6,
      detail: { code: 'runpack_hash_mismatch', entry: 'run.json' },
    });
    expect(json?.['detail']).toHaveProperty('file');
    expect(json?.['error']).toContain('the runpack was altered');
    expect(json?.['hint']).toMatch(/run `?gait verify`? on it/u);
  }
});
