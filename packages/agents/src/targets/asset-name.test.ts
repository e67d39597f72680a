import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { fileName, kebabName, taskName, wordOfId } from './asset-name.ts';

test.each([
  ['dev', 'dev'],
  ['go-dev', 'go-dev'],
  ['Dev', /^dev-[0-9a-f]{8}$/],
  ['Ångström lamp', /^angstrom-lamp-[0-9a-f]{8}$/],
  ['ключ', /^agent-[0-9a-f]{8}$/],
  ['con', /^con-[0-9a-f]{8}$/],
  ['a--b', /^a-b-[0-9a-f]{8}$/],
  ['../../etc', /^etc-[0-9a-f]{8}$/],
])('the agent %j is called %s', (name, wanted) => {
  expect(kebabName(name)).toMatch(wanted);
});

test('a name has the form that tools take, and two names stay two', () => {
  const names = fc.string({ unit: 'binary', minLength: 1, maxLength: 90 });
  fc.assert(
    fc.property(names, names, (one, other) => {
      expect(kebabName(one)).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*$/);
      expect(kebabName(one).length).toBeLessThanOrEqual(64);
      if (one.toWellFormed() !== other.toWellFormed()) {
        expect(kebabName(one)).not.toBe(kebabName(other));
      }
    }),
    { numRuns: 500 },
  );
});

test('a task is called after its folder and itself', () => {
  expect(taskName('dev/plan-story.md')).toBe('krci-dev-plan-story');
  expect(taskName('trim.md')).toBe('krci-trim');
  expect(taskName('a/b/c.md')).toBe('krci-a-b-c');
});

test.each(['dev', 'ключ', 'Night Owl', 'a.b'])('%j names a file as it is', (name) => {
  expect(fileName(name)).toBe(name);
});

test.each(['nul', 'a:b', 'a*', 'x'.repeat(255)])('%j names no file', (name) => {
  expect(fileName(name)).toBe(kebabName(name));
});

test.each([
  ['dev-v1', 'dev'],
  ['go-dev-v12', 'go-dev'],
  ['Dev', 'agent'],
  ['', 'agent'],
  [undefined, 'agent'],
  ['x'.repeat(40), 'agent'],
])('the id %j gives the word %s', (id, word) => {
  expect(wordOfId(id)).toBe(word);
});
