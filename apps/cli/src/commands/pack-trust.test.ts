import { describe, expect, test } from 'bun:test';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  canonicalize,
  decodeRecord,
  digest,
  encodeRecord,
  parsePrivateKey,
  ZERO_TIME,
  type JsonObject,
} from '@gait/canon';
import { bytesSource, openZip, readEntry, signTrace, traceRecord, writeZip } from '@gait/evidence';
import { runInProcess, type Ran } from '../testing.ts';
import { folderForAll } from '../testing/scratch-folder.ts';

const vectors = join(import.meta.dirname, '../../../../conformance/vectors');
const KEY = ['--public-key', 'keys/main_public.key'];
let cwd = '';

folderForAll((folder) => {
  cwd = folder;
  for (const name of ['pack', 'keys', 'trace'])
    cpSync(join(vectors, name), join(cwd, name), { recursive: true });
});

const gait = (...args: string[]): Promise<Ran> => runInProcess([...args, '--json'], { cwd });

describe('pack verify with keys', () => {
  test('does not accept the signature of another manifest', async () => {
    const archive = openZip(bytesSource(readFileSync(join(cwd, 'pack/run_signed.zip'))));
    const files = archive.entries.map((entry) => ({
      path: entry.name,
      data: Uint8Array.from(readEntry(archive, entry)),
    }));
    const manifest = files.find(({ path }) => path === 'pack_manifest.json')!;
    const given = JSON.parse(Buffer.from(manifest.data).toString()) as JsonObject;
    const { signatures, pack_id: _, ...rest } = given;
    const body = { ...rest, created_at: '2020-02-02T00:00:00Z' };
    const forged = { ...body, pack_id: digest({ ...body, pack_id: '' }), signatures: signatures! };
    manifest.data = Buffer.from(canonicalize(forged));
    writeFileSync(join(cwd, 'redated.zip'), writeZip(files));
    expect((await gait('pack', 'verify', 'redated.zip')).exit).toBe(0);
    for (const required of [[], ['--require-signature'], ['--profile', 'strict']]) {
      const { exit, json } = await gait('pack', 'verify', 'redated.zip', ...KEY, ...required);
      expect({ exit, json }).toMatchObject({
        exit: 2,
        json: { ok: false, verify: { signature_status: 'failed' } },
      });
    }
  });

  test('believes a trust file, for the roles it gives, and then demands a signature', async () => {
    const key = readFileSync(join(cwd, 'keys/main_public.key'), 'utf8').trim();
    const { json } = await gait('keys', 'verify', '--private-key', 'keys/main_private.key');
    const trust = (over: object): void =>
      writeFileSync(
        join(cwd, 'trust.json'),
        JSON.stringify({
          schema_id: 'gait.trust',
          schema_version: '1.0.0',
          keys: [
            {
              key_id: json?.['key_id'],
              alg: 'ed25519',
              public_key: key,
              roles: ['pack', 'trace'],
              ...over,
            },
          ],
        }),
      );
    trust({});
    expect(
      (await gait('pack', 'verify', 'pack/run_signed.zip', '--trust', 'trust.json')).exit,
    ).toBe(0);
    expect((await gait('pack', 'verify', 'pack/run.zip', '--trust', 'trust.json')).exit).toBe(2);
    trust({ roles: ['session'] });
    expect(
      (await gait('pack', 'verify', 'pack/run_signed.zip', '--trust', 'trust.json')).exit,
    ).toBe(2);
    const strictly = ['pack', 'verify', 'pack/run_signed.zip', '--profile', 'strict'];
    trust({ valid_until: '2026-01-01T00:00:00Z' });
    expect(
      (await gait('pack', 'verify', 'pack/run_signed.zip', '--trust', 'trust.json')).exit,
    ).toBe(0);
    expect((await gait(...strictly, '--trust', 'trust.json')).exit).toBe(2);
    trust({ valid_until: '2099-01-01T00:00:00Z' });
    expect((await gait(...strictly, '--trust', 'trust.json')).exit).toBe(0);
    trust({ valid_until: '2026-01-01T00:00:00Z' });
    const given = JSON.parse(readFileSync(join(cwd, 'trace/allow.json'), 'utf8')) as JsonObject;
    const timeless = decodeRecord(traceRecord, { ...given, observed_at: ZERO_TIME });
    const signer = parsePrivateKey(readFileSync(join(cwd, 'keys/main_private.key'), 'utf8'));
    const signed = encodeRecord(traceRecord, signTrace(signer, timeless));
    writeFileSync(join(cwd, 'timeless.json'), JSON.stringify(signed));
    const ofTrace = ['trace', 'verify', 'timeless.json', '--trust', 'trust.json'];
    expect((await gait(...ofTrace)).exit).toBe(0);
    expect((await gait(...ofTrace, '--profile', 'strict')).exit).toBe(2);
    trust({ valid_until: '2099-01-01T00:00:00Z' });
    expect((await gait(...ofTrace, '--profile', 'strict')).exit).toBe(0);
    const noted = await gait('trace', 'verify', 'trace/allow.json', '--trust', 'trust.json');
    expect(noted.json).toMatchObject({ ok: true, trust_notes: [{ code: 'signing_time_claimed' }] });
  });
});
