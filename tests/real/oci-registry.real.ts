/**
 * Packs in a real OCI registry: CNCF distribution, which keeps no list of referrers, so that the
 * fallback tag is what is tested; with and without a password. Runs when `GAIT_OCI_REGISTRY` names
 * its executable. The list of referrers itself: packages/local/src/transports/oci.test.ts.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { generateKeyPair, isCodedError, parsePrivateKey } from '@gait/canon';
import { openPackSource, publishPack, readPackFolder, REAL_NETWORK } from '@gait/local';
import {
  addSignature,
  buildPack,
  encodeSignatureFile,
  parsePackAddress,
  trustOfKey,
  verifyPack,
  type OciAddress,
  type VerifiedPack,
} from '@gait/registry';
import { runCommand } from '../../scripts/run-command.ts';
import { ROOT } from '../../scripts/source-files.ts';

const REGISTRY = process.env['GAIT_OCI_REGISTRY'] ?? '';
const NOW = 1_780_488_000_000_000_000n;
const folder = mkdtempSync(join(tmpdir(), 'gait-oci-'));
const children: ChildProcess[] = [];
const pair = generateKeyPair();
const key = parsePrivateKey(pair.privateKey);
const trust = trustOfKey(pair.publicKey);

/** The code that some work fails with. */
async function codeOf(work: Promise<unknown>): Promise<string> {
  return await work.then(
    () => 'none',
    (error: unknown) => (isCodedError(error) ? error.code : String(error)),
  );
}

/** A port that nobody has now. */
function freePort(): Promise<number> {
  return new Promise((done) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const found = probe.address();
      probe.close(() => done(typeof found === 'object' && found !== null ? found.port : 0));
    });
  });
}

/** Starts a registry; with `htpasswd` it asks for a password. */
async function startRegistry(name: string, htpasswd?: string): Promise<string> {
  const port = await freePort();
  const config = join(folder, `${name}.yml`);
  const auth =
    htpasswd === undefined ? '' : `auth:\n  htpasswd:\n    realm: test\n    path: ${htpasswd}\n`;
  writeFileSync(
    config,
    `version: 0.1\nlog:\n  level: error\nstorage:\n  filesystem:\n    rootdirectory: ${join(folder, name)}\nhttp:\n  addr: 127.0.0.1:${port}\n${auth}`,
  );
  children.push(spawn(REGISTRY, ['serve', config], { stdio: 'ignore' }));
  for (let i = 0; i < 200; i++) {
    const answer = await fetch(`http://127.0.0.1:${port}/v2/`).catch(() => undefined);
    if (answer?.status === 200 || answer?.status === 401) return `127.0.0.1:${port}`;
    await Bun.sleep(50);
  }
  throw new Error('not ready after 10 s');
}

const place = (home = folder, path = process.env['PATH'] ?? '') => ({
  cwd: folder,
  env: { PATH: path, HOME: home },
  home,
  network: REAL_NETWORK,
});

async function financePack(
  version = '1.0.0',
): Promise<VerifiedPack & { readonly archive: Uint8Array }> {
  const inputs = await readPackFolder(join(ROOT, 'assets/packs/finance'));
  const head = { name: 'finance', version, publisher: 'krci', description: 'Finance.' };
  const { archive } = buildPack(head, inputs);
  const verdict = verifyPack(
    { archive, signatures: [], resolved: '' },
    { profile: 'standard', now: NOW },
  );
  if (!verdict.ok) throw new Error(verdict.detail);
  return { ...verdict, archive };
}

const oci = (text: string): OciAddress => parsePackAddress(text) as OciAddress;
const sign = (pack: VerifiedPack): Uint8Array =>
  encodeSignatureFile(addSignature(undefined, pack.manifestDigest, key));

afterAll(() => {
  for (const child of children) child.kill('SIGTERM');
  rmSync(folder, { recursive: true, force: true });
});

describe.skipIf(!existsSync(REGISTRY))('a real registry', () => {
  let host = '';
  beforeAll(async () => {
    host = await startRegistry('open');
  });

  test('gives back what was published: the same zip, digests and signature', async () => {
    const pack = await financePack();
    const target = `oci://${host}/agents/finance`;
    const sent = await publishPack(
      oci(target),
      { pack, archive: pack.archive, signatures: [sign(pack)] },
      place(),
    );
    for (const address of [`${target}:1.0.0`, `${target}@sha256:${sent.digest}`]) {
      const fetched = await openPackSource(address, place()).fetch();
      expect(Buffer.compare(fetched.archive, pack.archive)).toBe(0);
      expect(fetched.resolved).toBe(`${target}@sha256:${sent.digest}`);
      expect(verifyPack(fetched, { trust, profile: 'strict', now: NOW })).toMatchObject({
        ok: true,
        manifestDigest: pack.manifestDigest,
        signature: { status: 'verified' },
      });
    }
  });

  test('a second signature is found beside the first', async () => {
    const pack = await financePack();
    const other = parsePrivateKey(generateKeyPair().privateKey);
    const second = encodeSignatureFile(addSignature(undefined, pack.manifestDigest, other));
    const target = oci(`oci://${host}/agents/finance`);
    await publishPack(target, { pack, archive: pack.archive, signatures: [second] }, place());
    const fetched = await openPackSource(`oci://${host}/agents/finance:1.0.0`, place()).fetch();
    expect(fetched.signatures.length).toBe(2);
  });

  test('installs into a project by tag, keeps the digest in the lock, and installs the same again', async () => {
    const pack = await financePack('3.0.0');
    const target = `oci://${host}/agents/installed`;
    const publication = { pack, archive: pack.archive, signatures: [sign(pack)] };
    const sent = await publishPack(oci(target), publication, place());
    const project = join(folder, 'project');
    mkdirSync(project);
    writeFileSync(join(folder, 'krci.pub'), pair.publicKey);
    const krci = async (...args: readonly string[]) =>
      await runCommand(
        [join(ROOT, 'dist/krci-ai'), 'install', '--public-key', '../krci.pub', '--json', ...args],
        {
          cwd: project,
          env: { PATH: process.env['PATH'] ?? '', HOME: folder },
        },
      );
    const lock = (): Record<string, unknown> =>
      JSON.parse(readFileSync(join(project, 'krci-ai.lock.json'), 'utf8')) as Record<
        string,
        unknown
      >;
    expect(await krci('--from', `${target}:3.0.0`)).toMatchObject({ status: 0 });
    expect(lock()).toMatchObject({
      source: target,
      resolved: `${target}@sha256:${sent.digest}`,
      version: '3.0.0',
      publisher: 'krci',
    });
    // The tag moves; what is locked stays what it was.
    const other = await financePack('3.0.1');
    const moved = { pack: other, archive: other.archive, signatures: [], moveTag: true };
    await publishPack(oci(`${target}:3.0.0`), moved, place());
    expect(await krci('--frozen')).toMatchObject({ status: 0 });
    expect(lock()['version']).toBe('3.0.0');
    // By its tag the other pack would come now, and nobody signed it.
    expect(await krci('--from', `${target}:3.0.0`)).toMatchObject({ status: 2 });
    expect(lock()['version']).toBe('3.0.0');
  });

  test('a tag is not moved to other content unasked', async () => {
    const pack = await financePack('1.0.1');
    const target = oci(`oci://${host}/agents/finance:1.0.0`);
    const publication = { pack, archive: pack.archive, signatures: [] };
    expect(await codeOf(publishPack(target, publication, place()))).toBe('pack_exists');
    const moved = await publishPack(target, { ...publication, moveTag: true }, place());
    const fetched = await openPackSource(`oci://${host}/agents/finance:1.0.0`, place()).fetch();
    expect(fetched.resolved.endsWith(moved.digest)).toBe(true);
    expect(verifyPack(fetched, { trust, profile: 'strict', now: NOW })).toMatchObject({
      ok: false,
      code: 'pack_unsigned',
    });
  });

  test('a repository and a tag that are not there are told apart from a pack', async () => {
    for (const rest of ['agents/none:1.0.0', 'agents/finance:9.9.9']) {
      expect(await codeOf(openPackSource(`oci://${host}/${rest}`, place()).fetch())).toBe(
        'pack_not_found',
      );
    }
  });

  test('a blob that somebody changed on the registry is refused', async () => {
    const pack = await financePack('2.0.0');
    const target = `oci://${host}/agents/changed:2.0.0`;
    await publishPack(oci(target), { pack, archive: pack.archive, signatures: [] }, place());
    const hex = pack.archiveDigest;
    const data = join(folder, 'open/docker/registry/v2/blobs/sha256', hex.slice(0, 2), hex, 'data');
    const bytes = readFileSync(data);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    writeFileSync(data, bytes);
    expect(await codeOf(openPackSource(target, place()).fetch())).toBe('pack_digest_mismatch');
  });
});

describe.skipIf(!existsSync(REGISTRY))('a real registry with a password', () => {
  test('is asked with what a credential helper gives, and not without', async () => {
    const hash = await Bun.password.hash('s3cret', { algorithm: 'bcrypt', cost: 4 });
    writeFileSync(join(folder, 'htpasswd'), `robot:${hash.replace('$2b$', '$2y$')}\n`);
    const host = await startRegistry('closed', join(folder, 'htpasswd'));
    const pack = await financePack();
    const target = `oci://${host}/agents/finance:1.0.0`;
    const publication = { pack, archive: pack.archive, signatures: [sign(pack)] };
    expect(await codeOf(publishPack(oci(target), publication, place()))).toBe('pack_source_denied');
    const home = join(folder, 'home');
    const bin = join(folder, 'bin');
    for (const made of [join(home, '.docker'), bin]) mkdirSync(made, { recursive: true });
    writeFileSync(
      join(home, '.docker/config.json'),
      JSON.stringify({ credHelpers: { [host]: 'test' } }),
    );
    const helper = join(bin, 'docker-credential-test');
    writeFileSync(
      helper,
      `#!/bin/sh\nread host\n[ "$host" = "${host}" ] || { echo credentials not found in native keychain; exit 1; }\nprintf '{"ServerURL":"%s","Username":"robot","Secret":"s3cret"}' "$host"\n`,
    );
    chmodSync(helper, 0o755);
    const known = place(home, `${bin}${delimiter}${process.env['PATH'] ?? ''}`);
    await publishPack(oci(target), publication, known);
    const fetched = await openPackSource(target, known).fetch();
    expect(verifyPack(fetched, { trust, profile: 'strict', now: NOW })).toMatchObject({ ok: true });
  });
});
