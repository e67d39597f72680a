import { expect, test } from 'bun:test';
import { compactJson, prettyJson, sortedJson } from './print-json.ts';

test('standalone files are indented by two spaces and end with a newline', () => {
  expect(prettyJson({ b: [1], a: {} })).toBe('{\n  "b": [\n    1\n  ],\n  "a": {}\n}\n');
});

test('what could leave an HTML script element is escaped', () => {
  expect(compactJson({ a: '</script>&\u2028\u2029' })).toBe(
    '{"a":"\\u003c/script\\u003e\\u0026\\u2028\\u2029"}',
  );
});

test('sorted output orders keys by UTF-8 bytes at every depth and keeps lists as they are', () => {
  expect(sortedJson({ z: { b: 1, a: 2 }, '\ufb33': 1, '\u{1f600}': 2, a: [3, 1] })).toBe(
    '{"a":[3,1],"z":{"a":2,"b":1},"\ufb33":1,"\u{1f600}":2}',
  );
});

test('lone surrogates are replaced, absent properties left out', () => {
  const value = { a: '\ud800', b: undefined } as unknown as { a: string };
  expect(sortedJson(value)).toBe('{"a":"\ufffd"}');
  expect(compactJson(value)).toBe('{"a":"\ufffd"}');
});
