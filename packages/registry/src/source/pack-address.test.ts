import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { originOf, parsePackAddress } from './pack-address.ts';

const HEX = 'a'.repeat(64);
const COMMIT = 'b'.repeat(40);

describe('an address', () => {
  test('names folders, web servers, repositories and registries', () => {
    expect(parsePackAddress('./packs/finance')).toEqual({
      kind: 'folder',
      path: './packs/finance',
    });
    expect(
      parsePackAddress(`oci://Registry.Example:5000/agents/finance:1.0.0@sha256:${HEX}`),
    ).toEqual({
      kind: 'oci',
      host: 'registry.example:5000',
      repository: 'agents/finance',
      tag: '1.0.0',
      digest: HEX,
    });
    expect(parsePackAddress(`https://packs.example/a.zip?t=1#sha256:${HEX}`)).toMatchObject({
      kind: 'https',
      archiveDigest: HEX,
    });
    expect(parsePackAddress(`git+ssh://git@host.example/a/b.git#${COMMIT}:packs/a`)).toMatchObject({
      kind: 'git',
      commit: COMMIT,
      folder: 'packs/a',
    });
  });

  test.each([
    ['oci://registry.example/agents/finance:1.0.0', 'oci://registry.example/agents/finance'],
    [`https://packs.example/a.zip#sha256:${HEX}`, 'https://packs.example/a.zip'],
    [`https://packs.example/a.zip?sig=secret#sha256:${HEX}`, 'https://packs.example/a.zip'],
    [`git+https://host.example/a.git#${COMMIT}:packs/a`, 'git+https://host.example/a.git#:packs/a'],
    ['packs/a', 'packs/a'],
  ])('%s is locked as %s', (text, origin) => expect(originOf(parsePackAddress(text))).toBe(origin));

  test.each([
    ['', 'nothing'],
    ['ext::sh -c id', 'a program'],
    ['ftp://host.example/a.zip', 'another scheme'],
    ['file:///etc/passwd', 'another scheme'],
    ['https://user:secret@host.example/a.zip', 'credentials'],
    ['https://user@host.example/a.zip', 'a user'],
    ['git+https://token@host.example/a.git#' + COMMIT, 'a token'],
    ['git+https://host.example/a.git', 'no commit'],
    [`git+https://host.example/a.git?token=secret#${COMMIT}`, 'a query'],
    [`git+ssh://git:secret@host.example/a.git#${COMMIT}`, 'a password'],
    ['git+https://host.example/a.git#main', 'a branch'],
    [`git+https://host.example/a.git#${COMMIT}:../up`, 'a folder outside'],
    [`git+https://host.example/a.git#${COMMIT}:-x`, 'a dash'],
    [`git+ssh://-oProxyCommand=id/a.git#${COMMIT}`, 'an option as host'],
    [`git+ssh://-x@host.example/a.git#${COMMIT}`, 'an option as user'],
    [`git+https://host.example/-x.git#${COMMIT}`, 'an option as path'],
    [`git+https://host.example/%2dx.git#${COMMIT}`, 'an option as path, encoded'],
    [`git+https://host.example/%zz.git#${COMMIT}`, 'a broken escape'],
    [`git+ext://sh/a#${COMMIT}`, 'another protocol'],
    ['oci://registry.example', 'no repository'],
    ['oci://registry.example/Agents', 'capitals'],
    ['oci://registry.example/a/../b', 'a way up'],
    ['oci://user:secret@registry.example/a', 'credentials'],
    ['oci://registry.example/a@sha256:zz', 'no digest'],
    ['oci://registry.example/a@sha512:' + HEX, 'another digest'],
    ['oci://registry.example/a:b:c', 'two tags'],
    ['https://host.example/a.zip#sha256:1', 'no digest'],
    ['https://host.example/a\u0000.zip', 'a control character'],
    ['x'.repeat(3000), 'too long'],
  ])('%s is refused: %s', (text) => {
    expect(codeOf(() => parsePackAddress(text))).toBe('pack_address_invalid');
  });

  test('of any text is read or refused with the one code', () => {
    const schemes = fc.constantFrom(
      '',
      'oci://',
      'https://',
      'git+https://',
      'git+ssh://',
      'git+file://',
    );
    fc.assert(
      fc.property(schemes, fc.string({ unit: 'grapheme' }), (scheme, rest) => {
        expect(['none', 'pack_address_invalid']).toContain(
          codeOf(() => parsePackAddress(scheme + rest)),
        );
      }),
    );
  });
});
