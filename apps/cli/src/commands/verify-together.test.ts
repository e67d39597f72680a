import { describe, expect, test } from 'bun:test';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePublicKey } from '@gait/canon';
import { runInProcess } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

const vectors = join(import.meta.dirname, '../../../../conformance/vectors');
const KEY = ['--public-key', 'keys/main_public.key'];
const KEY_ID = parsePublicKey('Jr8k6ATet0+E8u/EvseEabfeOf8cM3kXACXi1tONB9A=').keyId;
let cwd = '';
folderForAll((folder) => {
  cwd = folder;
  for (const name of ['runpack', 'keys', 'guard', 'trace', 'pack'])
    cpSync(join(vectors, name), join(cwd, name), { recursive: true });
});

const gait = (...args: string[]) => runInProcess([...args, '--json'], { cwd });
const say = (...args: string[]) => runInProcess(args, { cwd });
const CHAIN = ['verify', 'chain', '--run', 'runpack/recorded.zip'];

describe('verify chain', () => {
  test('refuses parts of different runs that are good one by one', async () => {
    await gait('demo');
    const chain = ['verify', 'chain', '--run', 'run_demo', '--pack', 'guard/signed.zip', ...KEY];
    expect(await gait(...chain)).toMatchObject({
      exit: 2,
      json: {
        ok: false,
        run: { ok: true },
        pack: { ok: true },
        refusals: [{ code: 'chain_parts_disagree' }, {}, {}, {}],
      },
    });
    expect((await say(...chain)).stdout).toContain('they do not belong together');
    expect(await gait(...chain, '--profile', 'compat')).toMatchObject({
      exit: 0,
      json: { ok: true, tolerated: [{ code: 'chain_parts_disagree' }, {}, {}, {}] },
    });
  });

  test('refuses a pack that was made from another trace', async () => {
    const build = ['guard', 'pack', 'runpack/recorded.zip', '--trace', 'trace/block.json'];
    const sign = ['--key-mode', 'prod', '--private-key', 'keys/main_private.key'];
    await gait(...build, '--out', 'b.zip', ...sign);
    const trace = ['--trace', 'trace/allow.json', '--pack', 'b.zip', ...KEY];
    expect(await gait(...CHAIN, ...trace)).toMatchObject({
      exit: 2,
      json: { trace: { ok: true }, refusals: [{ entry: 'pack!trace_summary.json' }] },
    });
  });

  test('sends whoever gives a pack of another kind to its command, with status 6', async () => {
    await gait('pack', 'build', '--from', 'runpack/recorded.zip', '--out', 'run-pack.zip');
    const refused = { exit: 6, json: { ok: false, detail: { code: 'pack_other_kind' } } };
    expect(await gait(...CHAIN, '--pack', 'run-pack.zip')).toMatchObject(refused);
    const alone = await gait('guard', 'verify', 'run-pack.zip');
    expect(alone).toMatchObject(refused);
    expect(alone.json?.['hint']).toContain('gait pack verify');
    const run = await gait('guard', 'verify', 'runpack/recorded.zip');
    expect(run).toMatchObject({ exit: 6, json: { detail: { code: 'guard_manifest_missing' } } });
    expect(run.json?.['hint']).toContain('gait verify');
    expect(await gait('guard', 'verify', 'run-pack.zip', '--profile', 'compat')).toMatchObject({
      exit: 0,
      json: { ok: true },
    });
  });
});

describe('guard pack', () => {
  test('refuses a template that does not exist, and names the nearest', async () => {
    const pack = ['guard', 'pack', 'runpack/recorded.zip', '--out', 't.zip', '--template', 'sco2'];
    const refused = await gait(...pack);
    expect(refused).toMatchObject({
      exit: 6,
      json: { detail: { code: 'guard_template_unknown' } },
    });
    expect(refused.json?.['hint']).toContain('did you mean soc2?');
    expect(await gait(...pack, '--profile', 'compat')).toMatchObject({
      exit: 0,
      json: { template_id: 'incident_response' },
    });
  });

  test('refuses a trace that is the record of a run', async () => {
    writeFileSync(join(cwd, 'run.json'), JSON.stringify({ run: { run_id: 'x' }, intents: [] }));
    const pack = ['guard', 'pack', 'runpack/recorded.zip', '--out', 'u.zip', '--trace', 'run.json'];
    expect(await gait(...pack)).toMatchObject({
      exit: 6,
      json: { detail: { code: 'guard_source_schema', file: 'run.json' } },
    });
    expect((await gait(...pack, '--profile', 'compat')).exit).toBe(0);
  });
});

test('pack verify and guard verify name the key that signed', async () => {
  const build = ['pack', 'build', '--from', 'runpack/recorded.zip', '--out', 'signed.zip'];
  await gait(...build, '--private-key', 'keys/main_private.key');
  for (const command of [
    ['pack', 'verify', 'signed.zip'],
    ['guard', 'verify', 'guard/signed.zip'],
  ]) {
    const { json } = await gait(...command, ...KEY);
    const { signed_by } = (json?.['verify'] ?? json) as { signed_by?: unknown };
    expect(signed_by).toEqual([KEY_ID]);
    expect((await say(...command, ...KEY)).stdout).toContain(`verified, by ${KEY_ID}`);
    expect(JSON.stringify((await gait(...command)).json)).not.toContain('signed_by');
  }
});
