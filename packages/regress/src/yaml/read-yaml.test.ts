import { describe, expect, test } from 'bun:test';
import { errorOf } from '../testing/error-of.ts';
import { locateField } from './locate-field.ts';
import { readYaml } from './read-yaml.ts';

describe('a YAML document', () => {
  test('reads as JSON', () => {
    expect(readYaml('a: 1\nb: [x, "2", ~, true]\nc:\n  - d: >-\n      two\n      lines\n')).toEqual(
      {
        a: 1,
        b: ['x', '2', null, true],
        c: [{ d: 'two lines' }],
      },
    );
  });

  test('JSON is YAML', () => {
    expect(readYaml('{"a": {"b": [1, "x"]}}')).toEqual({ a: { b: [1, 'x'] } });
  });

  test('what other versions of YAML take for a truth value or a date is text', () => {
    expect(readYaml('a: yes\nb: 2026-01-01\nc: 1_000\n')).toEqual({
      a: 'yes',
      b: '2026-01-01',
      c: '1_000',
    });
  });
});

describe('refusals of the YAML reader', () => {
  test.each([
    ['a repeated key', 'a: 1\nb: 2\na: 3\n', 'yaml_duplicate_key', 3, 1],
    ['a repeated key in another spelling', '1: x\n"1": y\n', 'yaml_duplicate_key', 2, 2],
    ['a repeated key inside', 'a:\n  - b: 1\n    b: 2\n', 'yaml_duplicate_key', 3, 5],
    ['an alias', 'a: 1\nb: *x\n', 'yaml_alias', 2, 4],
    ['an anchor that nobody uses', 'a: &x 1\n', 'yaml_alias', 1, 4],
    ['an anchor on a list', 'a: &x [1]\n', 'yaml_alias', 1, 4],
    ['a tag', 'a: !!str 1\n', 'yaml_tag', 1, 4],
    ['a tag of another language', 'a: !!js/function x\n', 'yaml_tag', 1, 4],
    ['a tag on a map', '!foo {a: 1}\n', 'yaml_tag', 1, 1],
    ['a merge key', 'a:\n  <<: {b: 1}\n', 'yaml_key', 2, 3],
    ['a prototype key', '__proto__: {x: 1}\n', 'yaml_key', 1, 1],
    ['an escaped prototype key', '"__pr\\x6fto__": {x: 1}\n', 'yaml_key', 1, 2],
    ['a key that is a list', '? [a]\n: b\n', 'yaml_key', 1, 3],
    ['nothing', '', 'yaml_syntax', 1, 1],
    ['a comment only', '# nothing\n', 'yaml_syntax', 1, 1],
    ['two documents', 'a: 1\n---\nb: 2\n', 'yaml_syntax', 1, 1],
    ['an open list', 'a: [1,\n', 'yaml_syntax', 2, 1],
    ['a tab as indentation', 'a:\n\tb: 1\n', 'yaml_syntax', 2, 1],
  ])('%s', async (_, text, code, line, column) => {
    const error = await errorOf(() => readYaml(text, { file: 'gait.yaml' }));
    expect({ code: error.code as string, ...error.where }).toEqual({
      code,
      file: 'gait.yaml',
      line,
      column,
    });
    expect(error.hint).toBeString();
  });

  test('a number that JSON has no form for', async () => {
    expect((await errorOf(() => readYaml('a: .nan\n'))).code).toBe('yaml_syntax');
    expect((await errorOf(() => readYaml('a: -.inf\n'))).code).toBe('yaml_syntax');
  });

  test('more levels than allowed', async () => {
    expect(readYaml('['.repeat(30) + ']'.repeat(30))).toBeArray();
    expect((await errorOf(() => readYaml('['.repeat(40) + ']'.repeat(40)))).code).toBe(
      'yaml_depth',
    );
    expect((await errorOf(() => readYaml('a: {b: {c: 1}}', {}, { maxDepth: 2 }))).code).toBe(
      'yaml_depth',
    );
  });

  test('more text than allowed, before it is parsed', async () => {
    expect((await errorOf(() => readYaml('#'.repeat(1024 * 1024 + 1)))).code).toBe('yaml_size');
  });

  test('a bomb of aliases is refused at its first anchor', async () => {
    const bomb = ['a: &a [x,x,x,x,x,x,x,x,x]', ...'bcdefgh'].map((line, i, all) =>
      i === 0
        ? line
        : `${line}: &${line} [${Array(9)
            .fill(`*${all[i - 1]?.[0]}`)
            .join(',')}]`,
    );
    const started = performance.now();
    expect((await errorOf(() => readYaml(bomb.join('\n')))).code).toBe('yaml_alias');
    expect(performance.now() - started).toBeLessThan(200);
  });
});

describe('the place of a field', () => {
  const text =
    'fixture_set: x\nfixtures:\n  - name: a\n    run_id: r\n  - {name: b, "runpack": c}\n';
  test.each([
    ['fixture_set', 1, 1],
    ['fixtures', 2, 1],
    ['fixtures[0]', 3, 5],
    ['fixtures[0].run_id', 4, 5],
    ['fixtures[1]', 5, 5],
    ['fixtures[1].runpack', 5, 16],
  ])('%s', (path, line, column) => {
    expect(locateField(text, path)).toEqual({ line, column });
  });

  test('is unknown for what is not there, or not YAML', () => {
    expect(locateField(text, 'fixtures[2]')).toBeUndefined();
    expect(locateField('a: [', 'a')).toBeUndefined();
  });

  test('is found in JSON too', () => {
    expect(locateField('{\n  "a": {\n    "b": 1\n  }\n}', 'a.b')).toEqual({ line: 3, column: 6 });
  });
});
