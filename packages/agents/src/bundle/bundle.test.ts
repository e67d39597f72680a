import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError } from '@gait/canon';
import type { BundleFile } from './bundle-file.ts';
import { findCollisions, judgePath } from './judge-path.ts';
import { parseBundle, type ParsedBundle, type ParseBundleOptions } from './parse-bundle.ts';
import { printBundle } from './print-bundle.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const file = (path: string, content: string | Uint8Array): BundleFile => ({
  path: `.krci-ai/${path}`,
  content: typeof content === 'string' ? bytes(content) : content,
});
const print = (files: readonly BundleFile[]): Uint8Array => printBundle([{ files }], 'test');
const parse = (
  bundle: Uint8Array | string,
  options: Partial<ParseBundleOptions> = {},
): ParsedBundle =>
  parseBundle(typeof bundle === 'string' ? bytes(bundle) : bundle, { allow: [], ...options });
test('a program of a skill is marked as one, and nothing else is', () => {
  const program = {
    ...file('skills/tag/scripts/tag.sh', '#!/bin/sh\n'),
    executable: true,
  } as const;
  const other = { ...file('tasks/a.md', 'a\n'), executable: true } as const;
  const parsed = parse(print([program, other]));
  expect(parsed).toMatchObject({ ok: true, verified: true });
  expect(parsed.ok ? parsed.files.map(({ executable }) => executable) : []).toEqual([
    true,
    undefined,
  ]);
  const forged = Buffer.from(print([other]))
    .toString()
    .replace(' text ', ' text+x ');
  expect(codes(parse(forged))).toEqual(['9 bundle_manifest_invalid']);
});

/** Paths and contents as plain values, so that a difference can be read. */
function contents(parsed: ParsedBundle): unknown {
  if (!parsed.ok) return parsed.faults;
  return parsed.files.map(({ path, content }) => [path, Buffer.from(content).toString('latin1')]);
}
const asContents = (files: readonly BundleFile[]): unknown =>
  files.map(({ path, content }) => [path, Buffer.from(content).toString('latin1')]);
const codes = (parsed: ParsedBundle): readonly string[] =>
  parsed.ok ? [] : parsed.faults.map(({ code, line }) => `${line} ${code}`);
const section = (path: string, content: string): string =>
  `==== FILE: ${path} ====\n${content}\n==== END FILE ====\n`;

const ODD_LINES = [
  '==== END FILE ====',
  '==== FILE: .krci-ai/x ====',
  '==== FILE: ====',
  '  ==== END FILE ====\t',
  '\u00a0==== END FILE ====\u2028',
  '\\==== END FILE ====',
  '\\\\==== FILE: a ====',
  '\\',
  '====',
  '<!-- krci-ai bundle 1: 0 files, x',
  '-->',
  '# Shared Templates',
  '---',
  '\ufeff',
  '',
  ' ',
  '\r',
  'text',
];

const oddContent = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }).map(bytes),
  fc
    .array(fc.tuple(fc.constantFrom(...ODD_LINES), fc.constantFrom('\n', '\r\n', '\r', '')), {
      maxLength: 8,
    })
    .map((lines) => bytes(lines.flat().join(''))),
);
const oddName = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'a',
    'a b',
    ' a',
    'x ====',
    '====',
    '-->',
    'ї',
    'e\u0301',
    'é',
    'A',
    '==== END FILE ====',
  ),
);
const oddPath = fc.array(oddName, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
/** Trees of any names that every system can hold. */
const oddTree = fc
  .array(fc.record({ path: oddPath, content: oddContent }), { minLength: 1, maxLength: 8 })
  .map((files) => {
    const good = files
      .map(({ path, content }) => file(path, content))
      .filter(({ path }) => judgePath(path) === undefined);
    const clashing = new Set(findCollisions(good.map(({ path }) => path)).map(({ path }) => path));
    const kept = good.filter(({ path }) => !clashing.has(path));
    return kept.length > 0 ? kept : [file('one', '1')];
  });

test('any tree of any bytes comes back byte for byte, and the same tree is the same bundle', () => {
  fc.assert(
    fc.property(oddTree, (files) => {
      const bundle = print(files);
      const parsed = parse(bundle);
      expect(contents(parsed)).toEqual(asContents(files));
      expect(parsed.ok && parsed.verified).toBe(true);
      expect(Buffer.compare(bundle, print(files))).toBe(0);
      // Pasted into a chat it must stay text.
      expect(() => new TextDecoder('utf-8', { fatal: true }).decode(bundle)).not.toThrow();
    }),
    { numRuns: 2_000, seed: 5 },
  );
});

test('a bundle of text survives line ends that were changed on the way', () => {
  const files = [
    file('lf.md', 'a\n\nb\n'),
    file('no-end.md', 'x'),
    file('empty.md', ''),
    file('mark.md', '\n\n==== END FILE ====\n'),
  ];
  const text = Buffer.from(print(files)).toString('utf8');
  const parsed = parse(text.replaceAll('\n', '\r\n'));
  expect(contents(parsed)).toEqual(asContents(files));
  expect(parsed.ok && parsed.verified).toBe(true);
});

test('what stands in a section is what the reference reads there, for the text it can hold', () => {
  const bundle = Buffer.from(
    print([file('a.md', '# A\n\nbody\n'), file('b.md', 'no end')]),
  ).toString('utf8');
  expect(bundle).toContain(
    '\n==== FILE: .krci-ai/a.md ====\n# A\n\nbody\n\n==== END FILE ====\n\n==== FILE: .krci-ai/b.md ====\nno end\n==== END FILE ====\n',
  );
});

test('a bundle of another program is read: text around files is no part of them', () => {
  const bundle = `intro\n\n${section('.krci-ai/agents/a.yaml', 'agent: {}')}\nbetween\n${section('.krci-ai/tasks/x/y.md', '# y\n')}`;
  const parsed = parse(bundle);
  expect(contents(parsed)).toEqual([
    ['.krci-ai/agents/a.yaml', 'agent: {}'],
    ['.krci-ai/tasks/x/y.md', '# y\n'],
  ]);
  expect(parsed.ok && parsed.verified).toBe(false);
});

test('a bundle of another program with CRLF throughout gives files with LF, as the reference does', () => {
  const bundle = section('.krci-ai/a', 'x\n\ny').replaceAll('\n', '\r\n');
  expect(contents(parse(bundle))).toEqual([['.krci-ai/a', 'x\n\ny']]);
});

test('lines around files that are not in order are told with their line', () => {
  expect(codes(parse(''))).toEqual(['1 bundle_structure']);
  expect(codes(parse('text\n'))).toEqual(['1 bundle_structure']);
  expect(codes(parse('a\n==== END FILE ====\n'))).toEqual(['2 bundle_structure']);
  expect(codes(parse('a\n==== FILE: .krci-ai/x ====\nb\n'))).toEqual(['2 bundle_structure']);
  expect(codes(parse('==== FILE:  ====\n==== END FILE ====\n'))).toEqual(['1 bundle_structure']);
  expect(codes(parse(`==== FILE: .krci-ai/x ====\n${section('.krci-ai/y', 'y')}`))).toEqual([
    '2 bundle_structure',
  ]);
  // Prefix and suffix share their blank: the reference writes a file for it.
  expect(codes(parse('==== FILE: ====\n==== END FILE ====\n'))).toEqual(['2 bundle_structure']);
});

test('one changed byte of any file is found, and its file named', () => {
  const files = [
    file('a.md', 'alpha\n'),
    file('b.bin', Uint8Array.of(0, 255, 1)),
    file('c.md', '==== END FILE ===='),
  ];
  const bundle = Buffer.from(print(files)).toString('utf8');
  const ends: readonly (readonly [string, string, string])[] = [
    ['alpha\n\n', 'alpha\n\n\n', 'a.md'],
    ['\nAP8B\n', '\nAP8C\n', 'b.bin'],
    ['\n\\==== END', '\n\\\\==== END', 'c.md'],
  ];
  for (const [from, to, name] of ends) {
    expect(bundle).toContain(from);
    const parsed = parse(bundle.replace(from, to));
    expect(parsed.ok ? [] : parsed.faults.map(({ code, path }) => [code, path])).toEqual([
      ['bundle_digest_mismatch', `.krci-ai/${name}`],
    ]);
    expect(parse(bundle.replace(from, to), { edited: true }).ok).toBe(true);
  }
});

test('a file that was taken out, put in or renamed is found', () => {
  const bundle = Buffer.from(print([file('a.md', 'a'), file('b.md', 'b')])).toString('utf8');
  const start = bundle.indexOf('==== FILE: .krci-ai/b.md');
  const without = parse(bundle.slice(0, start));
  expect(without.ok ? [] : without.faults.map(({ code, path }) => [code, path])).toEqual([
    ['bundle_digest_mismatch', '.krci-ai/b.md'],
  ]);
  expect(codes(parse(bundle + section('.krci-ai/c.md', 'c')))).toHaveLength(1);
  expect(
    codes(parse(bundle.replace('==== FILE: .krci-ai/b.md', '==== FILE: .krci-ai/d.md'))),
  ).toHaveLength(2);
  expect(codes(parse(bundle.slice(0, start + 40)))).toEqual([
    expect.stringContaining('bundle_structure'),
    expect.stringContaining('bundle_digest_mismatch'),
  ]);
});

test('a list of contents that cannot be understood is not passed over', () => {
  const bundle = Buffer.from(print([file('a.md', 'a')])).toString('utf8');
  const bad = [
    bundle.replace('bundle 1:', 'bundle 2:'),
    bundle.replace('1 files', '2 files'),
    bundle.replace(' text ', ' rot13 '),
    bundle.replace(/^[0-9a-f]{64}/mu, 'x'),
    bundle.replace('-->', '--'),
    `<!-- krci-ai bundle 1: 0 files, x\n-->\n${bundle}`,
    bundle.replace('bundle 1:', 'bundle :'),
  ];
  for (const text of bad)
    expect(codes(parse(text)).map((code) => code.split(' ')[1])).toEqual([
      'bundle_manifest_invalid',
    ]);
});

const HOSTILE: Readonly<Record<string, string>> = {
  '../evil.txt': 'bundle_path_unsafe',
  '.krci-ai/tasks/../../../evil2.txt': 'bundle_path_unsafe',
  '.krci-ai/./x': 'bundle_path_unsafe',
  '.krci-ai//x': 'bundle_path_unsafe',
  '.krci-ai/': 'bundle_path_unsafe',
  '/etc/cron.d/x': 'bundle_path_unsafe',
  'C:/x': 'bundle_path_unsafe',
  'C:x': 'bundle_path_unsafe',
  '.krci-ai\\x': 'bundle_path_unsafe',
  '\\\\server\\share': 'bundle_path_unsafe',
  '.git/hooks/pre-commit': 'bundle_path_unsafe',
  '.GIT/config': 'bundle_path_unsafe',
  '.krci-ai/.git/config': 'bundle_path_unsafe',
  '.g\u200cit/config': 'bundle_path_unsafe',
  'git~1/config': 'bundle_path_unsafe',
  '.git./config': 'bundle_path_unsafe',
  '.krci-ai/con': 'bundle_path_unsafe',
  '.krci-ai/NUL.md': 'bundle_path_unsafe',
  '.krci-ai/com1 .txt': 'bundle_path_unsafe',
  '.krci-ai/lpt\u00b9': 'bundle_path_unsafe',
  '.krci-ai/a.md:stream': 'bundle_path_unsafe',
  '.krci-ai/a?': 'bundle_path_unsafe',
  '.krci-ai/a. ': 'bundle_path_unsafe',
  '.krci-ai/a\u0000b': 'bundle_path_unsafe',
  '.krci-ai/a\u001bb': 'bundle_path_unsafe',
  '.krci-ai/a\u200bb': 'bundle_path_unsafe',
  '.krci-ai/\ufeffa': 'bundle_path_unsafe',
  '.krci-ai/a\u202eb': 'bundle_path_unsafe',
  '.krci-ai/a\ufffdb': 'bundle_path_unsafe',
  '.krci-ai/audit.jsonl': 'bundle_path_unsafe',
  '.krci-ai/.store': 'bundle_path_unsafe',
  '.krci-ai/AUDIT.jsonl': 'bundle_path_unsafe',
  '.krci-ai/scan-waivers.yaml': 'bundle_path_unsafe',
  '.krci-ai/Scan-Waivers.yaml': 'bundle_path_unsafe',
  '.krci-ai/.kept/tasks/a.md.000000000000': 'bundle_path_unsafe',
  '.gait/config.yaml': 'bundle_path_unsafe',
  '.gait.yaml': 'bundle_path_unsafe',
  'krci-ai.lock.json': 'bundle_path_unsafe',
  '.claude/settings.json': 'bundle_path_foreign',
  'README.md': 'bundle_path_foreign',
  ' .krci-ai/x': 'bundle_path_foreign',
  '.KRCI-AI/x': 'bundle_path_foreign',
};

test('a path that leads away, or that some system reads otherwise, is refused', () => {
  for (const [path, code] of Object.entries(HOSTILE)) {
    const found = parse(section('.krci-ai/good.md', 'good') + section(path, 'evil'));
    expect([path, codes(found)]).toEqual([path, [`4 ${code}`]]);
  }
  expect(codes(parse(section('.krci-ai', 'x'), { allow: ['.'] }))).toEqual([
    '1 bundle_path_unsafe',
  ]);
  const long = `.krci-ai/${'x'.repeat(256)}`;
  expect(codes(parse(section(long, 'x')))).toEqual(['1 bundle_path_unsafe']);
  expect(codes(parse(section(`.krci-ai/${'abc/'.repeat(300)}x`, 'x')))).toEqual([
    '1 bundle_path_unsafe',
  ]);
});

test('folders beside the framework are allowed by name, and never those of git', () => {
  expect(parse(section('docs/x.md', 'x'), { allow: ['docs'] }).ok).toBe(true);
  expect(parse(section('x.md', 'x'), { allow: ['.'] }).ok).toBe(true);
  expect(codes(parse(section('src/x.md', 'x'), { allow: ['docs', '.'] }))).toEqual([
    '1 bundle_path_foreign',
  ]);
  expect(codes(parse(section('.git/x', 'x'), { allow: ['.git'] }))).toEqual([
    '1 bundle_path_unsafe',
  ]);
});

test('two paths that are one file on some system are refused, and a file in the way of a folder', () => {
  const pairs = [
    ['a.md', 'a.md'],
    ['a.md', 'A.md'],
    ['\u00e9', 'e\u0301'],
    ['stra\u00dfe', 'STRASSE'],
    ['a', 'a/b'],
    ['A', 'a/b'],
    ['a/b', 'a'],
  ];
  for (const [one, other] of pairs) {
    const found = parse(section(`.krci-ai/${one}`, '1') + section(`.krci-ai/${other}`, '2'));
    expect([one, other, codes(found).map((code) => code.split(' ')[1])]).toEqual([
      one,
      other,
      ['bundle_path_collision'],
    ]);
  }
});

test('what could not be unpacked everywhere is not bundled', () => {
  const codeOf = (files: readonly BundleFile[]): string => {
    try {
      print(files);
    } catch (error) {
      return isCodedError(error) ? error.code : String(error);
    }
    return 'no error';
  };
  expect(codeOf([file('a\nb', '')])).toBe('bundle_path_unsafe');
  expect(codeOf([file('nul', '')])).toBe('bundle_path_unsafe');
  expect(codeOf([file('a', ''), file('A', '')])).toBe('bundle_path_collision');
});

test('any bytes are read in a time that grows with their number, and never end in an exception', () => {
  const piece = fc.oneof(
    fc
      .constantFrom(
        ...ODD_LINES,
        '==== FILE: .krci-ai/a ====',
        '\n',
        '\r\n',
        '0'.repeat(64),
        ' 1 text .krci-ai/a',
      )
      .map(bytes),
    fc.uint8Array({ maxLength: 20 }),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      const parsed = parse(Buffer.concat(pieces));
      expect(parsed.ok ? parsed.files.length > 0 : parsed.faults.length > 0).toBe(true);
      if (parsed.ok) for (const { path } of parsed.files) expect(judgePath(path)).toBeUndefined();
    }),
    { numRuns: 3_000, seed: 7 },
  );
  for (const unit of [
    '\n',
    ' ',
    '=',
    '==== FILE: .krci-ai/a ====\n',
    '==== END FILE ====\n',
    '\u00a0',
    '\\',
    '<!-- krci-ai bundle ',
    '\r',
  ]) {
    const started = performance.now();
    parse(unit.repeat(Math.floor(1_000_000 / unit.length)));
    parse(section('.krci-ai/a', `==== ${unit.repeat(Math.floor(1_000_000 / unit.length))} ====`));
    print([file('a', `é==== ${unit.repeat(Math.floor(1_000_000 / unit.length))} ====é`)]);
    expect(performance.now() - started).toBeLessThan(2_000);
  }
});
