import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { anchorsOf } from './anchors.ts';
import { findTagFaults } from './find-tag-faults.ts';
import { scanMarkdown } from './scan-markdown.ts';

const scan = (text: string) => scanMarkdown(text, 0);
const targets = (text: string): string[] =>
  scan(text).links.map(({ kind, target }) => `${kind} ${target}`);

describe('links', () => {
  test.each([
    ['[a](b)', ['link b']],
    ['![a](b.png "title")', ['image b.png']],
    ['[![a](b)](c)', ['image b', 'link c']],
    ['[a](<b c>)', ['link b c']],
    ["[a]( b\n 'x' )", ['link b']],
    ['[a](b(c)d)', ['link b(c)d']],
    ['[a](b c)', []],
    ['[a](b', []],
    ['[a] (b)', []],
    ['\\[a](b)', []],
    ['`[a](b)` [c](d)', ['link d']],
    ['``[a](b) ` [c](d)`` [e](f)', ['link f']],
    ['- `one\n- [a](b) `two', ['link b']],
    ['`one\ntwo [a](b)`', []],
    ['`one\n\n[a](b)`', ['link b']],
    ['```\n[a](b)\n````\n[c](d)', ['link d']],
    ['````\n```\n[a](b)\n````\n[c](d)', ['link d']],
    ['``` `x`\n[a](b)', ['link b']],
    ['> ```\n> [a](b)\n> ```\n[c](d)', ['link d']],
    ['~~~ `x`\n[a](b)\n~~~\n', []],
    ['~~~ `x`\n[a](b)', ['link b']],
    ['```\n```` `\n[a](b)\n', ['link b']],
    ['<instructions>\n[a](b)\n</instructions>', ['link b']],
    ['<!-- [a](b) --> [c](d)', ['link d']],
    ['x <!--\n\n```\n[a](b)\n--> [c](d)', ['link d']],
    ['<!-- [a](b)', ['link b']],
    ['[a]: b\n[c]: <d e> "f"\ntext [g](h)', ['definition b', 'definition d e', 'link h']],
    ['[^1]: a note', []],
    ['| [a](b) | `[c](d)` |', ['link b']],
    ['[a](b)\r\n[c](d)\r\n', ['link b', 'link d']],
  ])('%j', (text, found) => {
    expect(targets(text)).toEqual(found);
  });

  test('know their words and their target', () => {
    const text = 'See ![the *map*](./map.png "Map").';
    const [link] = scan(text).links;
    expect(text.slice(link?.start, link?.end)).toBe('![the *map*](./map.png "Map")');
    expect(text.slice(link?.textStart, link?.textEnd)).toBe('the *map*');
    expect(text.slice(link?.targetStart)).toStartWith('./map.png');
    const definition = 'x\n\n [a b]: ./map.md\n';
    const [found] = scan(definition).links;
    expect(definition.slice(found?.targetStart)).toStartWith('./map.md');
    expect(definition.slice(found?.textStart, found?.textEnd)).toBe('a b');
  });
});

describe('headings and anchors', () => {
  test('are those that GitHub makes', () => {
    const text = [
      '# One',
      '## One ##',
      'Two words\n===',
      '### `code` & [link](x) *strong*!',
      '#no heading',
      '```\n# hidden\n```',
      '## Größe ändern',
      '## Named {#own-name}',
      '<a id="here"></a> <b name=\'there\'></b>',
    ].join('\n\n');
    expect([...anchorsOf(scan(text))].sort()).toEqual([
      'code--link-strong',
      'größe-ändern',
      'here',
      'named',
      'one',
      'one-1',
      'own-name',
      'there',
      'two-words',
    ]);
  });
});

describe('hostile texts are read in a time that grows with their length', () => {
  const SIZE = 400_000;
  test.each([
    ['['],
    ['](a "'],
    ['![a]('],
    ['`'],
    ['` `` ``` '],
    ['<a'],
    ['<a '],
    ['< '],
    ['<!--'],
    ['<a>'],
    ['</a>'],
    ['<a><b></a>'],
    ['\\'],
    ['# '],
    ['[a]: '],
    ['```\n'],
    ['~~~ '],
    ['> '],
    ['- '],
    ['\n\n`'],
    ['a\n\n'],
    ['('],
    ['{#'],
    [' '],
  ])('%j again and again', (part) => {
    const text = part.repeat(Math.ceil(SIZE / part.length));
    const started = performance.now();
    const markdown = scan(text);
    findTagFaults(markdown.tags);
    anchorsOf(markdown);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test('any text is scanned without an exception, and what is found lies in it', () => {
  const part = fc.constantFrom(
    ...'[]()<>`~!#-|"\\\n\r \t',
    '```',
    '<!--',
    '-->',
    '](',
    '<a',
    '</a>',
    'word',
    '[a]: ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(part, fc.string({ unit: 'binary', maxLength: 3 })), { maxLength: 60 }),
      (parts) => {
        const text = parts.join('');
        const { links, tags } = scan(text);
        for (const link of links) {
          expect(text.slice(link.targetStart, link.targetStart + link.target.length)).toBe(
            link.target,
          );
          expect(link.start <= link.textStart && link.textStart <= link.textEnd).toBeTrue();
          expect(link.textEnd <= link.end && link.end <= text.length).toBeTrue();
        }
        for (const { offset } of tags) expect(text[offset]).toBe('<');
      },
    ),
    { numRuns: 3000 },
  );
});

test('what is in a fence, a span or a comment is never seen', () => {
  const hidden = fc.constantFrom('<a>', '[x](y)', '# z');
  const shell = fc.constantFrom(
    (text: string) => `\`\`\`\n${text}\n\`\`\`\n`,
    (text: string) => `  ~~~~ x\n${text}\n~~~\n~~~~~\n`,
    (text: string) => `a \`\`${text}\`\` b\n`,
    (text: string) => `<!-- ${text} -->\n`,
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(hidden, shell), { maxLength: 8 }), (parts) => {
      const text = parts.map(([inner, wrap]) => wrap(inner)).join('\n');
      expect(scan(text)).toEqual({ links: [], tags: [], ids: [], headings: [] });
    }),
  );
});
