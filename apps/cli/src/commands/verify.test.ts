import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { bytesSource, openZip, readEntry, writeZip } from '@gait/evidence';
import { runInProcess } from '../testing.ts';

let cwd = '';
beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), 'gait-verify-test-'));
  await gait('demo');
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

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
  async function trust(members: object = {}): Promise<void> {
    await gait('keys', 'init', '--out-dir', 'keys');
    writeFileSync(
      join(cwd, 'in.json'),
      JSON.stringify({ run: { run_id: 'run_x', created_at: '2026-03-01T09:15:00Z' } }),
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

  test('a runpack whose signature was stripped is as bad as one with a wrong one', async () => {
    await trust();
    cpSync(join(cwd, DEMO), join(cwd, 'unsigned.zip'));
    expect(await gait('verify', 'unsigned.zip', '--trust', 'trust.json')).toMatchObject({
      exit: 2,
      json: { signature_status: 'missing' },
    });
  });
});
