import { expect, test } from 'bun:test';
import { readComments } from './read-comments.ts';
import { openYaml } from './yaml-source.ts';

function commentsOf(text: string): readonly string[] {
  const source = openYaml(text, {}, { maxLength: 1_000_000, maxDepth: 32 });
  return readComments(source).map(({ text: comment, about, item, behind }) =>
    [
      comment,
      behind ? 'behind' : 'before',
      typeof about === 'string' ? about : about.join('.'),
      ...(item === undefined ? [] : [JSON.stringify(item.value)]),
    ].join(' '),
  );
}

test.each([
  ['# a\n# b\nx: 1\n', ['# a before head', '# b before head']],
  ['x: 1 # a\n# b\n', ['# a behind x', '# b before foot']],
  ['x: # a\n  # b\n  y: 1 # c\n', ['# a behind x', '# b before x.y', '# c behind x.y']],
  ['x:\n- a # a\n# b\n- b\n', ['# a behind x.0 "a"', '# b before x.1 "b"']],
  ['x:\n- # a\n  y: 1\n- &z # b\n  y: 2\n', ['# a before x.0', '# b before x.1']],
  ['x: [a, # a\n  b] # b\ny: 1\n', ['# a behind x.0 "a"', '# b behind x']],
  ['x: {y: [a, b]} # a\n', ['# a behind x']],
  [
    'x: {y: [a # ]}\n  ] # b\n  } # c\n',
    ['# ]} behind x.y.0 "a"', '# b behind x.y', '# c behind x'],
  ],
  ['x: \'# no\' # a\ny: "a # b" # c\nz: c#d\n', ['# a behind x', '# c behind y']],
  ['x: | # a\n  # no\n  more\n# b\ny: 1\n', ['# a behind x', '# b before y']],
  ['x: &a 1\ny: *a # a\n', ['# a behind y']],
  ['x: 1 # a\r\n# b\r\ny: 2\r\n', ['# a behind x', '# b before y']],
  ['x: 1 #\n', ['# behind x']],
  ['#\n', ['# before head']],
])('%j', (text, expected) => {
  expect(commentsOf(text)).toEqual(expected);
});

test('many comments are read in the time that their text takes', () => {
  const text = `x:\n${'- a # b\n# c\n'.repeat(50_000)}`;
  const started = performance.now();
  expect(commentsOf(text)).toHaveLength(100_000);
  expect(performance.now() - started).toBeLessThan(5000);
});
