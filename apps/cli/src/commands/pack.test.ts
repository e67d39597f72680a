import { describe, expect, test } from 'bun:test';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parsePublicKey } from '@gait/canon';
import { runInProcess, type Ran } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

const vectors = join(import.meta.dirname, '../../../../conformance/vectors');
const KEY = ['--public-key', 'keys/main_public.key'];
const SIGN = ['--key-mode', 'prod', '--private-key', 'keys/main_private.key'];
let cwd = '';

folderForAll((folder) => {
  cwd = folder;
  for (const name of ['pack', 'runpack', 'keys', 'jobs', 'voice', 'guard', 'trace'])
    cpSync(join(vectors, name), join(cwd, name), { recursive: true });
});

const gait = (...args: string[]): Promise<Ran> => runInProcess([...args, '--json'], { cwd });
const say = (...args: string[]): Promise<Ran> => runInProcess(args, { cwd });

describe('pack build', () => {
  test('writes one file that verifies, mode 0600', async () => {
    const { exit, json } = await gait(
      'pack',
      'build',
      '--from',
      'runpack/recorded.zip',
      '--out',
      'new/sub/p.zip',
      ...SIGN,
    );
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      operation: 'build',
      path: 'new/sub/p.zip',
      pack_type: 'run',
      source_ref: 'run_alpha',
    });
    expect(statSync(join(cwd, 'new/sub/p.zip')).mode & 0o777).toBe(0o600);
    expect(
      (await gait('pack', 'verify', 'new/sub/p.zip', '--profile', 'strict', ...KEY)).exit,
    ).toBe(0);
  });

  test('names its file after the pack when it is not told a name', async () => {
    const { json } = await gait('pack', 'build', 'runpack/recorded.zip');
    expect(json?.['path']).toBe(`runpack/pack_${String(json?.['pack_id'])}.zip`);
    const job = await gait('pack', 'build', '--type', 'job', '--from', 'jobs/job_a');
    expect(job.json?.['path']).toBe(`gait-out/pack_${String(job.json?.['pack_id'])}.zip`);
  });

  test('gives the same id by job id, folder and state file', async () => {
    const runs = await Promise.all([
      gait(
        'pack',
        'build',
        '--type',
        'job',
        '--from',
        'job_a',
        '--job-root',
        'jobs',
        '--out',
        'a.zip',
      ),
      gait('pack', 'build', '--type', 'job', '--from', 'jobs/job_a', '--out', 'b.zip'),
      gait('pack', 'build', '--type', 'job', '--from', 'jobs/job_a/state.json', '--out', 'c.zip'),
    ]);
    expect(new Set(runs.map(({ json }) => json?.['pack_id'])).size).toBe(1);
  });

  test('writes nothing for a source that does not verify', async () => {
    const { exit, json } = await gait(
      'pack',
      'build',
      '--from',
      'runpack/tampered_byte_intents.zip',
      '--out',
      'bad.zip',
    );
    expect(exit).toBe(6);
    expect(json).toMatchObject({
      ok: false,
      operation: 'build',
      error_code: 'invalid_input',
      detail: { code: 'runpack_hash_mismatch', file: 'runpack/tampered_byte_intents.zip' },
    });
    expect(existsSync(join(cwd, 'bad.zip'))).toBe(false);
  });

  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ['without a source', [], 'invalid_input'],
    ['of an unknown type', ['--type', 'box', '--from', 'x'], 'flag_invalid'],
    [
      'in an unknown key mode',
      ['--from', 'runpack/recorded.zip', '--key-mode', 'x'],
      'flag_invalid',
    ],
    ['of a missing runpack', ['--from', 'no/such.zip'], 'file_missing'],
    ['of a missing job', ['--type', 'job', '--from', 'job_x', '--job-root', 'jobs'], 'job_invalid'],
    ['of a missing call record', ['--type', 'call', '--from', 'none.json'], 'file_missing'],
    [
      'of a call without receipt',
      ['--type', 'call', '--from', 'voice/no_receipt.json'],
      'pack_source_invalid',
    ],
    [
      'of a bundle with an unknown field',
      ['--type', 'authorization', '--from', 'pack/bundle_unknown.json'],
      'record_unknown_field',
    ],
    ['outside the folder', ['--from', 'runpack/recorded.zip', '--out', '../p.zip'], 'path_unsafe'],
  ];
  for (const [what, flags, code] of refused) {
    test(`${what} is refused`, async () => {
      const { exit, json } = await gait('pack', 'build', ...flags);
      expect({ exit, detail: json?.['detail'] }).toMatchObject({ exit: 6, detail: { code } });
      expect(json).toMatchObject({ schema_id: 'gait.pack.output', operation: 'build', ok: false });
    });
  }

  test('does not put a pack where a folder is', async () => {
    mkdirSync(join(cwd, 'full'));
    const { exit } = await gait('pack', 'build', '--from', 'runpack/recorded.zip', '--out', 'full');
    expect(exit).not.toBe(0);
    expect(readdirSync(join(cwd, 'full'))).toEqual([]);
  });

  test('tells a person what to do next', async () => {
    const { stdout } = await say(
      'pack',
      'build',
      '--from',
      'runpack/recorded.zip',
      '--out',
      'say.zip',
    );
    expect(stdout).toContain('next: gait pack verify say.zip');
  });
});

describe('pack verify', () => {
  test('says what the reference says, and no more, about an intact pack', async () => {
    const { exit, json } = await gait('pack', 'verify', 'pack/run_signed.zip', ...KEY);
    expect(exit).toBe(0);
    expect(Object.keys(json ?? {}).sort()).toEqual([
      'correlation_id',
      'ok',
      'operation',
      'pack_id',
      'pack_type',
      'path',
      'schema_id',
      'schema_version',
      'source_ref',
      'verify',
    ]);
  });

  test('names a refusal, and tolerates it under compat', async () => {
    const standard = await gait('pack', 'verify', 'pack/tampered_proof_truncated_tail.zip', ...KEY);
    expect(standard.exit).toBe(2);
    expect(standard.json).toMatchObject({
      ok: false,
      refusals: [{ code: 'proof_record_missing', entry: 'proof_records.jsonl' }],
    });
    const compat = await gait(
      'pack',
      'verify',
      'pack/tampered_proof_truncated_tail.zip',
      ...KEY,
      '--profile',
      'compat',
    );
    expect(compat.exit).toBe(0);
    expect(compat.json).toMatchObject({ ok: true, tolerated: [{ code: 'proof_record_missing' }] });
  });

  test('names file, entry and line of a false proof record', async () => {
    const { exit, json } = await gait('pack', 'verify', 'pack/tampered_proof_event.zip');
    expect(exit).toBe(2);
    expect(json).toMatchObject({
      error_code: 'verification_failed',
      detail: {
        code: 'proof_record_hash',
        file: 'pack/tampered_proof_event.zip',
        entry: 'proof_records.jsonl',
        line: 2,
      },
    });
  });

  test('shows a person what is wrong', async () => {
    const { exit, stdout } = await say('pack', 'verify', 'pack/tampered_extra.zip', ...KEY);
    expect(exit).toBe(2);
    expect(stdout).toContain('undeclared: extra.txt');
    const refused = await say('pack', 'verify', 'pack/tampered_proof_truncated_tail.zip', ...KEY);
    expect(refused.stdout).toContain('refused: proof_record_missing');
  });

  test('of a missing file names the path', async () => {
    const { exit, json } = await gait('pack', 'verify', 'none.zip');
    expect(exit).toBe(6);
    expect(String(json?.['error'])).toContain('none.zip');
  });
});

describe('pack inspect, diff and export', () => {
  test('a pack that only has to be read is invalid input when it cannot be', async () => {
    for (const args of [
      ['inspect', 'pack/tampered_unknown_field.zip'],
      ['diff', 'pack/run.zip', 'pack/tampered_unknown_field.zip'],
    ]) {
      const { exit, json } = await gait('pack', ...args);
      expect({ exit, code: json?.['error_code'] }).toEqual({ exit: 6, code: 'invalid_input' });
    }
    expect((await gait('pack', 'inspect', 'pack/tampered_duplicate.zip')).exit).toBe(2);
  });

  test('inspect shows every type to a person', async () => {
    for (const name of ['run_signed', 'job_signed', 'call', 'authorization']) {
      const { exit, stdout } = await say('pack', 'inspect', `pack/${name}.zip`);
      expect(exit).toBe(0);
      expect(stdout).toContain('not verified');
    }
  });

  test('diff writes the schema object where it is told', async () => {
    const { exit } = await gait(
      'pack',
      'diff',
      'pack/run.zip',
      'pack/job.zip',
      '--output',
      'd.json',
    );
    expect(exit).toBe(2);
    const written = readFileSync(join(cwd, 'd.json'), 'utf8');
    expect(written).toStartWith('{"schema_id":"gait.pack.diff","schema_version":"1.0.0"');
    expect((await say('pack', 'diff', 'pack/run.zip', 'pack/job.zip')).stdout).toContain(
      '+ job_state.json',
    );
  });

  test('export appends telemetry and replaces SQL', async () => {
    for (let i = 0; i < 2; i++) {
      const { exit } = await gait(
        'pack',
        'export',
        'pack/run_signed.zip',
        '--otel-out',
        'o/t.jsonl',
        '--postgres-sql-out',
        'p.sql',
      );
      expect(exit).toBe(0);
    }
    expect(readFileSync(join(cwd, 'o/t.jsonl'), 'utf8').trimEnd().split('\n')).toHaveLength(16);
    expect(readFileSync(join(cwd, 'p.sql'), 'utf8').split('INSERT INTO')).toHaveLength(2);
    expect(
      (await say('pack', 'export', 'pack/run_signed.zip', '--otel-out', 'o/u.jsonl')).stdout,
    ).toContain('exported run pack');
  });

  test('export writes nothing when it cannot write everything', async () => {
    const { exit, json } = await gait(
      'pack',
      'export',
      'pack/run_signed.zip',
      '--otel-out',
      'o/v.jsonl',
      '--postgres-sql-out',
      'q.sql',
      '--postgres-table',
      'a;b',
    );
    expect({ exit, detail: json?.['detail'] }).toMatchObject({
      exit: 6,
      detail: { code: 'pack_export_table' },
    });
    expect(existsSync(join(cwd, 'o/v.jsonl'))).toBe(false);
    expect((await gait('pack', 'export', 'pack/run_signed.zip')).json).toMatchObject({
      detail: { code: 'invalid_input' },
    });
  });

  test('a guard pack has nothing to export', async () => {
    expect((await gait('pack', 'export', 'guard/signed.zip', '--otel-out', 'w.jsonl')).exit).toBe(
      6,
    );
  });
});

describe('guard', () => {
  test('pack finds audits beside the runpack and signs with a key of its own', async () => {
    mkdirSync(join(cwd, 'case'));
    cpSync(join(cwd, 'runpack/recorded.zip'), join(cwd, 'case/r.zip'));
    writeFileSync(join(cwd, 'case/approval_audit_1.json'), '{"trace_id":"t","entries":[]}');
    const { exit, json } = await gait('guard', 'pack', '--run', 'case/r.zip', '--render-pdf');
    expect(exit).toBe(0);
    expect(json).toMatchObject({
      ok: true,
      controls: 3,
      rendered_artifacts: 1,
      template_id: 'soc2',
      warnings: [expect.any(String)],
    });
    const path = String(json?.['pack_path']);
    expect(path).toStartWith('case/evidence_pack_pack_');
    expect(json?.['manifest_path']).toBe(`${path}#pack_manifest.json`);
    expect((await gait('guard', 'verify', path)).json).toMatchObject({
      ok: true,
      files_checked: 6,
      signature_status: 'skipped',
    });
    expect((await gait('guard', 'verify', path, ...KEY)).exit).toBe(2);
  });

  test('verify refuses an undeclared entry and says so', async () => {
    const { exit, stdout } = await say('guard', 'verify', 'guard/tampered_extra.zip', ...KEY);
    expect(exit).toBe(2);
    expect(stdout).toContain('guard_entry_undeclared');
    expect(
      (await gait('guard', 'verify', 'guard/tampered_extra.zip', ...KEY, '--profile', 'compat'))
        .exit,
    ).toBe(0);
  });

  test('pack without a run, or with a source that is none, is refused', async () => {
    expect((await gait('guard', 'pack')).exit).toBe(6);
    const { exit, json } = await gait(
      'guard',
      'pack',
      '--run',
      'runpack/recorded.zip',
      '--trace',
      'keys/main_public.key',
    );
    expect({ exit, detail: json?.['detail'] }).toMatchObject({
      exit: 6,
      detail: { file: 'keys/main_public.key' },
    });
    expect(
      (await say('guard', 'pack', '--run', 'runpack/recorded.zip', '--out', 'g.zip')).stdout,
    ).toContain('CC6.6');
  });
});

describe('trace verify', () => {
  test('answers for a person and for a program', async () => {
    expect((await say('trace', 'verify', 'trace/allow.json', ...KEY)).stdout).toContain(
      'trace/allow.json verifies',
    );
    expect(
      (await gait('trace', 'verify', '--path', 'trace/tampered_sig.json', ...KEY)).json,
    ).toMatchObject({ ok: false, signature_status: 'failed' });
  });

  test('refuses a field outside the signature', async () => {
    const { exit, json } = await gait('trace', 'verify', 'trace/tampered_unknown.json', ...KEY);
    expect({ exit, refusals: json?.['refusals'] }).toMatchObject({
      exit: 2,
      refusals: [{ code: 'record_unknown_field' }],
    });
    expect(
      (await gait('trace', 'verify', 'trace/tampered_unknown.json', ...KEY, '--profile', 'compat'))
        .exit,
    ).toBe(0);
  });

  test('without a key, or without a trace, is refused', async () => {
    expect((await gait('trace', 'verify', 'trace/allow.json')).json).toMatchObject({
      detail: { code: 'key_missing' },
    });
    expect((await gait('trace', 'verify', ...KEY)).exit).toBe(6);
    expect((await gait('trace', 'verify', 'keys/main_public.key', ...KEY)).json).toMatchObject({
      detail: { code: 'json_syntax' },
    });
  });
});

describe('verify chain', () => {
  const RUN = ['--run', 'runpack/recorded.zip'];
  test('joins the verdicts of its parts', async () => {
    const good = await gait(
      'verify',
      'chain',
      ...RUN,
      '--trace',
      'trace/allow.json',
      '--pack',
      'guard/signed.zip',
      ...KEY,
    );
    expect(good.json).toMatchObject({
      ok: true,
      run: { ok: true },
      trace: { ok: true },
      pack: { ok: true },
    });
    const bad = await gait(
      'verify',
      'chain',
      ...RUN,
      '--trace',
      'trace/tampered_verdict.json',
      ...KEY,
    );
    expect({ exit: bad.exit, json: bad.json }).toMatchObject({
      exit: 2,
      json: { ok: false, run: { ok: true }, trace: { ok: false, error: expect.any(String) } },
    });
  });

  test('keeps the verdict of the run when a later part cannot be read', async () => {
    const { exit, json } = await gait('verify', 'chain', ...RUN, '--pack', 'none.zip');
    expect({ exit, json }).toMatchObject({
      exit: 6,
      json: { ok: false, run: { ok: true }, detail: { code: 'file_missing' } },
    });
  });

  test('a trace that cannot be read is no trace that is false: exit 6, with the run judged before it', async () => {
    writeFileSync(join(cwd, 'torn.json'), '{');
    const { exit, json } = await gait('verify', 'chain', ...RUN, '--trace', 'torn.json', ...KEY);
    expect({ exit, json }).toMatchObject({
      exit: 6,
      json: { ok: false, run: { ok: true }, detail: { code: 'json_syntax' } },
    });
    expect(json).not.toHaveProperty('trace');
  });

  test('demands a run, and a key for a trace', async () => {
    expect((await gait('verify', 'chain')).json).toMatchObject({
      run: { ok: false },
      detail: { code: 'invalid_input' },
    });
    expect(
      (await gait('verify', 'chain', ...RUN, '--trace', 'trace/allow.json')).json,
    ).toMatchObject({ detail: { code: 'key_missing' } });
  });

  test('takes a run whose signature is gone with a key alone, as the reference does, and not where signatures are asked for', async () => {
    const key = readFileSync(join(cwd, 'keys/main_public.key'), 'utf8').trim();
    const { keyId } = parsePublicKey(key);
    const keys = [{ key_id: keyId, alg: 'ed25519', public_key: key, roles: ['runpack'] }];
    const trust = { schema_id: 'gait.trust', schema_version: '1.0.0', keys };
    writeFileSync(join(cwd, 'chain-trust.json'), JSON.stringify(trust));
    const chain = ['verify', 'chain', ...RUN] as const;
    expect(await gait(...chain, ...KEY)).toMatchObject({
      exit: 0,
      json: { ok: true, run: { ok: true, signature_status: 'missing' } },
    });
    for (const asked of [
      [...KEY, '--require-signature'],
      [...KEY, '--profile', 'strict'],
      ['--trust', 'chain-trust.json'],
    ]) {
      expect(await gait(...chain, ...asked)).toMatchObject({
        exit: 2,
        json: { ok: false, run: { ok: false } },
      });
    }
  });

  test('shows a person each part', async () => {
    const { stdout } = await say('verify', 'chain', ...RUN, '--pack', 'guard/signed.zip', ...KEY);
    expect(stdout).toContain('all parts verify');
    expect(stdout).toContain('guard/signed.zip verifies');
  });
});
