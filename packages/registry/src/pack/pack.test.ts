import { describe, expect, test } from 'bun:test';
import { canonicalize, isCodedError, type JsonObject } from '@gait/canon';
import fc from 'fast-check';
import { codeOf } from '../testing/code-of.ts';
import { FILES, HEAD, lampPack, text } from '../testing/lamp-pack.ts';
import { buildPack, type PackInput } from './build-pack.ts';
import { judgeContent, judgePackPath } from './judge-content.ts';
import { parseManifest } from './pack-manifest.ts';
import {
  isNamePattern,
  isPackName,
  isPublisherName,
  matchesName,
  packFileStem,
} from './pack-name.ts';

const manifestOf = (): JsonObject =>
  JSON.parse(new TextDecoder().decode(lampPack().manifestBytes)) as JsonObject;
const parse = (value: unknown): string =>
  codeOf(() =>
    parseManifest(text(typeof value === 'string' ? value : canonicalize(value as never))),
  );

describe('building', () => {
  test('the same files in any order are the same bytes', () => {
    const { archiveDigest } = lampPack();
    expect(lampPack({}, FILES.toReversed()).archiveDigest).toBe(archiveDigest);
    // What every build of this pack on every runtime must come to: tests/node has the same.
    expect([lampPack().manifestDigest, archiveDigest]).toEqual([
      '8380230cf753003843168926950b666c416929b7494f412b83f4ecc4c93d8cf9',
      '5c44214c40ab33849efc94abf7ae6a25e62e000081566d2d17bd372f773600bb',
    ]);
  });

  test('says which levels its files span', () => {
    expect(lampPack().manifest.levels).toEqual({ min: 1, max: 4 });
    expect(lampPack({}, FILES.slice(0, 2)).manifest.levels).toEqual({ min: 1, max: 2 });
    expect(lampPack({}, FILES.slice(1, 2)).manifest.levels).toEqual({ min: 2, max: 2 });
  });

  test.each([
    [{ name: 'Acme' }, 'name'],
    [{ name: 'а-cyrillic' }, 'name'],
    [{ version: '1.2' }, 'version'],
    [{ version: '1.2.0+build' }, 'version'],
    [{ publisher: 'A B' }, 'publisher'],
    [{ description: '' }, 'description'],
    [{ description: 'two\nlines' }, 'description'],
    [{ requires: [{ name: 'krci-ai', version: '^1.0' }] }, 'requires'],
  ] as const)('refuses the head %j', (head, field) => {
    try {
      lampPack(head);
      expect('built').toBe('refused');
    } catch (error) {
      expect(isCodedError(error) && [error.code, error.where.field]).toEqual([
        'pack_build_invalid',
        field,
      ]);
    }
  });

  test.each([
    ['../evil.md', 'pack_path_refused'],
    ['tasks/../../evil.md', 'pack_path_refused'],
    ['/tasks/x.md', 'pack_path_refused'],
    ['C:/tasks/x.md', 'pack_path_refused'],
    ['tasks\\x.md', 'pack_path_refused'],
    ['.git/hooks/pre-commit', 'pack_path_refused'],
    ['agents', 'pack_path_refused'],
    ['local/tasks/x.md', 'pack_path_refused'],
    ['bundle/all.md', 'pack_path_refused'],
    ['tasks/x.sh', 'pack_path_refused'],
    ['agents/x.yml', 'pack_path_refused'],
    ['data/.git/config', 'pack_path_refused'],
    ['data/con.md', 'pack_path_refused'],
    ['data/a\u202eb.md', 'pack_path_refused'],
    ['data/run.sh', 'pack_content_refused'],
    ['templates/x.EXE', 'pack_content_refused'],
    ['skills/lamp/on.ps1', 'pack_content_refused'],
  ])('refuses the file %s', (path, code) => {
    const file: PackInput = { path, bytes: text('x\n'), executable: false };
    expect(codeOf(() => buildPack(HEAD, [...FILES, file]))).toBe(code);
  });

  test('refuses two names that are one file on some systems', () => {
    const file = (path: string): PackInput => ({ path, bytes: text('x'), executable: false });
    for (const other of ['data/LAMP.md', 'data/lamp.md/x.md']) {
      expect(codeOf(() => buildPack(HEAD, [file('data/lamp.md'), file(other)]))).toBe(
        'pack_path_refused',
      );
    }
  });

  test('refuses an empty pack and a file that is too large', () => {
    expect(codeOf(() => buildPack(HEAD, []))).toBe('pack_build_invalid');
    const large = {
      path: 'data/a.md',
      bytes: new Uint8Array(4 * 1024 * 1024 + 1),
      executable: false,
    };
    expect(codeOf(() => buildPack(HEAD, [large]))).toBe('pack_build_invalid');
  });
});

describe('programs', () => {
  test.each([['#!/bin/sh\n'], ['\u007fELF\u0002'], ['MZ\u0000\u0003'], ['\u0000asm\u0001']])(
    'content that begins with %j stands below scripts of a skill only',
    (content) => {
      const bytes = new Uint8Array(Buffer.from(content, 'latin1'));
      expect(judgeContent('data/x.md', bytes, false)?.code).toBe('pack_content_refused');
      expect(judgeContent('skills/lamp/SKILL.md', bytes, false)?.code).toBe('pack_content_refused');
      expect(judgeContent('skills/lamp/scripts/x', bytes, true)).toBeUndefined();
    },
  );

  test('a text that begins with MZ is a text', () => {
    expect(judgeContent('data/x.md', text('MZ is a sign.\n'), false)).toBeUndefined();
  });

  test('a mark of the file system makes a program', () => {
    expect(judgeContent('data/x.md', text('x'), true)?.code).toBe('pack_content_refused');
  });
});

describe('a manifest', () => {
  test('that was written is read as what it was', () => {
    const { manifest, manifestBytes } = lampPack();
    expect(parseManifest(manifestBytes)).toEqual(manifest);
  });

  test.each([
    ['no JSON', '{', 'pack_manifest_invalid'],
    ['duplicate keys', '{"name":"a","name":"b"}', 'pack_manifest_invalid'],
    ['an unknown field', { ...manifestOf(), extra: 1 }, 'pack_manifest_invalid'],
    ['another schema', { ...manifestOf(), schema_version: '9.0.0' }, 'pack_manifest_invalid'],
    ['no files', { ...manifestOf(), files: [] }, 'pack_manifest_invalid'],
    [
      'a set digest of other files',
      { ...manifestOf(), set_digest: 'a'.repeat(64) },
      'pack_manifest_invalid',
    ],
    [
      'levels of other files',
      { ...manifestOf(), levels: { min: 1, max: 1 } },
      'pack_manifest_invalid',
    ],
    [
      'files out of order',
      { ...manifestOf(), files: (manifestOf()['files'] as unknown[]).toReversed() },
      'pack_manifest_invalid',
    ],
    [
      'a file twice',
      {
        ...manifestOf(),
        files: [...(manifestOf()['files'] as unknown[]), (manifestOf()['files'] as unknown[])[3]],
      },
      'pack_manifest_invalid',
    ],
    ['bytes that are not canonical', `${canonicalize(manifestOf())}\n`, 'pack_manifest_invalid'],
    [
      'a path that leaves',
      { ...manifestOf(), files: [{ path: 'tasks/../x.md', sha256: 'a'.repeat(64), size: 1 }] },
      'pack_path_refused',
    ],
    [
      'two names that are one file on some systems',
      {
        ...manifestOf(),
        files: ['data/X.md', 'data/x.md'].map((path) => ({
          path,
          sha256: 'a'.repeat(64),
          size: 1,
        })),
      },
      'pack_path_refused',
    ],
    [
      'a program outside scripts',
      {
        ...manifestOf(),
        files: [{ path: 'data/x.md', sha256: 'a'.repeat(64), size: 1, executable: true }],
      },
      'pack_content_refused',
    ],
    [
      'a negative size',
      { ...manifestOf(), files: [{ path: 'data/x.md', sha256: 'a'.repeat(64), size: -1 }] },
      'pack_manifest_invalid',
    ],
  ])('with %s is refused', (_, value, code) => expect(parse(value)).toBe(code));

  test('any bytes give a manifest or a coded error', () => {
    const whole = lampPack().manifestBytes;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.uint8Array({ maxLength: 12 }), (at, patch) => {
        const bytes = new Uint8Array(whole);
        bytes.set(patch.subarray(0, bytes.length - at), at);
        const code = codeOf(() => parseManifest(bytes));
        expect([
          'none',
          'pack_manifest_invalid',
          'pack_path_refused',
          'pack_content_refused',
        ]).toContain(code);
        if (code === 'none')
          expect(Buffer.compare(bytes, whole) === 0 || patch.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parse(value as never)).toBe('pack_manifest_invalid');
      }),
    );
  });
});

describe('names', () => {
  test.each(['finance', 'acme/finance', 'a1-b2/c3'])('%s is one of a pack', (name) => {
    expect(isPackName(name)).toBe(true);
  });
  test.each([
    '',
    'Finance',
    'fin--ance',
    '-x',
    'x-',
    'a/b/c',
    '/x',
    'x/',
    'fіnance',
    'a_b',
    'x'.repeat(65),
  ])('%j is none', (name) => expect(isPackName(name)).toBe(false));
  test('publishers may have dots', () => {
    expect(['acme', 'acme.example', 'a-b.c-d'].every(isPublisherName)).toBe(true);
    expect(['acme.', '.acme', 'ACME', 'a..b'].some(isPublisherName)).toBe(false);
  });
  test('a pattern covers names that begin with it, and no others', () => {
    expect(['*', 'acme/*', 'acme-*', 'acme/fin-*', 'finance'].every(isNamePattern)).toBe(true);
    expect(['**', '*x', 'a*b', 'acme/**', ''].some(isNamePattern)).toBe(false);
    expect(matchesName('acme/*', 'acme/finance')).toBe(true);
    expect(matchesName('acme/*', 'acme')).toBe(false);
    expect(matchesName('acme/*', 'acme-evil/finance')).toBe(false);
    expect(matchesName('finance', 'finance-evil')).toBe(false);
  });
  test('no two packs share the name of a file', () => {
    expect(packFileStem('acme/x', '1.0.0')).not.toBe(packFileStem('acme-x', '1.0.0'));
  });
});

test('a path is judged the same whatever folder it is in', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('agents', 'tasks', 'templates', 'data', 'skills'),
      fc.string(),
      (folder, rest) => {
        const fault = judgePackPath(`${folder}/${rest}`);
        if (fault === undefined)
          expect(rest).not.toMatch(/(?:^|\/)\.\.(?:\/|$)|[\\\u0000-\u001f]|^\//u);
        else expect(fault.code).toBe('pack_path_refused');
      },
    ),
  );
});
