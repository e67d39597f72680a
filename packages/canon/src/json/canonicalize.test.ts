import { describe, expect, test } from 'bun:test';
import oracle from 'canonicalize';
import fc from 'fast-check';
import { canonicalize } from './canonicalize.ts';
import { digest, sha256Hex } from './digest.ts';
import type { Json } from './json-value.ts';

describe('canonical JSON (RFC 8785)', () => {
  test('keys are ordered by UTF-16 code units, not by UTF-8 bytes and not as given', () => {
    const value = { '\ufb33': 1, '\u{1f600}': 2, '\r': 3, '1': 4, '\u20ac': 5, '\u0080': 6, ö: 7 };
    expect(canonicalize(value)).toBe(
      '{"\\r":3,"1":4,"\u0080":6,"ö":7,"€":5,"\u{1f600}":2,"\ufb33":1}',
    );
  });

  test('integer-like keys are ordered as text, where an engine would put 9 before 10', () => {
    expect(canonicalize({ '9': 1, '10': 2 })).toBe('{"10":2,"9":1}');
  });

  test.each([
    [1e21, '1e+21'],
    [1e20, '100000000000000000000'],
    [-0, '0'],
    [9007199254740993, '9007199254740992'],
    [1e-7, '1e-7'],
    [0.000001, '0.000001'],
    [5e-324, '5e-324'],
    [1.0, '1'],
  ])('the number %p is written %p', (value, text) => {
    expect(canonicalize(value)).toBe(text);
  });

  test('strings use the short escapes, lower-case \\u00xx, and nothing else', () => {
    expect(canonicalize('\u0000\b\t\n\f\r\u001f"\\/<>&\u2028\u007f')).toBe(
      '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/<>&\u2028\u007f"',
    );
  });

  test('a lone surrogate becomes U+FFFD in values and keys', () => {
    expect(canonicalize({ 'a\ud800': 'b\udc00c' })).toBe('{"a\ufffd":"b\ufffdc"}');
  });

  test('an own key __proto__ is written like any other', () => {
    expect(canonicalize(JSON.parse('{"__proto__":1,"a":2}') as Json)).toBe('{"__proto__":1,"a":2}');
  });

  test('what is not JSON is a defect of the caller', () => {
    expect(() => canonicalize(Number.NaN)).toThrow(TypeError);
    expect(() => canonicalize((() => 1) as unknown as Json)).toThrow(TypeError);
  });

  test('any JSON value is written as the independent library writes it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalize(value as Json)).toBe(oracle(value) as string);
      }),
      { numRuns: 500, seed: 11 },
    );
  });
});

describe('digests', () => {
  test('SHA-256 of text is over its UTF-8 bytes', () => {
    expect(sha256Hex('abc')).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    );
    expect(sha256Hex('ä')).toBe(sha256Hex(new TextEncoder().encode('ä')));
  });

  test('the digest of a value does not depend on the order of its keys', () => {
    expect(digest({ b: 1, a: [true, null] })).toBe(sha256Hex('{"a":[true,null],"b":1}'));
  });
});

describe('keys with lone surrogates', () => {
  test('are ordered as they are written, not as they were given', () => {
    expect(canonicalize({ '\ud800': 1, '\ufeff': 2 })).toBe('{"\ufeff":2,"\ufffd":1}');
  });

  test('of two that become one the later one counts', () => {
    expect(canonicalize({ '\ud800': 1, '\ud801': 2 })).toBe('{"\ufffd":2}');
  });
});
