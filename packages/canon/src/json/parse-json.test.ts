import { describe, expect, test } from 'bun:test';
import fc from 'fast-check';
import { isCodedError } from '../errors/coded-error.ts';
import { parseJson, parseJsonLoose } from './parse-json.ts';
import type { Json } from './json-value.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (isCodedError(error)) return error.code;
    throw error;
  }
  return 'accepted';
}

describe('the strict JSON reader', () => {
  test.each([
    ['{"a":1,"a":2}', 'json_duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'json_duplicate_key'],
    ['[{"x":{"b":1,"b":1}}]', 'json_duplicate_key'],
    ['{"__proto__":{"admin":true}}', 'json_prototype_key'],
    ['{"__pro\\u0074o__":1}', 'json_prototype_key'],
    ['{} {}', 'json_trailing_data'],
    ['1 2', 'json_trailing_data'],
    ['', 'json_syntax'],
    ['  \n', 'json_syntax'],
    ['\ufeff{}', 'json_syntax'],
    ['{"a":01}', 'json_syntax'],
    ['{a:1}', 'json_syntax'],
    ["{'a':1}", 'json_syntax'],
    ['[1,]', 'json_syntax'],
    ['{"a":1,}', 'json_syntax'],
    ['"\t"', 'json_syntax'],
    ['"\\x41"', 'json_syntax'],
    ['"open', 'json_syntax'],
    ['NaN', 'json_syntax'],
    ['1e999', 'json_number'],
    ['{"a":[-1e400]}', 'json_number'],
    ['[1}', 'json_syntax'],
    ['tru', 'json_syntax'],
    ['"\\', 'json_syntax'],
  ])('%p is refused as %s', (text, code) => {
    expect(codeOf(() => parseJson(text))).toBe(code);
  });

  test('a duplicate key is found with its line and column', () => {
    try {
      parseJson('{\n  "a": 1,\n  "a": 2\n}', { where: { file: 'x.json' } });
      throw new Error('accepted');
    } catch (error) {
      if (!isCodedError(error)) throw error;
      expect(error.where).toEqual({ file: 'x.json', line: 3, column: 3 });
    }
  });

  test('a byte order mark is refused, also by the loose reader and before invalid UTF-8', () => {
    expect(codeOf(() => parseJson(bytes('\ufeff{}')))).toBe('json_syntax');
    expect(codeOf(() => parseJsonLoose(bytes('\ufeff{}')))).toBe('json_syntax');
    const broken = new Uint8Array([0xef, 0xbb, 0xbf, 0x22, 0xff, 0x22]);
    expect(codeOf(() => parseJsonLoose(broken))).toBe('json_syntax');
  });

  test('invalid UTF-8 is refused, also inside a string', () => {
    expect(codeOf(() => parseJson(new Uint8Array([0x22, 0xff, 0x22])))).toBe('json_encoding');
    expect(codeOf(() => parseJson(new Uint8Array([0x22, 0xed, 0xa0, 0x80, 0x22])))).toBe(
      'json_encoding',
    );
  });

  test('colons, braces and escaped quotes inside strings count neither as members nor as depth', () => {
    const text = '{"a:b":"{[:\\\\\\":{","c\\\\":":"}';
    expect(parseJson(text, { maxDepth: 1 })).toEqual(JSON.parse(text));
  });

  test('nesting is refused before anything recurses: 100,000 levels', () => {
    expect(codeOf(() => parseJson('['.repeat(100_000)))).toBe('json_depth');
    expect(codeOf(() => parseJson('{"a":'.repeat(1001) + '1' + '}'.repeat(1001)))).toBe(
      'json_depth',
    );
    expect(codeOf(() => parseJson('['.repeat(1000) + ']'.repeat(1000)))).toBe('accepted');
  });

  test('size is refused before decoding', () => {
    expect(codeOf(() => parseJson(bytes('[1,2,3]'), { maxBytes: 6 }))).toBe('json_size');
    expect(codeOf(() => parseJson(bytes('[1,2,3]'), { maxBytes: 7 }))).toBe('accepted');
  });

  test('a run of backslashes in a string is read in linear time', () => {
    const text = JSON.stringify('\\'.repeat(200_000) + '"'.repeat(2));
    expect(parseJson(text)).toBe(JSON.parse(text) as Json);
  });

  test('every JSON value without prototype key is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = JSON.stringify(value);
        if (text.includes('__proto__')) return;
        expect(parseJson(text)).toEqual(JSON.parse(text) as Json);
      }),
      { numRuns: 500, seed: 5 },
    );
  });

  test('broken bytes give a coded error or the value JSON.parse gives, never anything else', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 4 }),
        (value, edits) => {
          const data = bytes(JSON.stringify(value));
          for (const [at, byte] of edits) data[at % data.length] = byte;
          const code = codeOf(() => parseJson(data));
          expect(code === 'accepted' || code.startsWith('json_')).toBe(true);
          if (code === 'accepted') {
            expect(parseJson(data)).toEqual(JSON.parse(new TextDecoder().decode(data)) as Json);
          }
        },
      ),
      { numRuns: 1000, seed: 7 },
    );
  });
});

describe('the loose JSON reader', () => {
  test('the last of two equal keys counts', () => {
    expect(parseJsonLoose('{"a":1,"a":2}')).toEqual({ a: 2 });
  });

  test('a prototype key stays an own key and changes no prototype', () => {
    const value = parseJsonLoose('{"__proto__":{"admin":true}}') as Record<string, Json>;
    expect(Object.keys(value)).toEqual(['__proto__']);
    expect((value as { admin?: boolean }).admin).toBeUndefined();
  });

  test('each byte outside valid UTF-8 becomes one U+FFFD', () => {
    const text = (list: number[]): Json => parseJsonLoose(new Uint8Array([0x22, ...list, 0x22]));
    expect(text([0xe2, 0x82])).toBe('\ufffd\ufffd');
    expect(text([0xf0, 0x9f, 0x98, 0x41])).toBe('\ufffd\ufffd\ufffdA');
    expect(text([0xed, 0xa0, 0x80])).toBe('\ufffd\ufffd\ufffd');
    expect(text([0xc3, 0xa4, 0xff])).toBe('ä\ufffd');
  });

  test('depth, trailing data and numbers outside a double are refused as by the strict one', () => {
    expect(codeOf(() => parseJsonLoose('['.repeat(2000)))).toBe('json_depth');
    expect(codeOf(() => parseJsonLoose('{}x'))).toBe('json_trailing_data');
    expect(codeOf(() => parseJsonLoose('[1e999]'))).toBe('json_number');
  });
});
