import { expect, test } from 'bun:test';
import { correlationId } from './correlation.ts';

test('the id is that of the reference', () => {
  expect(correlationId(['gait', 'version', '--json'])).toBe('e817da1ea5bc1c4b0c6da48f');
});

test('white space around arguments does not count, inside and between them it does', () => {
  expect(correlationId(['gait', ' version', '--json\n'])).toBe('e817da1ea5bc1c4b0c6da48f');
  expect(correlationId(['gait', 'version --json'])).not.toBe('e817da1ea5bc1c4b0c6da48f');
  expect(correlationId(['gait', 'a b'])).not.toBe(correlationId(['gait', 'a', 'b']));
});
