import { describe, expect, test } from 'bun:test';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateKeyPair } from '@gait/canon';
import { runInProcess, type Ran } from '../../testing.ts';
import { folderForAll } from '../../testing/scratch-folder.ts';

const ASSETS = join(import.meta.dir, '../../../../../assets/packs');
const pair = generateKeyPair();
let scratch = '';
folderForAll((folder) => {
  scratch = folder;
  writeFileSync(join(scratch, 'acme.key'), pair.privateKey, { mode: 0o600 });
  writeFileSync(join(scratch, 'acme.pub'), pair.publicKey);
});

async function krci(...args: readonly string[]): Promise<Ran> {
  return await runInProcess([...args, '--json'], {
    program: 'krci-ai',
    cwd: scratch,
    home: scratch,
  });
}

function writeTrust(name: string, packs: readonly string[], publisher = 'krci'): void {
  const keys = [{ key_id: pair.keyId, public_key: pair.publicKey }];
  const publishers = [{ name: publisher, packs, indexes: [], keys, identities: [] }];
  const policy = { schema_id: 'krci.pack_trust', schema_version: '1.0.0', publishers, revoked: [] };
  writeFileSync(join(scratch, name), JSON.stringify(policy));
}

describe('the packs that ship', () => {
  test.each(['healthcare', 'finance', 'government'])(
    '%s builds, signs and verifies under strict',
    async (name) => {
      const built = await krci('pack', 'build', join(ASSETS, name), '--out', 'dist');
      expect(built.json).toMatchObject({
        ok: true,
        name,
        version: '1.0.0',
        publisher: 'krci',
        written: true,
      });
      const zip = `dist/${name}-1.0.0.zip`;
      expect((await krci('pack', 'sign', zip, '--private-key', 'acme.key')).json).toMatchObject({
        ok: true,
        manifest_digest: built.json?.['manifest_digest'],
        signatures: [{ alg: 'ed25519', key_id: pair.keyId }],
      });
      writeTrust('trust.json', ['healthcare', 'finance', 'government']);
      const verified = await krci(
        'pack',
        'verify',
        zip,
        '--trust',
        'trust.json',
        '--profile',
        'strict',
      );
      expect(verified.exit).toBe(0);
      expect(verified.json).toMatchObject({
        ok: true,
        levels: { min: 1, max: 4 },
        signature: { status: 'verified', signers: [`key:${pair.keyId}`] },
      });
    },
  );
});

describe('pack pull', () => {
  test('brings zip and signatures of a folder, and the same bytes as were built', async () => {
    await krci('pack', 'build', join(ASSETS, 'finance'), '--out', 'a');
    await krci('pack', 'sign', 'a/finance-1.0.0.zip', '--private-key', 'acme.key');
    writeTrust('trust.json', ['finance']);
    const pulled = await krci(
      'pack',
      'pull',
      'a/finance-1.0.0.zip',
      '--out',
      'b',
      '--trust',
      'trust.json',
    );
    expect(pulled.json).toMatchObject({ ok: true, path: 'b/finance-1.0.0.zip', written: true });
    for (const file of ['finance-1.0.0.zip', 'finance-1.0.0.zip.sig.json']) {
      expect(readFileSync(join(scratch, 'b', file))).toEqual(
        readFileSync(join(scratch, 'a', file)),
      );
    }
  });

  test('writes nothing of a pack whose publisher may not provide the name', async () => {
    await krci('pack', 'build', join(ASSETS, 'finance'), '--out', 'c');
    await krci('pack', 'sign', 'c/finance-1.0.0.zip', '--private-key', 'acme.key');
    writeTrust('other.json', ['healthcare']);
    const pulled = await krci(
      'pack',
      'pull',
      'c/finance-1.0.0.zip',
      '--out',
      'd',
      '--trust',
      'other.json',
    );
    expect(pulled.exit).toBe(2);
    expect(pulled.json).toMatchObject({ ok: false, detail: { code: 'pack_name_not_granted' } });
    expect(() => readFileSync(join(scratch, 'd/finance-1.0.0.zip'))).toThrow();
  });
});

describe('pack build', () => {
  test('refuses a folder whose assets have errors, and writes nothing', async () => {
    const folder = join(scratch, 'broken');
    cpSync(join(ASSETS, 'finance'), folder, { recursive: true });
    rmSync(join(folder, 'data/finance/control-sources.md'));
    const built = await krci('pack', 'build', 'broken', '--out', 'e');
    expect(built.exit).toBe(2);
    expect(built.json).toMatchObject({
      ok: false,
      detail: { code: 'pack_build_refused' },
      written: false,
    });
    expect(() => readFileSync(join(scratch, 'e/finance-1.0.0.zip'))).toThrow();
  });

  test('does not replace a zip of the same version with other bytes unasked', async () => {
    const folder = join(scratch, 'twice');
    cpSync(join(ASSETS, 'finance'), folder, { recursive: true });
    expect((await krci('pack', 'build', 'twice', '--out', 'f')).exit).toBe(0);
    expect((await krci('pack', 'build', 'twice', '--out', 'f')).exit).toBe(0);
    const task = join(folder, 'tasks/finance/prove-a-change.md');
    writeFileSync(task, `${readFileSync(task, 'utf8')}\nOne more line.\n`);
    expect((await krci('pack', 'build', 'twice', '--out', 'f')).json).toMatchObject({
      detail: { code: 'pack_exists' },
    });
    expect((await krci('pack', 'build', 'twice', '--out', 'f', '--force')).exit).toBe(0);
  });

  test('in place: the folder becomes a pack that verifies, and an edit in it is found', async () => {
    const folder = join(scratch, 'unpacked');
    cpSync(join(ASSETS, 'finance'), folder, { recursive: true });
    expect((await krci('pack', 'build', 'unpacked', '--in-place')).exit).toBe(0);
    await krci('pack', 'sign', 'unpacked', '--private-key', 'acme.key');
    expect(
      (await krci('pack', 'verify', 'unpacked', '--public-key', 'acme.pub')).json,
    ).toMatchObject({
      signature: { status: 'verified' },
    });
    mkdirSync(join(folder, 'data/more'), { recursive: true });
    writeFileSync(join(folder, 'data/more/extra.md'), 'extra\n');
    expect((await krci('pack', 'verify', 'unpacked')).json).toMatchObject({
      detail: { code: 'pack_archive_invalid' },
    });
    rmSync(join(folder, 'data/more'), { recursive: true });
    writeFileSync(join(folder, 'data/finance/control-sources.md'), 'other\n');
    expect((await krci('pack', 'verify', 'unpacked')).json).toMatchObject({
      detail: { code: 'pack_digest_mismatch' },
    });
  });
});

test('a signed pack is not called unsigned where nobody was told whom to believe', async () => {
  await krci('pack', 'build', join(ASSETS, 'finance'), '--out', 'g');
  await krci('pack', 'sign', 'g/finance-1.0.0.zip', '--private-key', 'acme.key');
  const zip = 'g/finance-1.0.0.zip';
  const stranger = `key:${pair.keyId}`;
  expect((await krci('pack', 'verify', zip)).json).toMatchObject({
    signature: { status: 'unknown', signers: [], strangers: [stranger] },
  });
  expect((await krci('pack', 'inspect', zip)).json).toMatchObject({ signed_by: [stranger] });
  for (const command of ['verify', 'inspect']) {
    const world = { program: 'krci-ai', cwd: scratch, home: scratch } as const;
    const { stdout } = await runInProcess(['pack', command, zip], world);
    expect(stdout).toContain(stranger);
    expect(stdout).not.toContain('unsigned');
  }
});

describe('pack build says what is wrong', () => {
  test.each([
    ['a folder that is not there', 'nowhere', 'file_missing', 'there is no folder'],
    ['a file', 'acme.pub', 'pack_build_invalid', 'is no folder'],
    ['a folder without a name for the pack', 'nameless', 'pack_build_invalid', 'has no name'],
  ])('with %s', async (_, folder, code, words) => {
    cpSync(join(ASSETS, 'finance/agents'), join(scratch, 'nameless/agents'), { recursive: true });
    const { exit, json } = await krci('pack', 'build', folder);
    expect(exit).toBe(6);
    expect(json).toMatchObject({ detail: { code } });
    expect(JSON.stringify(json)).toContain(words);
  });

  test('and how a folder that became a pack in place is signed', async () => {
    cpSync(join(ASSETS, 'finance'), join(scratch, 'placed'), { recursive: true });
    const built = await runInProcess(['pack', 'build', 'placed', '--in-place'], {
      program: 'krci-ai',
      cwd: scratch,
      home: scratch,
    });
    const [, told = ''] = /sign it: krci-ai (.*) FILE/u.exec(built.stdout) ?? [];
    expect(told).toBe('pack sign placed --private-key');
    expect((await krci(...told.split(' '), 'acme.key')).json).toMatchObject({ signed: true });
  });
});

test('the group says what packs of agents are, and not what packs of evidence are', async () => {
  const ran = await runInProcess(['pack', '--help'], { program: 'krci-ai', cwd: scratch });
  expect(ran.stdout).toContain('Makes, signs, checks, moves and finds packs of agents.');
  const other = await runInProcess(['pack', '--help'], { program: 'gait', cwd: scratch });
  expect(other.stdout).toContain('packs of evidence');
});
