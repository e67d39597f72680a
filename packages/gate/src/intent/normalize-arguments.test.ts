import { expect, test } from 'bun:test';
import { canonicalize, type JsonObject } from '@gait/canon';
import { codeOf } from '../testing/code-of.ts';
import { normalizeArguments } from './normalize-arguments.ts';
import { strictnessOf, type Profile } from './strictness.ts';

const normalize = (args: JsonObject, profile: Profile = 'standard') =>
  normalizeArguments(args, 'args', true, strictnessOf(profile));
const code = (args: unknown, profile?: Profile): string =>
  codeOf(() => normalize(args as JsonObject, profile));

test('strings and keys are trimmed at every depth, and keys put in order', () => {
  const { value, text } = normalize({ ' b ': [' x\u0085', { ' c': '\ufeffy ' }], a: -0 });
  expect(text).toBe('{"a":0,"b":["x",{"c":"\ufeffy"}]}');
  expect(canonicalize(value)).toBe(text);
});

test('what needs no change is shared, and the given object never changes', () => {
  const inner = { x: 1 };
  const given = { z: inner, a: ' trimmed ' };
  const { value } = normalize(given);
  expect(value['z']).toBe(inner);
  expect(given).toEqual({ z: { x: 1 }, a: ' trimmed ' });
  expect(Object.keys(given)).toEqual(['z', 'a']);
});

test('keys that an object puts elsewhere are still written in canonical order', () => {
  const { text, ordered, value } = normalize(
    JSON.parse('{"b":1,"10":2,"9":3,"__proto__":{"x":1}}'),
  );
  expect(ordered).toBe(false);
  expect(text).toBe('{"10":2,"9":3,"__proto__":{"x":1},"b":1}');
  expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
});

test('lone surrogates become U+FFFD', () => {
  expect(normalize({ a: 'x\ud800', b: '\\ud800' }).text).toBe('{"a":"x\ufffd","b":"\\\\ud800"}');
});

test('a key of white space, and two keys that trim to one, are refused', () => {
  expect(code({ ' ': 1 })).toBe('intent_args_key');
  expect(code({ deep: [{ '': 1 }] })).toBe('intent_args_key');
  expect(code({ path: '/a', ' path': '/b' })).toBe('intent_args_key_collision');
  expect(normalize({ path: '/a', ' path': '/b' }, 'compat').text).toBe('{"path":"/b"}');
});

test('what is not JSON is refused', () => {
  for (const value of [
    undefined,
    NaN,
    Infinity,
    1n,
    () => 1,
    new Date(0),
    new Map(),
    Symbol('x'),
  ]) {
    expect(code({ a: { b: value } })).toBe('intent_args_value');
  }
});

test('depth is limited before the stack is', () => {
  let deep: JsonObject = {};
  for (let i = 0; i < 100_000; i++) deep = { a: deep };
  expect(code(deep)).toBe('intent_args_depth');
});

test('a change far below costs one walk, not one per level', () => {
  let deep: JsonObject = { a: ' x' };
  for (let i = 0; i < 900; i++) deep = { a: deep };
  expect(normalize(deep).text).toContain('{"a":"x"}');
});

test.each([
  ['api_key', 'ghp_x'],
  ['Token', 'sk-'],
  ['my-secret', 'AKIA1'],
  ['PASSWORD', 'abcdefgh12345678'],
  ['pa\u017f\u017fword', 'abcdefgh12345678'],
  ['credential', ' abcdefgh12345678 '],
  ['token', '\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9a1'],
])('a raw credential under %j is refused: %j', (key, value) => {
  expect(code({ [key]: value })).toBe('intent_raw_credential');
  expect(code({ list: [{ [key]: value }] })).toBe('intent_raw_credential');
});

test.each([
  ['token_ref', 'ghp_x'],
  ['secret_ids', 'abcdefgh12345678'],
  ['path', 'abcdefgh12345678'],
  ['token', 'env:GITHUB_TOKEN12'],
  ['token', 'STUB:abcdefgh12345678'],
  ['token', 'a'.repeat(63) + '1'],
  ['token', 'abcdefghijklmnop'],
  ['token', 'two words 12345678'],
  ['token', 'short1'],
])('a reference is not: %j %j', (key, value) => {
  expect(code({ [key]: value })).toBe('none');
});

test('in strict, lists are searched for credentials too', () => {
  const args = { tokens: ['ghp_x'] };
  expect(code(args)).toBe('none');
  expect(code(args, 'strict')).toBe('intent_raw_credential');
});
