import { expect, test } from 'bun:test';
import { hideSecrets } from '../regress/hide-secrets.ts';
import { mapTexts } from './map-texts.ts';

test('secrets of a known shape are gone from every text, however deep, and nothing else is', () => {
  const token = `ghp_${'a1'.repeat(18)}`;
  const call = { args: { env: [{ value: `TOKEN=${token}` }], path: 'a' }, n: 1, none: null };
  const shown = mapTexts(call, (text) => hideSecrets(text, {}));
  expect(JSON.stringify(shown)).not.toContain(token);
  expect(shown).toEqual({ args: { env: [{ value: 'TOKEN=***' }], path: 'a' }, n: 1, none: null });
});

test('a call without secrets stays the same value', () => {
  const call = { args: { list: ['a', { b: 'c' }] } };
  expect(mapTexts(call, (text) => hideSecrets(text, {}))).toBe(call);
});
