import { describe, expect, test } from 'bun:test';
import { scanText } from './scan-text.ts';
import { describeShell, read } from './testing/describe-shell.ts';

const fill = (piece: string, size: number): string => piece.repeat(Math.ceil(size / piece.length));
const MEGABYTE = 1_000_000;
const BOMBS = [
  '$(',
  '`',
  '<(',
  '{ ',
  '(',
  'cat <<A ',
  '@(',
  '${a:-',
  '$((',
  'if :; then ',
  'while :; do ',
  '[[ ( ',
  'a=1; ',
  '"$(',
  'eval ',
];

describe('scanText', () => {
  for (const piece of BOMBS) {
    test(`answers a megabyte of ${JSON.stringify(piece)} at once`, () => {
      const text = fill(piece, MEGABYTE);
      const start = performance.now();
      const { obscurities } = read(text);
      expect(performance.now() - start).toBeLessThan(100);
      expect(obscurities).toEqual(['too_large']);
    });

    test(`answers the largest text of ${JSON.stringify(piece)} that the parser gets in bounded time`, () => {
      const text = fill(piece, 16_000);
      read(text);
      const start = performance.now();
      read(text);
      expect(performance.now() - start).toBeLessThan(400);
    });
  }

  test('is too large above the depth of any honest command', () => {
    expect(scanText(`${fill('(', 64)}ls${fill(')', 64)}`)).toEqual({
      text: `${fill('(', 64)}ls${fill(')', 64)}`,
      data: [],
    });
    expect(scanText(`${fill('(', 65)}ls`)).toBe('too_large');
    expect(scanText(fill('cat <<A\nA\n', 10 * 17))).toBe('too_large');
  });

  test('does not count long data', () => {
    const body = fill('a line of text with $(rm x) and `y`\n', 100_000);
    expect(describeShell(`cat > a.md <<'EOF'\n${body}EOF\nrm b`)).toBe(
      'write /p/a.md, delete /p/b',
    );
    const quoted = fill('a $(rm x) b ', 100_000);
    expect(describeShell(`echo '${quoted}' > a.md; rm b`)).toBe('write /p/a.md, delete /p/b');
    expect(describeShell(`echo "${fill('plain text ', 100_000)}"`)).toBe('');
  });

  test('reads long data that is run after all', () => {
    const long = fill('ls\n', 17_000);
    const body = `${fill('# a line\n', 10_000)}rm x\n`;
    expect(describeShell(`echo '${long}'; cat > s.sh <<'EOF'\n${body}EOF\nsh s.sh`)).toContain(
      'delete /p/x',
    );
    expect(describeShell(`echo '${long}'; sh <<'EOF'\n${body}EOF\n`)).toBe('delete /p/x');
    // As a script it is syntax, and too much of it.
    expect(describeShell(`sh <<'EOF'\n${long}EOF\n`)).toBe('?too_large');
  });

  test('cannot be led astray by an apostrophe that is none', () => {
    const text = `# it's\nrm a\n${fill('# more text\n', 20_000)}# it's`;
    expect(describeShell(text)).toContain('too_large');
  });

  test('does not take an expanded string for data', () => {
    expect(describeShell(`echo "${fill('x', 20_000)}$(rm a)"`)).toBe('?too_large');
  });
});
