import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'bun:test';
import { generateKeyPair } from '@gait/canon';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import { runInProcess } from '../testing.ts';
import { folderForEach } from '../testing/scratch-folder.ts';

let cwd = '';
folderForEach(async (folder) => {
  cwd = folder;
  await gait('demo');
});

const gait = (...words: string[]) => runInProcess([...words, '--json'], { cwd });
const DEMO = 'gait-out/runpack_run_demo.zip';

/** The demo runpack with one more entry that its manifest does not list. */
function withStranger(name: string): void {
  const archive = openZip(bytesSource(readFileSync(join(cwd, DEMO))));
  const files = archive.entries.map((entry) => ({
    path: entry.name,
    data: readEntry(archive, entry),
  }));
  writeFileSync(join(cwd, name), writeZip([...files, { path: 'zz.txt', data: Buffer.from('x') }]));
}

describe('verify', () => {
  test('answers in the keys of the reference and no others', async () => {
    const { exit, json } = await gait('verify', DEMO);
    expect(exit).toBe(0);
    expect(Object.keys(json ?? {})).toEqual([
      'correlation_id',
      'files_checked',
      'manifest_digest',
      'next_commands',
      'ok',
      'path',
      'run_id',
      'signature_note',
      'signature_status',
    ]);
  });

  test('finds a flipped byte', async () => {
    const bytes = readFileSync(join(cwd, DEMO));
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
    writeFileSync(join(cwd, 'bad.zip'), bytes);
    const { exit } = await gait('verify', 'bad.zip');
    expect([2, 6]).toContain(exit);
  });

  test('refuses an entry nobody vouches for, and says which', async () => {
    withStranger('more.zip');
    expect(await gait('verify', 'more.zip')).toMatchObject({
      exit: 2,
      json: { ok: false, refusals: [{ code: 'runpack_undeclared_entry', entry: 'zz.txt' }] },
    });
  });

  test('tolerates it under compat, and says so', async () => {
    withStranger('more.zip');
    const { exit, json } = await gait('verify', 'more.zip', '--profile', 'compat');
    expect(exit).toBe(0);
    expect(json).toMatchObject({ ok: true, tolerated: [{ code: 'runpack_undeclared_entry' }] });
    expect(json).not.toHaveProperty('refusals');
  });

  test('names the path it tried', async () => {
    const { exit, json } = await gait('verify', 'run_absent');
    expect(exit).toBe(6);
    expect(String(json?.['error'])).toContain(join(cwd, 'gait-out/runpack_run_absent.zip'));
  });

  test('knows three profiles, and strict needs a key', async () => {
    expect(await gait('verify', DEMO, '--profile', 'lax')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'flag_invalid' } },
    });
    expect(await gait('verify', DEMO, '--profile', 'strict')).toMatchObject({
      exit: 6,
      json: { detail: { code: 'key_missing' } },
    });
  });

  test('does not put a run id into a command that a shell would read otherwise', async () => {
    writeFileSync(join(cwd, 'in.json'), JSON.stringify({ run: { run_id: 'x; rm -rf ~' } }));
    await gait('run', 'record', 'in.json');
    const { json } = await gait('verify', 'gait-out/runpack_x; rm -rf ~.zip');
    for (const next of (json?.['next_commands'] ?? []) as readonly string[])
      expect(next).toContain("--from 'gait-out/runpack_x; rm -rf ~.zip'");
  });
});

describe('verify with trusted keys', () => {
  /** Puts one more key before the one in the trust file. */
  async function addOtherKey(): Promise<void> {
    const { publicKey, keyId } = generateKeyPair();
    const file = JSON.parse(readFileSync(join(cwd, 'trust.json'), 'utf8')) as { keys: object[] };
    file.keys.unshift({
      key_id: keyId,
      alg: 'ed25519',
      public_key: publicKey,
      roles: ['runpack'],
    });
    writeFileSync(join(cwd, 'trust.json'), JSON.stringify(file));
  }

  async function trust(members: object = {}): Promise<void> {
    await gait('keys', 'init', '--out-dir', 'keys');
    for (const [name, run_id] of [
      ['in.json', 'run_x'],
      ['other.json', 'run_y'],
    ] as const)
      writeFileSync(
        join(cwd, name),
        JSON.stringify({ run: { run_id, created_at: '2026-03-01T09:15:00Z' } }),
      );
    const { json } = await gait(
      'run',
      'record',
      'in.json',
      '--private-key',
      'keys/gait_private.key',
    );
    const key = {
      key_id: json?.['signature_key_id'],
      alg: 'ed25519',
      public_key: readFileSync(join(cwd, 'keys/gait_public.key'), 'utf8').trim(),
      roles: ['runpack'],
      ...members,
    };
    writeFileSync(
      join(cwd, 'trust.json'),
      JSON.stringify({ schema_id: 'gait.trust', schema_version: '1.0.0', keys: [key] }),
    );
  }

  test('a key in its time and role verifies, and the claimed time is pointed out', async () => {
    await trust({ valid_until: '2026-06-01T00:00:00Z' });
    const { exit, json } = await gait('verify', 'run_x', '--trust', 'trust.json');
    expect(exit).toBe(0);
    expect(json).toMatchObject({ signature_status: 'verified' });
    expect(json?.['signature_notes']).toHaveLength(1);
  });

  test.each([
    ['in another role', { roles: ['trace'] }],
    ['after its end', { valid_until: '2026-02-01T00:00:00Z' }],
    ['that was stolen', { revoked: { at: '2030-01-01T00:00:00Z', reason: 'key_compromise' } }],
  ])('a key %s does not', async (_, members) => {
    await trust(members);
    expect(await gait('verify', 'run_x', '--trust', 'trust.json')).toMatchObject({
      exit: 2,
      json: { signature_status: 'failed' },
    });
  });

  test('a trust file asks for a signature, even under compat', async () => {
    await trust();
    const ask = (...words: string[]) => gait('verify', DEMO, '--profile', 'compat', ...words);
    expect((await ask('--public-key', 'keys/gait_public.key')).exit).toBe(0);
    expect(await ask('--trust', 'trust.json')).toMatchObject({
      exit: 2,
      json: { ok: false, signature_errors: ['manifest has no signatures'] },
    });
  });

  test('a withdrawn key does not come back by being named beside the trust file', async () => {
    await trust({ revoked: { at: '2030-01-01T00:00:00Z', reason: 'key_compromise' } });
    const named = ['--public-key', 'keys/gait_public.key'];
    expect((await gait('verify', 'run_x', ...named)).exit).toBe(0);
    const both = ['--trust', 'trust.json', ...named];
    const refused = { exit: 2, json: { signature_errors: ['key is revoked'] } };
    expect(await gait('verify', 'run_x', ...both)).toMatchObject(refused);
    await addOtherKey();
    expect(await gait('verify', 'run_x', ...both)).toMatchObject(refused);
  });

  test('a key named beside the trust file counts too, and takes none of its keys away', async () => {
    await trust();
    await gait('keys', 'init', '--out-dir', 'other');
    await gait('run', 'record', 'other.json', '--private-key', 'other/gait_private.key');
    const both = ['--trust', 'trust.json', '--public-key', 'other/gait_public.key'];
    for (const run of ['run_x', 'run_y'])
      expect(await gait('verify', run, ...both)).toMatchObject({
        exit: 0,
        json: { signature_status: 'verified' },
      });
    expect((await gait('verify', 'run_y', '--trust', 'trust.json')).exit).toBe(2);
  });

  test('a run that claims no time does not verify under strict by a key whose time is over', async () => {
    await trust({ valid_until: '2026-06-01T00:00:00Z' });
    writeFileSync(
      join(cwd, 'timeless.json'),
      JSON.stringify({ run: { run_id: 'run_timeless', created_at: '1980-01-01T00:00:00Z' } }),
    );
    await gait('run', 'record', 'timeless.json', '--private-key', 'keys/gait_private.key');
    const at = (time: number, ...words: string[]) =>
      runInProcess(['verify', 'run_timeless', '--trust', 'trust.json', ...words, '--json'], {
        cwd,
        now: () => BigInt(time) * 1_000_000n,
      });
    const after = Date.UTC(2026, 5, 1);
    expect(await at(after)).toMatchObject({
      exit: 0,
      json: { ok: true, signature_status: 'verified' },
    });
    expect((await at(after - 1, '--profile', 'strict')).exit).toBe(0);
    expect(await at(after, '--profile', 'strict')).toMatchObject({
      exit: 2,
      json: { signature_errors: ['key is not valid now, and when it signed is not known'] },
    });
  });

  test('a runpack whose signature was stripped is as bad as one with a wrong one', async () => {
    await trust();
    cpSync(join(cwd, DEMO), join(cwd, 'unsigned.zip'));
    expect(await gait('verify', 'unsigned.zip', '--trust', 'trust.json')).toMatchObject({
      exit: 2,
      json: { signature_status: 'missing' },
    });
  });
});
