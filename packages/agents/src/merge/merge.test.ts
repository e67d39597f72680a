import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { diffLines } from './diff-lines.ts';
import { mergeFile, type Favour, type MergeResult } from './merge-file.ts';
import { mergeLines } from './merge-lines.ts';
import { MERGE_LIMITS, splitLines } from './text-lines.ts';
import { unifiedDiff } from './unified-diff.ts';

const scratch = mkdtempSync(join(tmpdir(), 'merge-'));
afterAll(() => rmSync(scratch, { recursive: true }));

const LABELS = { ours: 'yours', base: 'installed', theirs: 'new' };
const bytes = (text: string): Uint8Array => Buffer.from(text, 'utf8');
const textOf = (result: MergeResult): string =>
  result.kind === 'refused' ? result.reason : Buffer.from(result.bytes).toString('utf8');
const merge = (ours: string, base: string, theirs: string, favour?: Favour): MergeResult =>
  mergeFile({ ours: bytes(ours), base: bytes(base), theirs: bytes(theirs) }, LABELS, favour);

/** What git says of the same three files. */
function gitMerge(ours: string, base: string, theirs: string): string {
  for (const [name, text] of Object.entries({ ours, base, theirs }))
    writeFileSync(join(scratch, name), text);
  const labels = Object.values(LABELS).flatMap((label) => ['-L', label]);
  const { stdout, status } = spawnSync(
    'git',
    ['merge-file', '-p', '--diff3', ...labels, 'ours', 'base', 'theirs'],
    { cwd: scratch, encoding: 'utf8' },
  );
  // Above 127 git could not merge at all.
  expect(status ?? 255).toBeLessThan(128);
  return stdout;
}

/** Always the same numbers for a seed. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    return Math.floor((state / 0x8000_0000) * below);
  };
}

/** Three texts: one, and two that were made of it by some edits each. */
function triple(random: (below: number) => number, words: number): [string, string, string] {
  const line = (): string => `line ${random(words)}\n`;
  const base = Array.from({ length: 10 + random(40) }, line);
  const edited = (): string => {
    const lines = [...base];
    for (let edits = 1 + random(4); edits > 0; edits -= 1) {
      const added = Array.from({ length: random(3) }, line);
      lines.splice(random(lines.length + 1), random(3), ...added);
    }
    return lines.join('');
  };
  return [edited(), base.join(''), edited()];
}

describe('of generated edits', () => {
  test.each([
    [1000, 300, 300],
    [30, 300, 300],
    // Where lines repeat everywhere several ways are equally short, and git now and then takes another.
    [8, 300, 290],
    [3, 300, 290],
  ])(
    'over %d different lines, of %d triples at least %d are as git merges them',
    (words, count, least) => {
      const random = seeded(words);
      let [equal, conflicts] = [0, 0];
      for (let index = 0; index < count; index += 1) {
        const [ours, base, theirs] = triple(random, words);
        const result = merge(ours, base, theirs);
        if (result.kind === 'conflict') conflicts += 1;
        if (textOf(result) === gitMerge(ours, base, theirs)) equal += 1;
      }
      expect(equal).toBeGreaterThanOrEqual(least);
      expect(conflicts).toBeGreaterThan(count / 10);
    },
    60_000,
  );
});

const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'd', '', '=======', 'ö'), { maxLength: 12 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

describe('nothing that a person wrote is lost', () => {
  test('each line of ours that the base lacks is in the result, however often', () => {
    fc.assert(
      fc.property(text, text, text, (ours, base, theirs) => {
        const result = splitLines(textOf(merge(ours, base, theirs)));
        const count = (lines: readonly string[], wanted: string): number =>
          lines.filter((line) => line === wanted).length;
        for (const line of new Set(splitLines(ours))) {
          const isNew = count(splitLines(base), line) === 0;
          if (isNew)
            expect(count(result, line)).toBeGreaterThanOrEqual(count(splitLines(ours), line));
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('what one side alone changed is the result', () => {
    fc.assert(
      fc.property(text, text, (base, changed) => {
        expect(textOf(merge(changed, base, base))).toBe(changed);
        expect(textOf(merge(base, base, changed))).toBe(changed);
        expect(textOf(merge(changed, base, changed))).toBe(changed);
      }),
    );
  });

  test('both sides of every conflict stand between markers, and taking one side leaves none', () => {
    fc.assert(
      fc.property(text, text, text, (ours, base, theirs) => {
        const result = merge(ours, base, theirs);
        const sides = mergeLines(
          ...([ours, base, theirs].map(splitLines) as [string[], string[], string[]]),
        );
        const conflicts = sides.filter(({ kind }) => kind === 'conflict').length;
        expect(result.kind === 'conflict' ? result.conflicts : 0).toBe(conflicts);
        for (const favour of ['ours', 'theirs'] as const) {
          const taken = sides.flatMap((part) =>
            part.kind === 'clean' ? part.lines : part[favour],
          );
          expect(textOf(merge(ours, base, theirs, favour))).toBe(taken.join(''));
        }
      }),
    );
  });
});

describe('the form of a file', () => {
  const base = 'one\ntwo\nthree\nfour\nfive\n';
  const mine = base.replace('one', 'mine');
  const theirs = base.replace('five', 'theirs');
  const both = mine.replace('five', 'theirs');
  const crlf = (lines: string): string => lines.replaceAll('\n', '\r\n');

  test.each([
    ['a checkout that turned line ends', crlf(mine), base, theirs, crlf(both)],
    ['a source that turned line ends', mine, base, crlf(theirs), crlf(both)],
    ['the same ends on all sides', crlf(mine), crlf(base), crlf(theirs), crlf(both)],
    ['a mark that an editor put in front', `\ufeff${mine}`, base, theirs, `\ufeff${both}`],
    ['a mark that the source gave up', `\ufeff${mine}`, `\ufeff${base}`, theirs, both],
    ['a last line end that an editor took off', mine.trimEnd(), base, theirs, both.trimEnd()],
    [
      'a last line end that was never there',
      mine.trimEnd(),
      base.trimEnd(),
      theirs.trimEnd(),
      both.trimEnd(),
    ],
    ['an empty file that both sides filled alike', base, '', base, base],
  ])('%s is no conflict and is kept', (_, ours, from, other, wanted) => {
    const result = merge(ours, from, other);
    expect([result.kind, textOf(result)]).toEqual(['clean', wanted]);
  });

  test('markers end as the lines around them do', () => {
    const result = merge(crlf('mine\n'), 'one\n', 'theirs\n');
    expect(textOf(result)).toBe(
      crlf('<<<<<<< yours\nmine\n||||||| installed\none\n=======\ntheirs\n>>>>>>> new\n'),
    );
    const mixed = merge('a\r\nmine\nb\r\n', 'a\r\none\nb\r\n', 'a\r\ntheirs\nb\r\n');
    expect(textOf(mixed).split('\r\n').slice(0, 3)).toEqual([
      'a',
      '<<<<<<< yours',
      'mine\n||||||| installed',
    ]);
  });

  test('a last line without an end stays apart from the marker behind it', () => {
    expect(textOf(merge('mine', 'one', 'theirs'))).toBe(gitMerge('mine', 'one', 'theirs'));
  });
});

describe('what is not merged', () => {
  const binary = new Uint8Array([1, 0, 2]);
  const latin = new Uint8Array([0xe4, 10]);
  test.each([
    ['zero bytes in ours', { ours: binary, base: bytes('a\n'), theirs: bytes('b\n') }, 'binary'],
    ['zero bytes in theirs', { ours: bytes('a\n'), base: bytes('b\n'), theirs: binary }, 'binary'],
    [
      'bytes that are no UTF-8',
      { ours: latin, base: bytes('a\n'), theirs: bytes('b\n') },
      'binary',
    ],
    [
      'more lines than a person writes',
      { ours: bytes('\n'.repeat(MERGE_LIMITS.lines + 1)), base: bytes(''), theirs: bytes('b\n') },
      'too_large',
    ],
    [
      'more bytes than a person writes',
      { ours: bytes('a'.repeat(MERGE_LIMITS.bytes + 1)), base: bytes(''), theirs: bytes('b\n') },
      'too_large',
    ],
    [
      'markers of an earlier merge',
      {
        ours: bytes('<<<<<<< yours\na\n=======\nb\n>>>>>>> new\n'),
        base: bytes('a\n'),
        theirs: bytes('c\n'),
      },
      'unresolved',
    ],
  ] as const)('%s', (_, input, reason) => {
    expect(mergeFile(input, LABELS)).toEqual({ kind: 'refused', reason });
  });

  test('markers that the source itself shows are text', () => {
    const shown = '<<<<<<< a\n=======\n>>>>>>> b\nend\n';
    expect(textOf(merge(`${shown}mine\n`, shown, `first\n${shown}`))).toBe(`first\n${shown}mine\n`);
  });
});

describe('the time grows with the lines', () => {
  const count = 20_000;
  const shapes: readonly (readonly [name: string, line: (index: number) => string])[] = [
    ['equal lines', () => 'same'],
    ['two lines in turn', (index) => `l${index % 2}`],
    ['997 lines over and over', (index) => `l${index % 997}`],
    ['lines without order', (index) => `l${(index * 7919 + (index >> 3)) % 501}`],
  ];
  test.each(shapes)('%s', (_, line) => {
    const random = seeded(5);
    const base = Array.from({ length: count }, (__, index) => `${line(index)}\n`);
    const edited = (): string[] =>
      base.flatMap((one) => [[one], [one, `l${random(997)}\n`], [], [one]][random(4)] ?? []);
    const [ours, theirs] = [edited(), edited()];
    const began = performance.now();
    const parts = mergeLines(ours, base, theirs);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(parts.length).toBeGreaterThan(1);
  });

  test('texts that share every line in another order are told apart within bounds, and rightly', () => {
    const random = seeded(9);
    const shuffled = (): number[] => Array.from({ length: count }, () => random(500));
    const [one, other] = [shuffled(), shuffled()];
    const began = performance.now();
    const hunks = diffLines(one, other);
    expect(performance.now() - began).toBeLessThan(2000);
    expect(applied(one, other, hunks)).toEqual(other);
  });
});

function applied(
  one: readonly number[],
  other: readonly number[],
  hunks: ReturnType<typeof diffLines>,
): number[] {
  const result: number[] = [];
  let at = 0;
  for (const { from, to, otherFrom, otherTo } of hunks) {
    for (; at < from; at += 1) result.push(one[at] ?? -1);
    for (let index = otherFrom; index < otherTo; index += 1) result.push(other[index] ?? -1);
    at = to;
  }
  for (; at < one.length; at += 1) result.push(one[at] ?? -1);
  return result;
}

describe('a difference', () => {
  const numbers = fc.array(fc.nat({ max: 4 }), { maxLength: 30 });
  test('applied to one text gives the other, and no two of its hunks touch', () => {
    fc.assert(
      fc.property(numbers, numbers, (one, other) => {
        const hunks = diffLines(one, other);
        expect(applied(one, other, hunks)).toEqual(other);
        for (const [index, { from }] of hunks.entries())
          if (index > 0) expect(from).toBeGreaterThan(hunks[index - 1]?.to ?? -1);
      }),
      { numRuns: 2000 },
    );
  });

  test('is written so that git applies it', () => {
    const random = seeded(3);
    const folder = join(scratch, 'repository');
    mkdirSync(folder);
    const ends = ['\n', '', '\r\n'];
    for (let round = 0; round < 60; round += 1) {
      const [now, , old] = triple(random, 12);
      const before = old.trimEnd() + (ends[random(3)] ?? '');
      const after = now.trimEnd() + (ends[random(3)] ?? '');
      writeFileSync(join(folder, 'ö file'), before);
      const diff = unifiedDiff({ path: 'ö file', before: bytes(before), after: bytes(after) });
      const { status, stderr } = spawnSync(
        'git',
        ['apply', '--allow-empty', '--whitespace=nowarn', '-'],
        {
          cwd: folder,
          input: diff.map((line) => `${line}\n`).join(''),
          encoding: 'utf8',
        },
      );
      expect([status, stderr]).toEqual([0, '']);
      expect(readFileSync(join(folder, 'ö file'), 'utf8')).toBe(after);
    }
  });

  test('tells new, removed, moved, equal and binary files', () => {
    expect(unifiedDiff({ path: 'a', before: undefined, after: bytes('x\n') })).toEqual([
      '--- /dev/null',
      '+++ b/a',
      '@@ -0,0 +1 @@',
      '+x',
    ]);
    expect(unifiedDiff({ path: 'a', before: bytes('x'), after: undefined })).toEqual([
      '--- a/a',
      '+++ /dev/null',
      '@@ -1 +0,0 @@',
      '-x',
      '\\ No newline at end of file',
    ]);
    expect(
      unifiedDiff({ path: 'b', from: 'a', before: bytes('x\n'), after: bytes('y\n') })[0],
    ).toBe('--- a/a');
    expect(unifiedDiff({ path: 'a', before: bytes('x'), after: bytes('x') })).toEqual([]);
    expect(unifiedDiff({ path: 'a', before: new Uint8Array([0]), after: bytes('x') })[2]).toBe(
      'Binary files a/a and b/a differ',
    );
  });
});
