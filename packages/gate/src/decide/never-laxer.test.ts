import { expect, test } from 'bun:test';
import { checkNeverLaxer } from '../testing/check-never-laxer.ts';

test('no verdict is laxer than the rules say, over generated policies and intents', () => {
  const { cases, laxer } = checkNeverLaxer({ policies: 40, seed: 4 });
  expect(laxer).toEqual([]);
  expect(cases).toBeGreaterThan(2000);
});
