import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { buildNodes } from './build-nodes.ts';
import { parseYaml } from './parse-yaml.ts';
import { readSimpleYaml } from './read-simple-yaml.ts';

const MAX_DEPTH = 100;

/** Holds what the simple reader made of a text against the whole grammar; true when it read it. */
function compare(text: string): boolean {
  const simple = readSimpleYaml(text, MAX_DEPTH);
  if (simple === undefined) return false;
  const result = parseYaml(text, MAX_DEPTH);
  if (!result.ok) throw new Error(`the grammar refuses ${JSON.stringify(text)}`);
  const { root, problems, second } = buildNodes(text, result.parsed);
  expect({ text, root: simple }).toEqual({ text, root: root as typeof simple });
  expect([problems, second]).toEqual([[], undefined]);
  return true;
}

test.each([
  'a: b\n',
  'a:\n  b: "c: d # e"\n  f:\n    - g/h.md\n    - \'i [j]\'\nk:\n',
  'a:\n- b\n- c\nd: e',
  '# head\n\na:   b c, d   \r\n\r\n  # note\r\ne: ""\r\n',
  'a: ключ [x] {y} & z\nb: 1.0\nc: true\n',
  '  a: b\n  c: d\n',
])('%j is read at once', (text) => {
  expect(compare(text)).toBeTrue();
});

test.each([
  '',
  '# x\n',
  '- a\n',
  'a: b: c\n',
  'a: b #c\n',
  'a: "b\\n"\n',
  "a: 'b''c'\n",
  'a: "b" # c\n',
  'a: b\n  c\n',
  'a: [b]\n',
  'a: |\n  b\n',
  'a: &x b\n',
  'a: *x\n',
  'a: !!str b\n',
  'a: b\na: c\n',
  'a:\n  - b: c\n',
  'a:\n  - - b\n',
  'a:\n\tb: c\n',
  'a: b\n---\nc: d\n',
  '---\na: b\n',
  'a: b\n...\n',
  '%YAML 1.2\n',
  '"a": b\n',
  '? a\n',
  'a : b\n',
  'a:\n    b: c\n  d: e\n',
  'a: b\rc: d\n',
  'a: \u0007\n',
  'a: -1\n',
])('%j is left to the whole grammar', (text) => {
  expect(readSimpleYaml(text, MAX_DEPTH)).toBeUndefined();
});

test('what is read at once has the nodes that the whole grammar makes', () => {
  const value = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'b',
        'c d',
        '"e f"',
        "'g'",
        '1',
        'true',
        './x/y.md',
        'é',
        '',
        ' h ',
        'a:b',
        'x#y',
        '"',
        "''",
        '""',
        'z,',
        'k]',
        '~',
        '.',
        '...',
        '-',
        '--- a',
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 4 }) },
    { weight: 1, arbitrary: fc.stringMatching(/^[-a:"'# .,[\]{}&*!|>%@`?=<]{0,5}$/) },
  );
  const line = fc.tuple(
    fc.constantFrom(0, 0, 1, 2, 2, 2, 4, 4, 6),
    fc.constantFrom('a:', 'b:', 'c_d:', 'e-f:', '-', '-', '#', '', 'g', 'h :'),
    fc.constantFrom(' ', ' ', ' ', '', '  ', '\t'),
    value,
    fc.constantFrom('\n', '\n', '\n', '\r\n', ' \n', '\n\n', ''),
  );
  let read = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 7 }), (lines) => {
      const text = lines
        .map(([indent, head, gap, word, end]) => ' '.repeat(indent) + head + gap + word + end)
        .join('');
      if (compare(text)) read++;
    }),
    { numRuns: 20_000 },
  );
  expect(read).toBeGreaterThan(300);
});
