import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { readYamlTree, type YamlNode } from '@gait/yaml';
import { HARNESS_IDS, HARNESSES, type FilePlace } from '@gait/harness';
import { parse as parseToml } from 'smol-toml';
import { readMark } from './generated-mark.ts';
import { oneLine, quotedText, shortened, tomlLines, yamlLines, yamlText } from './head-text.ts';
import { codeSpan, fenced } from './markdown-text.ts';
import { makeBody, writeFile, type FileContent } from './write-file.ts';

/** Texts in which what ends a text, starts another value or means nothing is likely. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '"',
        '"""',
        "'",
        "'''",
        '\\',
        '\\"',
        '---',
        '\n---\n',
        '```',
        '`',
        ': ',
        ' #',
        '# ',
        '- ',
        '{',
        '}',
        '[',
        ']',
        '<!--',
        '-->',
        '%',
        '@',
        '!',
        '&a',
        '*a',
        '|',
        '>',
        '\n',
        '\r\n',
        '\r',
        '\t',
        ' ',
        '  ',
        '\u0000',
        '\u0007',
        '\u0085',
        '\u00a0',
        '\u00ad',
        '\u2028',
        '\u202e',
        '\ufeff',
        '\ufffe',
        '\u{1f6a8}',
        'ключ',
        'true',
        'null',
        'no',
        '1e3',
        '0x1',
        '~',
        '=',
        'a',
        'Ab',
      ),
      fc.string({ unit: 'binary', maxLength: 6 }),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join('').toWellFormed());

const contentOf = fc.record({
  name: fc.stringMatching(/^[a-z0-9]{1,8}(?:-[a-z0-9]{1,8}){0,2}$/),
  title: hostile.map((text) => oneLine(text) || 'x'),
  description: hostile.map((text) => oneLine(text) || 'x'),
  body: hostile.map((text) => makeBody(`# ${text.replace(/\r\n?/g, '\n')}\n`)),
  mark: fc.record({
    from: hostile.map((text) => `.krci-ai/${text.replace(/\s/g, '_')}`),
    digest: fc.stringMatching(/^[0-9a-f]{64}$/),
  }),
});

/** Every form in which some tool gets a file, by the first place that has it. */
const PLACES: ReadonlyMap<string, FilePlace> = new Map(
  HARNESS_IDS.flatMap((id) => {
    const { agents, commands, skills, rules, legacy } = HARNESSES[id];
    return [...agents.places, ...commands.places, ...skills.places, ...rules.places, ...legacy];
  })
    .filter(({ format, head }) => head !== undefined || format === 'markdown')
    .map((place) => [JSON.stringify([place.format, place.head, place.body]), place] as const),
);

test.each([...PLACES])('%s: what is written parses back to what was meant', (_, place) => {
  fc.assert(
    fc.property(contentOf, (content) => {
      const bytes = writeFile(place, content);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
      const { fields, body } = parseFile(place, text);
      expect(body).toBe(content.body.text);
      for (const key of ['name', 'title', 'description'] as const) {
        if (place.head?.includes(key)) expect(fields[key]).toBe(content[key]);
      }
      expect(Object.keys(fields).length).toBeLessThanOrEqual(5);
      if (place.format === 'front_matter') expect(text.split('---')[2]).toStartWith('\n\n#');
      expect(readMark(bytes)).toEqual(content.mark);
      expect(bytes.at(-1)).toBe(0x0a);
      expect(writeFile(place, { ...content, body: makeBody(content.body.text) })).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});

interface Parsed {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** Reads a file as the tools do: a YAML head up to the first line of ---, or all of it as TOML or YAML. */
function parseFile({ format, body: key = 'prompt' }: FilePlace, text: string): Parsed {
  if (format === 'toml') {
    const fields = parseToml(text);
    return { fields, body: fields[key] };
  }
  if (format === 'yaml') {
    const fields = yamlFields(text);
    return { fields, body: fields[key] };
  }
  const foot = text.lastIndexOf('\n<!-- krci-ai made this');
  if (format === 'markdown') return { fields: {}, body: text.slice(0, foot) };
  const [, head = ''] = /^---\n([\s\S]*?)^---\n\n/m.exec(text) ?? [];
  return { fields: yamlFields(head), body: text.slice(head.length + 9, foot) };
}

function yamlFields(text: string): Readonly<Record<string, unknown>> {
  const { root, problems } = readYamlTree(text, { maxDepth: 10 });
  expect(problems).toEqual([]);
  const entries = root?.kind === 'map' ? root.entries : [];
  const valueOf = (node: YamlNode): unknown => (node.kind === 'scalar' ? node.text : node.kind);
  return Object.fromEntries(entries.map(({ key, value }) => [key.text, valueOf(value)]));
}

test('a second reader of YAML finds the same texts, and texts only', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(Bun.YAML.parse(`a: ${yamlText(text)}\n`)).toEqual({ a: text });
      expect(parseToml(`a = ${quotedText(text)}\n`)['a']).toBe(text);
    }),
    { numRuns: 2000 },
  );
});

test('a text of several lines comes back from TOML and YAML', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(parseToml(`a = ${tomlLines(text)}\nb = 1\n`)).toEqual({ a: text, b: 1 });
      const { a, b } = yamlFields(`a: ${yamlLines(text)}\nb: c\n`);
      expect([a, b]).toEqual([text, 'c']);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['plain words, as they are', 'plain words, as they are'],
  ['no', '"no"'],
  ['Keeper: night', '"Keeper: night"'],
  ['a #1', '"a #1"'],
  ['', '""'],
  ['12', '"12"'],
  ['x ', '"x "'],
  ['a --- b', '"a --\\u002d b"'],
  ['turned \u202e', '"turned \\u202e"'],
])('%j is written %s', (text, written) => {
  expect(yamlText(text)).toBe(written);
});

test('a fence is longer than any in the text, a code span too', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const [open = '', ...rest] = fenced(text, 'yaml').split('\n');
      const fence = open.slice(0, -4);
      expect(rest.pop()).toBe(fence);
      expect(rest.some((line) => line.includes(fence))).toBeFalse();
    }),
  );
  expect(codeSpan('a`b``c')).toBe('``` a`b``c ```');
  expect(codeSpan('a b')).toBe('`a b`');
});

test('a text is cut between words, and never inside a letter', () => {
  expect(shortened('one two three', 13)).toBe('one two three');
  expect(shortened('one two three', 12)).toBe('one two...');
  expect(shortened('\u{1f6a8}'.repeat(9), 8)).toBe(`${'\u{1f6a8}'.repeat(5)}...`);
});

test('one line has no control characters and no double blanks', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      expect(oneLine(text)).not.toMatch(/[\u0000-\u001f\u007f-\u009f]| {2}|^ | $/u);
    }),
  );
});

const example: FileContent = {
  name: 'x',
  title: 'x',
  description: 'x',
  body: makeBody('x\n'),
  mark: { from: 'a', digest: '0'.repeat(64) },
};

test('a mark counts only in the last line', () => {
  const bytes = writeFile({ path: 'x', format: 'markdown' }, example);
  const text = new TextDecoder().decode(bytes);
  const encode = (more: string): Uint8Array => new TextEncoder().encode(more);
  expect(readMark(encode(`${text}\n\n`))).toEqual(example.mark);
  expect(readMark(encode(`${text}more\n`))).toBeUndefined();
  expect(readMark(encode(text.replace('sha256:0', 'sha256:g')))).toBeUndefined();
  expect(readMark(encode(text.replace('from a', 'from %E0%A4%A')))).toBeUndefined();
  expect(readMark(new Uint8Array())).toBeUndefined();
});
