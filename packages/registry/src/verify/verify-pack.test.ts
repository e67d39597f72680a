import { describe, expect, test } from 'bun:test';
import { writeZip } from '@gait/evidence';
import fc from 'fast-check';
import { archiveOf } from '../pack/build-pack.ts';
import { encodeManifest, manifestDigestOf, setDigestOf } from '../pack/pack-manifest.ts';
import { encodeSignatureFile, parseSignatureFile } from '../sign/signature-file.ts';
import type { FetchedPack } from '../source/pack-source.ts';
import { trustOfKey } from '../trust/judge-signers.ts';
import type { PackTrust } from '../trust/trust-policy.ts';
import {
  fetched,
  FILES,
  forgedZip,
  keyOf,
  lampPack,
  newSigner,
  NOW,
  text,
  trustOf,
} from '../testing/lamp-pack.ts';
import type { ExpectedPack } from './expected-pack.ts';
import { unmetRequirements } from './expected-pack.ts';
import { verifyPack, type PackVerdict } from './verify-pack.ts';

const acme = newSigner();
const other = newSigner('ecdsa-p256-sha256');
const stranger = newSigner();
const pack = lampPack();
const trust = trustOf([
  { name: 'acme', packs: ['acme/*'], keys: [keyOf(acme)] },
  { name: 'other', packs: ['other/*', 'bulb'], keys: [keyOf(other)] },
]);

function verify(
  given: FetchedPack,
  options: {
    readonly trust?: PackTrust;
    readonly profile?: 'standard' | 'strict';
    readonly expected?: ExpectedPack;
  } = {},
): PackVerdict {
  return verifyPack(given, { trust, profile: 'strict', now: NOW, ...options });
}
const code = (verdict: PackVerdict): string => (verdict.ok ? 'none' : verdict.code);

describe('who may provide a pack', () => {
  test('a pack signed by its publisher, for a name of his, is accepted under strict', () => {
    expect(verify(fetched(pack, acme))).toMatchObject({
      ok: true,
      manifestDigest: pack.manifestDigest,
      archiveDigest: pack.archiveDigest,
      signature: { status: 'verified', signers: [`key:${acme.keyId}`] },
      notes: [],
    });
  });

  test('both algorithms count', () => {
    const bulb = lampPack({ name: 'bulb', publisher: 'other' });
    expect(verify(fetched(bulb, other))).toMatchObject({ ok: true });
  });

  test.each([
    ['nobody', fetched(pack), 'pack_unsigned'],
    ['a stranger', fetched(pack, stranger), 'pack_signature_invalid'],
    ['another publisher of the policy', fetched(pack, other), 'pack_publisher_untrusted'],
  ])('signed by %s it is refused, in both profiles', (_, given, wanted) => {
    expect(code(verify(given))).toBe(wanted);
    expect(code(verify(given, { profile: 'standard' }))).toBe(wanted);
  });

  test('a publisher cannot provide a name that he was not given', () => {
    expect(code(verify(fetched(lampPack({ name: 'bulb' }), acme)))).toBe('pack_name_not_granted');
  });

  test('one who signs in the name of another publisher is refused', () => {
    expect(code(verify(fetched(lampPack({ publisher: 'other' }), acme)))).toBe(
      'pack_publisher_untrusted',
    );
  });

  test('of a name that nobody was given: strict refuses it, standard says that nobody vouches', () => {
    const free = lampPack({ name: 'bulbs', publisher: 'someone' });
    expect(code(verify(fetched(free)))).toBe('pack_unsigned');
    expect(verify(fetched(free), { profile: 'standard' })).toMatchObject({
      ok: true,
      signature: { status: 'unsigned', signers: [] },
      notes: [{ code: 'pack_unsigned_accepted' }, { code: 'pack_name_near' }],
    });
  });

  test('a name or a publisher of the policy is not taken without a signature', () => {
    for (const head of [
      { name: 'wick', publisher: 'acme' },
      { name: 'acme/wick', publisher: 'nobody' },
    ]) {
      expect(code(verify(fetched(lampPack(head)), { profile: 'standard' }))).toBe('pack_unsigned');
    }
    const open = lampPack({ name: 'wick', publisher: 'nobody' });
    expect(verify(fetched(open), { profile: 'standard' })).toMatchObject({ ok: true });
  });

  test('without any policy strict refuses, and standard says what was not looked at', () => {
    const none = { publishers: [], revoked: new Map() };
    expect(code(verify(fetched(pack, acme), { trust: none }))).toBe('pack_signature_invalid');
    expect(verify(fetched(pack, acme), { trust: none, profile: 'standard' })).toMatchObject({
      ok: true,
      signature: { status: 'unknown', signers: [], strangers: [`key:${acme.keyId}`] },
      notes: [{ code: 'pack_signature_ignored' }],
    });
  });

  test('a key that a person named counts for whatever it signed', () => {
    expect(verify(fetched(pack, acme), { trust: trustOfKey(acme.publicKey) })).toMatchObject({
      ok: true,
    });
    expect(code(verify(fetched(pack, stranger), { trust: trustOfKey(acme.publicKey) }))).toBe(
      'pack_signature_invalid',
    );
  });

  test.each([
    [{ valid_from: '2027-01-01T00:00:00Z' }],
    [{ valid_until: '2026-01-01T00:00:00Z' }],
    [{ revoked: { at: '2026-01-01T00:00:00Z', reason: 'retired' } }],
    [{ revoked: { at: '2099-01-01T00:00:00Z', reason: 'key_compromise' } }],
  ])('a key with %j does not count', (span) => {
    const limited = trustOf([{ name: 'acme', packs: ['acme/*'], keys: [keyOf(acme, span)] }]);
    expect(code(verify(fetched(pack, acme), { trust: limited }))).toBe('pack_signature_invalid');
  });

  test('a key that a person named does not outrank the owner in the policy', () => {
    const named = trustOfKey(stranger.publicKey);
    const both = { ...trust, publishers: [...trust.publishers, ...named.publishers] };
    const forged = fetched(pack, stranger);
    expect(code(verify(forged, { trust: both }))).toBe('pack_publisher_untrusted');
    // By the name alone, whatever publisher it says.
    const renamed = lampPack({ publisher: 'nobody' });
    expect(code(verify(fetched(renamed, stranger), { trust: both }))).toBe(
      'pack_publisher_untrusted',
    );
    // By the publisher alone, whatever name it has.
    const wick = lampPack({ name: 'wick', publisher: 'acme' });
    expect(code(verify(fetched(wick, stranger), { trust: both }))).toBe('pack_publisher_untrusted');
    const open = lampPack({ name: 'wick', publisher: 'nobody' });
    expect(verify(fetched(open, stranger), { trust: both })).toMatchObject({ ok: true });
    expect(verify(fetched(pack, acme), { trust: both })).toMatchObject({ ok: true });
  });

  test('a key that is retired later counts until then', () => {
    const later = { revoked: { at: '2099-01-01T00:00:00Z', reason: 'retired' } };
    const limited = trustOf([{ name: 'acme', packs: ['acme/*'], keys: [keyOf(acme, later)] }]);
    expect(verify(fetched(pack, acme), { trust: limited })).toMatchObject({ ok: true });
  });

  test('a withdrawn pack is refused though its signature is good', () => {
    const revoked = [{ manifest_digest: pack.manifestDigest, reason: 'leaks a token' }];
    const withdrawn = trustOf([{ name: 'acme', packs: ['*'], keys: [keyOf(acme)] }], revoked);
    expect(verify(fetched(pack, acme), { trust: withdrawn, profile: 'standard' })).toMatchObject({
      ok: false,
      code: 'pack_revoked',
      detail: expect.stringContaining('leaks a token'),
    });
  });

  test('signatures of another version, moved beside this one, do not count', () => {
    const older = fetched(lampPack({ version: '1.1.0' }), acme);
    expect(code(verify({ ...fetched(pack), signatures: older.signatures }))).toBe(
      'pack_signature_invalid',
    );
    // Even with the digest in the file rewritten: the key signed another one.
    const moved = {
      ...parseSignatureFile(older.signatures[0] as Uint8Array),
      digest: pack.manifestDigest,
    };
    expect(code(verify({ ...fetched(pack), signatures: [encodeSignatureFile(moved)] }))).toBe(
      'pack_signature_invalid',
    );
  });

  test('a broken signature file beside a good one takes nothing away', () => {
    const good = fetched(pack, acme);
    expect(verify({ ...good, signatures: [text('{'), ...good.signatures] })).toMatchObject({
      ok: true,
    });
  });
});

describe('what was expected', () => {
  const installed = { name: 'acme/lamp', version: '1.2.0', publisher: 'acme', signed: true };
  const expecting = (
    expected: ExpectedPack,
    given = fetched(pack, acme),
    profile: 'standard' | 'strict' = 'standard',
  ) =>
    code(verify(given, { expected, profile, trust: profile === 'strict' ? trust : trustOf([]) }));

  test('a pinned digest of zip and manifest is held against what came', () => {
    expect(
      expecting({ archiveDigest: pack.archiveDigest, manifestDigest: pack.manifestDigest }),
    ).toBe('none');
    expect(expecting({ archiveDigest: 'a'.repeat(64) })).toBe('pack_pin_mismatch');
    expect(expecting({ manifestDigest: 'a'.repeat(64) })).toBe('pack_pin_mismatch');
  });

  test('the pin of the zip is held before anything of it is read', () => {
    const garbage = { ...fetched(pack), archive: text('no zip at all') };
    expect(expecting({ archiveDigest: pack.archiveDigest }, garbage)).toBe('pack_pin_mismatch');
    expect(expecting({}, garbage)).toBe('zip_malformed');
  });

  test('another name or version than the one asked for is refused', () => {
    expect(expecting({ name: 'acme/lamp', version: '1.2.0' })).toBe('none');
    expect(expecting({ name: 'acme/lamps' })).toBe('pack_identity_changed');
    expect(expecting({ version: '1.3.0' })).toBe('pack_identity_changed');
  });

  test('an older version than the installed one comes back only when it is asked for', () => {
    const older = fetched(lampPack({ version: '1.1.9' }), acme);
    expect(expecting({ installed }, older, 'strict')).toBe('pack_rollback');
    expect(expecting({ installed, allowRollback: true }, older, 'strict')).toBe('none');
    expect(
      expecting({ installed }, fetched(lampPack({ version: '1.2.0-rc.1' }), acme), 'strict'),
    ).toBe('pack_rollback');
    expect(expecting({ installed }, fetched(lampPack({ version: '1.10.0' }), acme), 'strict')).toBe(
      'none',
    );
  });

  test('what was signed once does not come unsigned', () => {
    expect(expecting({ installed }, fetched(pack))).toBe('pack_downgrade');
    expect(expecting({ installed: { ...installed, signed: false } }, fetched(pack))).toBe('none');
  });

  test('what was signed once and is signed by nobody known is told so: the policy may be missing', () => {
    const verdict = verify(fetched(pack, acme), {
      expected: { installed },
      profile: 'standard',
      trust: trustOf([]),
    });
    expect(verdict).toMatchObject({ ok: false, code: 'pack_signer_unknown' });
    expect(verdict).toMatchObject({
      detail: expect.stringContaining(`key:${acme.keyId}`),
      hint: expect.stringContaining('--trust'),
    });
  });

  test('another publisher, or nobody, takes its place only when that is said by name', () => {
    const other = { ...installed, publisher: 'acme.example' };
    expect(
      expecting({ installed: other, allowPublisher: 'acme' }, fetched(pack, acme), 'strict'),
    ).toBe('none');
    // Whoever accepts a publisher does not accept somebody who only calls himself so.
    expect(expecting({ installed: other, allowPublisher: 'acme' }, fetched(pack))).toBe(
      'pack_identity_changed',
    );
    expect(expecting({ installed, allowPublisher: 'acme' }, fetched(pack))).toBe('pack_downgrade');
    expect(expecting({ installed, allowPublisher: 'none' }, fetched(pack))).toBe('none');
  });

  test('of several installed packs it is held against the one of its name', () => {
    const packs = new Map([['acme/lamp', { ...installed, version: '2.0.0' }]]);
    const installedAs = (name: string) => packs.get(name);
    expect(expecting({ installedAs }, fetched(pack, acme), 'strict')).toBe('pack_rollback');
    packs.clear();
    expect(expecting({ installedAs }, fetched(pack, acme), 'strict')).toBe('none');
  });

  test('another pack or publisher does not take the place of the installed one', () => {
    expect(expecting({ installed: { ...installed, name: 'acme/bulb' } })).toBe(
      'pack_identity_changed',
    );
    expect(expecting({ installed: { ...installed, publisher: 'acme.example' } })).toBe(
      'pack_identity_changed',
    );
  });

  test('a lock that holds no name and no publisher still holds the version', () => {
    const sparse = { version: '1.2.0', publisher: '', signed: false };
    expect(expecting({ installed: sparse })).toBe('none');
    expect(expecting({ installed: { ...sparse, version: '1.2.1' } })).toBe('pack_rollback');
  });

  test('unmet requirements are named', () => {
    const { manifest } = pack;
    expect(unmetRequirements(manifest, new Map([['krci-ai', '1.4.0']]))).toEqual([]);
    expect(unmetRequirements(manifest, new Map([['krci-ai', '2.0.0']]))).toEqual([
      { name: 'krci-ai', wanted: '>=1.0.0 <2.0.0', found: '2.0.0' },
    ]);
    expect(unmetRequirements(manifest, new Map())).toMatchObject([{ found: undefined }]);
  });
});

describe('a forged zip', () => {
  const data = FILES.map(({ path, bytes, executable }) => ({
    path,
    data: bytes,
    mode: executable ? 0o755 : 0o644,
  }));
  const forged = (files: typeof data, manifest = pack.manifestBytes): string =>
    code(verify({ ...fetched(pack, acme), archive: forgedZip(manifest, files) }));

  test('made of the same files is the pack', () => expect(forged(data)).toBe('none'));

  test.each([
    [
      'a file more',
      [...data, { path: 'data/more.md', data: text('x'), mode: 0o644 }],
      'pack_archive_invalid',
    ],
    [
      'a file outside the folders',
      [...data, { path: 'hooks/run.md', data: text('x'), mode: 0o644 }],
      'pack_archive_invalid',
    ],
    ['a file less', data.slice(1), 'pack_archive_invalid'],
    [
      'other content of the same size',
      data.map((file) => ({
        ...file,
        data: file.path.startsWith('tasks/') ? text('# Loght\n') : file.data,
      })),
      'pack_digest_mismatch',
    ],
    [
      'content of another size',
      data.map((file) => ({ ...file, data: text('longer than before, much longer\n') })),
      'pack_digest_mismatch',
    ],
    [
      'a text marked as a program',
      data.map((file) => ({ ...file, mode: 0o755 })),
      'pack_content_refused',
    ],
  ])('with %s is refused under the true signature', (_, files, wanted) =>
    expect(forged(files)).toBe(wanted),
  );

  test('with another manifest is not signed', () => {
    const manifest = encodeManifest({ ...pack.manifest, description: 'Better lamps.' });
    expect(forged(data, manifest)).toBe('pack_signature_invalid');
  });

  test('without a manifest is no pack', () => {
    expect(code(verify({ ...fetched(pack, acme), archive: writeZip(data) }))).toBe(
      'pack_archive_invalid',
    );
  });

  test('whose manifest hides a program as text is refused though it is signed', () => {
    const file = { path: 'data/x.md', bytes: text('#!/bin/sh\nid\n'), executable: false };
    const honest = lampPack({}, [{ ...file, bytes: text('?!/bin/sh\nid\n') }]);
    const digest = manifestDigestOf(file.bytes);
    const files = [
      { path: 'data/x.md', sha256: digest, size: file.bytes.length, executable: false },
    ];
    const manifest = { ...honest.manifest, files, setDigest: '' };
    const bytes = encodeManifest({ ...manifest, setDigest: setDigestOf(files) });
    const evil = archiveOf(bytes, [file]);
    expect(code(verify(fetched(evil, acme)))).toBe('pack_content_refused');
  });

  test('with a link, or a name that leaves its folder, is refused before anything is unpacked', () => {
    const linked = Buffer.from(pack.archive);
    const directory = linked.lastIndexOf('skills/lamp/SKILL.md') - 46;
    expect(linked.readUInt32LE(directory)).toBe(0x02014b50);
    linked.writeUInt32LE((0o120777 << 16) >>> 0, directory + 38);
    expect(code(verify({ ...fetched(pack, acme), archive: linked }))).toBe('zip_link');
    const renamed = pack.archive.slice();
    const [from, to] = [Buffer.from('tasks/lamp/light.md'), Buffer.from('tasks/../../evil.md')];
    for (
      let at = Buffer.from(renamed).indexOf(from);
      at >= 0;
      at = Buffer.from(renamed).indexOf(from, at + 1)
    ) {
      renamed.set(to, at);
    }
    expect(code(verify({ ...fetched(pack, acme), archive: renamed }))).toBe('zip_entry_name');
  });

  test('with an entry twice is refused', () => {
    const other = archiveOf(pack.manifestBytes, [
      ...FILES,
      { path: 'skills/lamp/scripts/no.sh', bytes: text('#!/bin/sh\n'), executable: true },
    ]).archive;
    const patched = Buffer.from(other);
    const name = Buffer.from('skills/lamp/scripts/no.sh');
    for (let at = patched.indexOf(name); at >= 0; at = patched.indexOf(name, at + 1)) {
      patched.write('skills/lamp/scripts/on.sh', at);
    }
    expect(code(verify({ ...fetched(pack, acme), archive: patched }))).toBe('zip_duplicate_entry');
  });

  test('beside a manifest that differs from its own is refused', () => {
    expect(code(verify({ ...fetched(pack, acme), manifest: text('{}') }))).toBe(
      'pack_digest_mismatch',
    );
    expect(verify({ ...fetched(pack, acme), manifest: pack.manifestBytes })).toMatchObject({
      ok: true,
    });
  });

  test('with any byte changed is refused, or is the same pack', () => {
    fc.assert(
      fc.property(fc.nat(pack.archive.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const archive = new Uint8Array(pack.archive);
        archive[at] = (archive[at] ?? 0) ^ flip;
        const verdict = verify({ ...fetched(pack, acme), archive });
        if (!verdict.ok) return;
        // Times and versions in headers mean nothing; content and names must be what was signed.
        expect(verdict.manifestDigest).toBe(pack.manifestDigest);
        expect([...verdict.files.keys()].toSorted()).toEqual(
          FILES.map(({ path }) => path).toSorted(),
        );
      }),
      { numRuns: 400 },
    );
  });

  test('any bytes at all give a verdict', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (archive) => {
        expect(verify({ ...fetched(pack), archive }).ok).toBe(false);
      }),
    );
  });
});
